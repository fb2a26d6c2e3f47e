"""Copies of a case file: made for a request that was granted, kept in the vault by digest, given out with a trace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, BinaryIO
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pypdfium2
from django.db.models import Max, Sum
from django.utils import timezone

from mingjing.cases.circumstances import state_of
from mingjing.cases.export import export_case
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import Case
from mingjing.cases.plain_text import token
from mingjing.cases.reading import note_reading, visible_case
from mingjing.cases.refused import bad
from mingjing.cases.standing import Person, Standing, standing_of
from mingjing.disclosure.party_file import PartyRedaction
from mingjing.media.reading import copied_out
from mingjing.papers import pdfium
from mingjing.reading import masks
from mingjing.reading.case_log import paper_of
from mingjing.reading.masks import within
from mingjing.reading.models import ConfirmedMasks, Copy
from mingjing.reading.part_file import PartFile
from mingjing.reading.requests import FILE, STEPS, VOLUMES, Request, request_of
from mingjing.records import erasure
from mingjing.records.models import Attachment
from mingjing.records.stream import records_of

COPIED, READ = "copy", "read"
MOST_BYTES = 2 * 2**30
HANDING = frozenset(steps[4] for steps in STEPS.values())
EXTENTS = {"party": "遮盖", "authority": "调取"}


def made_for(case: Case, number: str) -> Sequence[Copy]:
    """Copies made for a request, the latest first (1 query)."""
    rows = Copy.objects.filter(case_id=case.pk, request_no=number).select_related("user")
    return list(rows.order_by("-pk"))


def digests_of(case_id: UUID) -> Iterable[str]:
    """The ZIPs that were made of a case, by digest, for whoever destroys the case file (1 query)."""
    return Copy.objects.filter(case_id=case_id).values_list("sha256", flat=True)


def make(person: Person, case_id: UUID, number: str) -> Copy:
    """Make the copy of a granted request and keep it.

    Raises `NoSuchCase`, `Refused` (not granted, a paper without a decision), `ExportRefused`, `NotYetLogged`.
    """
    case = visible_case(person, case_id, "")
    request = request_of(state_of(case), number)
    standing = may_copy(person, case, request)
    if request.granted is None:
        raise bad(
            "这件申请还没有准予（批准），不能制作复制件。", check="request_no", mend="先答复准予或者报批。"
        )
    redaction = _redaction(case, request)
    _refuse_too_much(case, request)
    note_reading(person, case, f"制作{EXTENTS[request.kind]}复制件")
    name = f"{(case.number or case.title or '案卷').replace('/', '-')}（{number}）"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="mingjing-copy-"))) / "case"
        export_case(case, folder, redaction=redaction)
        out: Any = stack.enter_context(TemporaryFile())
        files = _pack(folder, name, out, _beside(case, request))
        pages = _pages(folder)
        held = {path.name for path in (folder / "data/blobs").iterdir()}
        items = given_items(case, request, redaction, held)
        out.seek(0)
        blob = vault().put(out)
    return Copy.objects.create(
        case_id=case.pk, request_no=number, kind=request.kind, sha256=blob.sha256, sm3=blob.sm3,
        version=blob.version, size=blob.size, files=files, pages=pages, items=items, name=f"{name}.zip",
        user_id=standing.user_id, at=timezone.now(),
    )  # fmt: skip


def chosen(case: Case, request: Request, copy_id: str) -> Copy | None:
    """The copy that the person saw and hands over; None where none was made. Raises `Refused`: another or an outdated one."""
    made = made_for(case, request.no)
    if not made:
        return None
    found = next((one for one in made if str(one.pk) == copy_id), None)
    if found is None:
        raise bad("没有选定要提供的复制件。", check="copy", mend="请刷新页面，核对复制件的校验值后再登记。")
    _refuse_outdated(found)
    return found


def refuse_foreign(case_id: UUID, act: str, fields: Mapping[str, Any]) -> None:
    """An act that hands over names a copy that was made here for this request, and is up to date. Raises `Refused`."""
    digest = fields.get("digest")
    if act not in HANDING or not isinstance(digest, str) or not digest:
        return
    number = token(fields.get("request_no"), 80)
    found = Copy.objects.filter(case_id=case_id, request_no=number, sha256=token(digest, 64)).last()
    if found is None:
        raise bad(
            "这个校验值不是为这件申请制作的复制件的校验值。",
            check="digest",
            fields=("digest",),
            mend="从“查阅与复制”页打开这件申请，制作复制件后在那里登记。",
        )
    _refuse_outdated(found)


def _refuse_outdated(copy: Copy) -> None:
    rows = ConfirmedMasks.objects.filter(case_id=copy.case_id, request_no=copy.request_no)
    last = rows.aggregate(last=Max("at"))["last"]
    if last is not None and copy.at < last:
        raise bad(
            "这份复制件制作以后又改过遮盖的决定。", check="copy", mend="请重新制作复制件，核对后再提供。"
        )


def given_items(case: Case, request: Request, redaction: Any, held: set[str]) -> list[dict[str, str]]:
    """Every granted item: in the copy ("copy") or to be shown on site ("read"), and the papers that are only shown."""
    evidence = {
        str(one.get("title")): str(one.get("sha256"))
        for record in records_of(case.pk)
        for one in record.entry["evidence"]
    }
    on_site: set[str] = set()
    papers = held
    if isinstance(redaction, PartyRedaction):
        papers, on_site = set(redaction.given or ()), set(redaction.on_site)
    documents = [one for one in state_of(case).documents if within(request, one)]
    found = []
    for item in request.items:
        name, kind = str(item.get("item")), str(item.get("kind"))
        copied = {
            "recording": bool(request.released & held),
            "evidence": evidence.get(name) in held,
            "accesses": True,
        }.get(kind, any(_is(one, name, kind) and str(one["digest"]) in papers for one in documents))
        found.append({"item": name, "kind": kind, "way": COPIED if copied else READ})
    found += [
        {"item": str(one["title"]), "kind": "document", "way": READ}
        for one in documents
        if str(one["digest"]) in on_site
    ]
    return [one for at, one in enumerate(found) if one not in found[:at]]


def _is(document: Any, name: str, kind: str) -> bool:
    """Is the paper what an item names, or of the volume that it names?"""
    return (
        kind in (FILE, VOLUMES) or name.startswith(str(document["title"])) or name == document.get("number")
    )


def opened(person: Person, case_id: UUID, copy_id: int) -> tuple[Copy, BinaryIO]:
    """A copy and its bytes. Raises `NoSuchCase`, `Refused`."""
    case = visible_case(person, case_id, "")
    found = Copy.objects.filter(case_id=case.pk, pk=copy_id).first()
    if found is None:
        raise bad("没有这份复制件。", check="copy", mend="请从“查阅与复制”页打开。")
    if erasure.is_unlinked(case.pk):
        raise bad("本案卷已经依法销毁，复制件一并销毁。", check="copy", mend="需要的，查看销毁清单和存证。")
    may_copy(person, case, request_of(state_of(case), found.request_no))
    note_reading(person, case, f"下载{EXTENTS[found.kind]}复制件")
    recordings_taken(person, case, found)
    return found, vault().open(found.sha256, found.version)


def recordings_taken(person: Person, case: Case, copy: Copy) -> None:
    """Write down each recording that goes out with a copy, as where its original is downloaded (3 queries)."""
    if copy.kind == Copy.Kind.AUTHORITY:
        request = request_of(state_of(case), copy.request_no)
        copied_out(person, case.pk, f"随复制件提供（{copy.request_no}）", request.released)


def may_copy(person: Person, case: Case, request: Request) -> Standing:
    """The standing of a person who may do the handing over in this case. Raises `Refused`."""
    standing = standing_of(person)
    act = pack_on(case.agency, timezone.localdate()).procedure(case.procedure).act(STEPS[request.kind][4])
    held = set(standing.roles_in(case.agency_id, case.unit_id)) if standing else set()
    if standing is None or act is None or not held & set(act.by):
        raise bad("您的岗位不办理复制件的提供；请由承办人、公示员或者档案员办理。", check="role")
    return standing


def _redaction(case: Case, request: Request) -> Any:
    """What the copy shows; None = the whole file. Raises `Refused` while a paper waits for a decision."""
    if request.kind == "authority":
        part = PartFile(case, request)
        return None if part.everything else part
    papers = masks.papers_of(case, request)
    open_ones = [one.title for one in papers if one.decided is None]
    if open_ones:
        raise bad(
            f"还有{len(open_ones)}份文书没有确认遮盖：{'、'.join(open_ones[:5])}。",
            check="masks",
            mend="逐份打开，确认、增加或者去掉建议的遮盖。",
        )
    kept = {one.digest for one in papers if one.decided and one.decided.on_site}
    decided = {
        one.digest: masks.masks_of(one.decided) for one in papers if one.decided and one.digest not in kept
    }
    return PartyRedaction(case, decided, set(decided), own=request.party, on_site=kept)


def _refuse_too_much(case: Case, request: Request) -> None:
    """A copy is made while the person waits: of recordings no more than `MOST_BYTES`. Raises `Refused`."""
    rows = Attachment.objects.filter(record__case_id=case.pk, sha256__in=request.released)
    size = rows.aggregate(size=Sum("size"))["size"] or 0
    if size > MOST_BYTES:
        raise bad(
            f"批准提供的音像记录共{size / 2**30:.1f}GB，超过一次制作的{MOST_BYTES / 2**30:.0f}GB。",
            check="size",
            mend="分几次审批音像记录对外提供，每次制作一份复制件。",
        )


def _beside(case: Case, request: Request) -> dict[str, bytes]:
    """Papers that go along beside the file: the log of readings, where it was asked for and granted."""
    return {"查阅记录.pdf": paper_of(case).pdf} if request.has("accesses") else {}


def _pack(folder: Path, name: str, out: BinaryIO, beside: dict[str, bytes]) -> int:
    """Write the folder into a ZIP below `name`, papers `beside` it; returns the number of files."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for path in files:
            told = path.relative_to(folder).as_posix()
            kept = (
                ZIP_STORED if told.startswith("data/blobs/") else ZIP_DEFLATED
            )  # recordings don't get smaller
            archive.write(path, f"{name}/{told}", compress_type=kept)
        for title, data in beside.items():
            archive.writestr(title, data)
    return len(files) + len(beside)


def _pages(folder: Path) -> int:
    """Pages of all papers (PDF) in the folder."""
    total = 0
    for path in (*folder.glob("data/redacted/*.pdf"), *folder.glob("data/blobs/*")):
        with path.open("rb") as stream:
            is_pdf = stream.read(5) == b"%PDF-"
        if is_pdf:
            total += _pages_of(path)
    return total


def _pages_of(path: Path) -> int:
    """Pages of one PDF; 0 when it can't be opened (damaged, or locked by a password): it is given as it is."""
    try:
        with pdfium.opened(path.read_bytes()) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return 0
