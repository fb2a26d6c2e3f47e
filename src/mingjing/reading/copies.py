"""Copies of a case file: made for a request that was granted, kept in the vault by digest, given out with a trace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, BinaryIO
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import pypdfium2
from django.utils import timezone

from mingjing.cases.circumstances import state_of
from mingjing.cases.export import export_case
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import Case
from mingjing.cases.reading import note_reading, visible_case
from mingjing.cases.refused import bad
from mingjing.cases.standing import Person, Standing, standing_of
from mingjing.disclosure.party_file import PartyRedaction
from mingjing.reading import masks
from mingjing.reading.case_log import paper_of
from mingjing.reading.models import Copy
from mingjing.reading.part_file import PartFile
from mingjing.reading.requests import STEPS, Request, request_of
from mingjing.records import erasure

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
    note_reading(person, case, f"制作{EXTENTS[request.kind]}复制件")
    name = f"{(case.number or case.title or '案卷').replace('/', '-')}（{number}）"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="mingjing-copy-"))) / "case"
        export_case(case, folder, redaction=redaction)
        out: Any = stack.enter_context(TemporaryFile())
        files = _pack(folder, name, out, _beside(case, request))
        pages = _pages(folder)
        out.seek(0)
        blob = vault().put(out)
    return Copy.objects.create(
        case_id=case.pk, request_no=number, kind=request.kind, sha256=blob.sha256, sm3=blob.sm3,
        version=blob.version, size=blob.size, files=files, pages=pages, name=f"{name}.zip",
        user_id=standing.user_id, at=timezone.now(),
    )  # fmt: skip


def opened(person: Person, case_id: UUID, copy_id: int) -> tuple[Copy, BinaryIO]:
    """A copy and its bytes. Raises `NoSuchCase`, `Refused`."""
    case = visible_case(person, case_id, "")
    found = Copy.objects.filter(case_id=case.pk, pk=copy_id).first()
    if found is None:
        raise bad("没有这份复制件。", check="copy", mend="请从“查阅与复制”页打开。")
    if erasure.is_unlinked(case.pk):
        raise bad("本案卷已经依法销毁，复制件一并销毁。", check="copy", mend="需要的，查看销毁清单和存证。")
    note_reading(person, case, f"下载{EXTENTS[found.kind]}复制件")
    return found, vault().open(found.sha256, found.version)


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
    decided = {one.digest: masks.masks_of(one.decided) for one in papers if one.decided}
    return PartyRedaction(case, decided, None if request.main_volume else set(decided), own=request.party)


def _beside(case: Case, request: Request) -> dict[str, bytes]:
    """Papers that go along beside the file: the log of readings, where it was asked for and granted."""
    return {"查阅记录.pdf": paper_of(case).pdf} if request.has("accesses") else {}


def _pack(folder: Path, name: str, out: BinaryIO, beside: dict[str, bytes]) -> int:
    """Write the folder into a ZIP below `name`, papers `beside` it; returns the number of files."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, f"{name}/{path.relative_to(folder).as_posix()}")
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
            with pypdfium2.PdfDocument(path) as opened_pdf:
                total += len(opened_pdf)
    return total
