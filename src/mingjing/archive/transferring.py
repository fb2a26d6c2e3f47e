"""Hand files over: a list with the digest of each package, on paper too; confirmed by somebody else."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mingjing import law
from mingjing.archive import transfer_paper
from mingjing.archive.holding import today
from mingjing.archive.models import ArchivedFile, Package, Transfer, TransferLine
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import pack_on
from mingjing.cases.numbering import take_number
from mingjing.cases.refused import bad
from mingjing.cases.standing import Person, Standing, standing_of

MOST = 200
GIVERS = {
    Transfer.Kind.ROOM: ("handler", "unit_head", "archivist"),
    Transfer.Kind.ARCHIVES: ("archivist",),
}
TAKERS = {Transfer.Kind.ROOM: ("archivist",), Transfer.Kind.ARCHIVES: ("archivist", "agency_head")}
SERIES = {Transfer.Kind.ROOM: "室", Transfer.Kind.ARCHIVES: "馆"}


def hand_over(person: Any, kind: str, files: Sequence[UUID | str], note: str = "") -> Transfer:
    """Make the list; each file needs a package. `note` is printed. Raises `Refused`, `papers.PaperError`."""
    standing = _standing(person)
    if kind not in Transfer.Kind.values or not files or len(files) > MOST:
        raise bad(f"请选择移交的种类和1至{MOST}卷案卷。")
    rows = ArchivedFile.objects.visible_to(person).filter(pk__in=files, disposed_at=None)
    found = list(rows.select_related("case", "agency").order_by("number"))
    if len(found) != len(set(map(str, files))):
        raise bad("所选的案卷有的不存在、已经销毁或者您无权查看；请刷新页面重新选择。")
    agency = found[0].agency
    if any(one.agency_id != agency.pk for one in found):
        raise bad("一份移交清单只列一个机关的案卷；请分开移交。")
    if not set(GIVERS[Transfer.Kind(kind)]) & set(standing.roles_in(agency.pk)):
        raise bad("您无权移交；向档案馆移交由档案管理员办理，向机关档案室移交由承办机构或者档案管理员办理。")
    packages = {
        one.file_id: one for one in Package.objects.filter(file__in=found, state="done").order_by("asked_at")
    }
    missing = [one.number for one in found if one.pk not in packages]
    if missing:
        raise bad(
            f"还没有归档信息包：{'、'.join(missing[:5])}。", mend="先制作信息包并通过四性检测，再移交。"
        )
    pack, now = pack_on(agency, today()), timezone.now()
    receiver = (
        f"{agency.name}档案室"
        if kind == Transfer.Kind.ROOM
        else str(pack.limit_values.get("archive_holder", ""))
    )
    with transaction.atomic():
        for one in found:
            if one.transfers.filter(transfer__kind=kind).exists():
                raise bad(f"“{one.number}”已经列入另一份{Transfer.Kind(kind).label}的清单。")
        seq = take_number(agency.pk, f"移交 {SERIES[Transfer.Kind(kind)]}", today().year)
        number = f"移{SERIES[Transfer.Kind(kind)]}〔{today().year}〕{seq}号"
        size = sum(packages[one.pk].size for one in found)
        told = {
            "number": number, "kind": Transfer.Kind(kind).label, "receiver": receiver, "giver": standing.name,
            "total": f"{len(found)}卷，信息包{len(found)}个，{_mb(size)}", "note": note.strip()[:400],
        }  # fmt: skip
        rows_of = [_row(pack, one, packages[one.pk]) for one in found]
        made = transfer_paper.paper(agency.name, today().isoformat(), told, rows_of)
        blob = vault().put(io.BytesIO(made.pdf))
        transfer = Transfer.objects.create(
            agency=agency, kind=kind, number=number, receiver=receiver, given_by_id=standing.user_id, giver=standing.name,
            created_at=now, blob=blob.sha256, pages=made.pages, note=note.strip()[:400],
        )  # fmt: skip
        TransferLine.objects.bulk_create(
            TransferLine(
                transfer=transfer, file=one, sha256=packages[one.pk].sha256, sm3=packages[one.pk].sm3,
                size=packages[one.pk].size, files=packages[one.pk].files,
            )
            for one in found
        )  # fmt: skip
    return transfer


def confirm(person: Any, transfer_id: UUID | str, taker: str) -> Transfer:
    """The receiver confirms: not the one who handed over; for the public archives `taker` is their person. Raises `Refused`."""
    standing = _standing(person)
    with transaction.atomic():
        rows = Transfer.objects.visible_to(person).select_for_update(of=("self",)).select_related("agency")
        found = rows.filter(pk=transfer_id).first()
        if found is None:
            raise bad("没有这份移交清单，或者您无权查看。")
        if found.confirmed_at is not None:
            raise bad("这份移交清单已经确认接收。")
        if not set(TAKERS[Transfer.Kind(found.kind)]) & set(standing.roles_in(found.agency_id)):
            raise bad("接收由档案管理员确认。")
        if found.given_by_id == standing.user_id:
            raise bad("移交人不能确认自己移交的案卷；请由另一人确认。")
        name = standing.name if found.kind == Transfer.Kind.ROOM else taker.strip()[:60]
        if not name:
            raise bad("没有写明档案馆的接收人；请填写后确认。", fields=("taker",))
        found.confirmed_by_id, found.taker, found.confirmed_at = standing.user_id, name, timezone.now()
        found.save(update_fields=["confirmed_by", "taker", "confirmed_at"])
    return found


def transfers(person: Person) -> list[Transfer]:
    """Lists that the person may see, the latest first (2 queries)."""
    return list(Transfer.objects.visible_to(person).prefetch_related("lines__file")[:50])


def paper_of(person: Person, transfer_id: UUID | str) -> tuple[Transfer, BinaryIO]:
    """A list and its PDF. Raises `Refused`."""
    found = Transfer.objects.visible_to(person).filter(pk=transfer_id).first()
    if found is None:
        raise bad("没有这份移交清单，或者您无权查看。")
    return found, vault().open(found.blob)


def _row(pack: law.Pack, file: ArchivedFile, package: Package) -> dict[str, str]:
    period = law.period_of(pack, file.period)
    return {
        "named": f"{file.number}　{file.case.title}",
        "period": period.title if period else file.period,
        "counted": f"{package.files}个，{_mb(package.size)}",
        "digest": f"SHA-256：{package.sha256}\nSM3：{package.sm3}",
    }


def _mb(size: int) -> str:
    return f"{size / 1024**2:.1f} MB"


def _standing(person: Person) -> Standing:
    standing = standing_of(person)
    if standing is None:
        raise bad("请先登录。")
    return standing
