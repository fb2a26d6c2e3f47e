"""Hand files over: a list with the digest of each package, on paper too; confirmed by somebody else."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from mingjing import law
from mingjing.archive import room, transfer_paper
from mingjing.archive.holding import today
from mingjing.archive.models import ArchivedFile, Package, Transfer, TransferLine
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import pack_on
from mingjing.cases.numbering import take_number
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.refused import bad, require_readable
from mingjing.cases.standing import Person, Standing, standing_of
from mingjing.records.journal import log_reads

MOST = 200
PAGE, LAST_PAGE = 20, 1000
GIVERS = {
    Transfer.Kind.ROOM: ("handler", "unit_head", "archivist"),
    Transfer.Kind.ARCHIVES: ("archivist",),
}
TAKERS = {Transfer.Kind.ROOM: ("archivist",), Transfer.Kind.ARCHIVES: ("archivist", "agency_head")}
SERIES = {Transfer.Kind.ROOM: "室", Transfer.Kind.ARCHIVES: "馆"}


def hand_over(person: Any, kind: str, files: Sequence[UUID | str], note: str = "") -> Transfer:
    """Make the list; each file needs a package. `note` is printed. Raises `Refused`, `papers.PaperError`.

    The list is there before its paper is rendered: no file and no number waits for that, and a paper that could not be
    rendered is rendered when it is asked for.
    """
    standing = _standing(person)
    if kind not in Transfer.Kind.values or not files or len(files) > MOST:
        raise bad(f"请选择移交的种类和1至{MOST}卷案卷。")
    require_readable(note, "移交说明", "note")
    with transaction.atomic():
        made = _listed(person, standing, Transfer.Kind(kind), files, note.strip()[:400])
    return _on_paper(made)


def _listed(
    person: Any, standing: Standing, kind: Transfer.Kind, files: Sequence[UUID | str], note: str
) -> Transfer:
    """The list with its number and lines, in the caller's transaction; two lists at once wait for each other at the files."""
    rows = ArchivedFile.objects.visible_to(person).filter(pk__in=files, disposed_at=None)
    rows = rows.select_for_update(of=("self",)).select_related("agency")
    found = list(rows.order_by("number"))
    if len(found) != len(set(map(str, files))):
        raise bad("所选的案卷有的不存在、已经销毁或者您无权查看；请刷新页面重新选择。")
    agency = found[0].agency
    if any(one.agency_id != agency.pk for one in found):
        raise bad("一份移交清单只列一个机关的案卷；请分开移交。")
    if not set(GIVERS[kind]) & set(standing.roles_in(agency.pk)):
        raise bad("您无权移交；向档案馆移交由档案管理员办理，向机关档案室移交由承办机构或者档案管理员办理。")
    packages = {
        one.file_id: one for one in Package.objects.filter(file__in=found, state="done").order_by("asked_at")
    }
    missing = [one.number for one in found if one.pk not in packages]
    if missing:
        raise bad(
            f"还没有归档信息包：{'、'.join(missing[:5])}。", mend="先制作信息包并通过四性检测，再移交。"
        )
    listed = TransferLine.objects.filter(file__in=found, transfer__kind=kind).select_related("file").first()
    if listed is not None:
        raise bad(f"“{listed.file.number}”已经列入另一份{kind.label}的清单。")
    pack = pack_on(agency, today())
    holder = str(pack.limit_values.get("archive_holder", ""))
    seq = take_number(agency.pk, f"移交 {SERIES[kind]}", today().year)
    transfer = Transfer.objects.create(
        agency=agency, kind=kind, number=f"移{SERIES[kind]}〔{today().year}〕{seq}号",
        receiver=f"{agency.name}档案室" if kind == Transfer.Kind.ROOM else holder,
        given_by_id=standing.user_id, giver=standing.name, created_at=timezone.now(), blob="", pages=0, note=note,
    )  # fmt: skip
    TransferLine.objects.bulk_create(
        TransferLine(
            transfer=transfer, file=one, sha256=packages[one.pk].sha256, sm3=packages[one.pk].sm3,
            size=packages[one.pk].size, files=packages[one.pk].files,
        )
        for one in found
    )  # fmt: skip
    return transfer


def _on_paper(transfer: Transfer) -> Transfer:
    """Render the list and keep its PDF; the first that is kept stays. Raises `papers.PaperError`."""
    lines = list(transfer.lines.select_related("file__case"))
    day = transfer.created_at.astimezone(SHANGHAI).date()
    pack = pack_on(transfer.agency, day)
    told = {
        "number": transfer.number, "kind": Transfer.Kind(transfer.kind).label, "receiver": transfer.receiver,
        "giver": transfer.giver, "note": transfer.note,
        "total": f"{len(lines)}卷，信息包{len(lines)}个，{_mb(sum(one.size for one in lines))}",
    }  # fmt: skip
    made = transfer_paper.paper(
        transfer.agency.name, day.isoformat(), told, [_row(pack, one) for one in lines]
    )
    blob = vault().put(io.BytesIO(made.pdf))
    Transfer.objects.filter(pk=transfer.pk, blob="").update(blob=blob.sha256, pages=made.pages)
    transfer.refresh_from_db(fields=["blob", "pages"])
    return transfer


def confirm(person: Any, transfer_id: UUID | str, taker: str) -> Transfer:
    """The receiver confirms: not the one who handed over; for the public archives `taker` is their person. Raises `Refused`."""
    standing = _standing(person)
    with transaction.atomic():
        found = (
            Transfer.objects.visible_to(person).select_for_update(of=("self",)).filter(pk=transfer_id).first()
        )
        if found is None:
            raise bad("没有这份移交清单，或者您无权查看。")
        if found.confirmed_at is not None:
            raise bad("这份移交清单已经确认接收。")
        if not set(TAKERS[Transfer.Kind(found.kind)]) & set(standing.roles_in(found.agency_id)):
            raise bad("接收由档案管理员确认。")
        if found.given_by_id == standing.user_id:
            raise bad("移交人不能确认自己移交的案卷；请由另一人确认。")
        require_readable(taker, "接收人", "taker")
        name = standing.name if found.kind == Transfer.Kind.ROOM else taker.strip()[:60]
        if not name:
            raise bad("没有写明档案馆的接收人；请填写后确认。", fields=("taker",))
        found.confirmed_by_id, found.taker, found.confirmed_at = standing.user_id, name, timezone.now()
        found.save(update_fields=["confirmed_by", "taker", "confirmed_at"])
    return found


@dataclass(frozen=True, slots=True)
class Lists:
    """One page of transfer lists, the latest first."""

    transfers: Sequence[Transfer]
    page: int
    has_more: bool


def transfers(person: Person, page: int = 1) -> Lists:
    """Lists whose every file the person may see, in agencies where the person works with files (2 queries)."""
    page = min(max(page, 1), LAST_PAGE)
    start = (page - 1) * PAGE
    found = list(
        Transfer.objects.visible_to(person).prefetch_related("lines__file")[start : start + PAGE + 1]
    )
    return Lists(found[:PAGE], page, len(found) > PAGE)


def ready(person: Person, words: str = "", page: int = 1) -> room.Shelf:
    """Files with a package that the person may still hand over, found as on the shelf (2 queries)."""
    standing = standing_of(person)
    held = {one.role for one in standing.places} if standing else set()
    if not held & {role for roles in GIVERS.values() for role in roles}:
        return room.shelved(person, ArchivedFile.objects.none(), words, page)
    further = held & set(
        GIVERS[Transfer.Kind.ARCHIVES]
    )  # from the agency's room it still goes to the public archives
    last = [Transfer.Kind.ARCHIVES] if further else list(Transfer.Kind)
    given = TransferLine.objects.filter(file=OuterRef("pk"), transfer__kind__in=last)
    made = Package.objects.filter(file=OuterRef("pk"), state="done")
    rows = ArchivedFile.objects.visible_to(person).filter(Exists(made), ~Exists(given), disposed_at=None)
    return room.shelved(person, rows, words, page)


def paper_of(person: Person, transfer_id: UUID | str) -> tuple[Transfer, BinaryIO]:
    """A list and its PDF, rendered now where it isn't yet; noted as a reading of each case. Raises `Refused`, `papers.PaperError`."""
    found = Transfer.objects.visible_to(person).select_related("agency").filter(pk=transfer_id).first()
    if found is None:
        raise bad("没有这份移交清单，或者您无权查看。")
    cases = found.lines.values_list("file__case_id", flat=True)
    log_reads(_standing(person).user_id, cases, "移交清单")
    return found, vault().open((found if found.blob else _on_paper(found)).blob)


def _row(pack: law.Pack, line: TransferLine) -> dict[str, str]:
    period = law.period_of(pack, line.file.period)
    return {
        "named": f"{line.file.number}　{line.file.case.title}",
        "period": period.title if period else line.file.period,
        "counted": f"{line.files}个，{_mb(line.size)}",
        "digest": f"SHA-256：{line.sha256}\nSM3：{line.sm3}",
    }


def _mb(size: int) -> str:
    return f"{size / 1024**2:.1f} MB"


def _standing(person: Person) -> Standing:
    standing = standing_of(person)
    if standing is None:
        raise bad("请先登录。")
    return standing
