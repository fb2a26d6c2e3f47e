"""What is in a copy of a case file: what the request may get of it, its ZIP, its pages, and what the receipt lists."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, BinaryIO
from zipfile import ZipFile

import pypdfium2
from django.db.models import Max, Q

from mingjing.cases.circumstances import state_of
from mingjing.cases.export import zip_case
from mingjing.cases.export_folder import Progress, Redaction
from mingjing.cases.export_places import BLOBS, entry_of
from mingjing.cases.models import Case
from mingjing.cases.refused import bad
from mingjing.disclosure.party_file import PartyRedaction
from mingjing.ledger.withheld import COPIES
from mingjing.papers import pdfium
from mingjing.reading import masks
from mingjing.reading.case_log import paper_of
from mingjing.reading.masks import within
from mingjing.reading.part_file import PartFile
from mingjing.reading.requests import FILE, VOLUMES, Request
from mingjing.records.models import Attachment
from mingjing.records.stream import records_of

COPIED, READ = "copy", "read"
ACCESSES = "查阅记录.pdf"


@dataclass(frozen=True, slots=True)
class Packed:
    """What a ZIP holds: files, pages of papers, and `items` as `Copy.items`."""

    files: int
    pages: int
    items: list[dict[str, str]]


def shown_to(case: Case, request: Request) -> Redaction | None:
    """What a copy for the request shows; None = the whole file. Raises `Refused` while a paper waits for a decision."""
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


def size_of(case: Case, request: Request) -> int:
    """How many bytes a copy may take at most: a party gets papers, an authority all but recordings not released (1 query)."""
    given = (
        ~Q(kind="media") | Q(sha256__in=request.released)
        if request.kind == "authority"
        else Q(kind="document")
    )
    rows = Attachment.objects.filter(given, record__case_id=case.pk, record__content__key__isnull=False)
    return sum(rows.order_by().values("sha256").annotate(most=Max("size")).values_list("most", flat=True))


def pack(
    case: Case, request: Request, redaction: Redaction | None, name: str, out: BinaryIO, progress: Progress
) -> Packed:
    """Write the ZIP: the case file below `name`, papers that go along beside it.

    Raises `ExportRefused`, `NotYetLogged`, `VaultError`, `papers.PaperError`, `OSError`; then `out` holds a part.
    """
    with ZipFile(out, "w") as archive:
        zip_case(case, archive, name, redaction=redaction, progress=progress)
        if request.has("accesses"):
            pdf = paper_of(case).pdf
            archive.writestr(entry_of(ACCESSES, len(pdf)), pdf)
    with ZipFile(out) as archive:
        names = archive.namelist()
        held = {path.rpartition("/")[2] for path in names if f"/{BLOBS}/" in path}
        return Packed(len(names), pages_of(archive), given_items(case, request, redaction, held))


def given_items(
    case: Case, request: Request, redaction: Redaction | None, held: Collection[str]
) -> list[dict[str, str]]:
    """Every granted item: in the copy ("copy") or to be shown on site ("read"), and the papers that are only shown."""
    evidence = {
        str(one.get("title")): str(one.get("sha256"))
        for record in records_of(case.pk)
        for one in record.entry["evidence"]
    }
    on_site: set[str] = set()
    papers = set(held)
    if isinstance(redaction, PartyRedaction):
        papers, on_site = set(redaction.given or ()), set(redaction.on_site)
    documents = [one for one in state_of(case).documents if within(request, one)]
    found = []
    for item in request.items:
        name, kind = str(item.get("item")), str(item.get("kind"))
        copied = {
            "recording": bool(request.released.intersection(held)),
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


def pages_of(archive: ZipFile) -> int:
    """Pages of all papers (PDF) of the case file in a ZIP."""
    total = 0
    for name in archive.namelist():
        if f"/{BLOBS}/" in name or f"/{COPIES}" in name:
            with archive.open(name) as stream:
                start = stream.read(5)
                total += _pages(start + stream.read()) if start == b"%PDF-" else 0
    return total


def _pages(data: bytes) -> int:
    """Pages of one PDF; 0 when it can't be opened (damaged, or locked by a password): it is given as it is."""
    try:
        with pdfium.opened(data) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return 0
