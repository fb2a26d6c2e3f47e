"""What the portal and the public API may ask. Only publications, never a case."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from mingjing.cases.search import matching
from mingjing.disclosure.models import Publication
from mingjing.ledger.proof import prove
from mingjing.ledger.reader import LogReader
from mingjing.records import log
from mingjing.records.proofs import NotYetLogged, latest_checkpoint

PAGE = 20
# Lists never load the text, the statement or the search vector.
_HEAVY = ("segments", "statement", "key", "search", "hidden", "periods")


@dataclass(frozen=True)
class Page:
    """A page of publications; `more` says whether another follows (no count is taken)."""

    items: list[Publication]
    number: int
    more: bool


@dataclass(frozen=True)
class PublicProof:
    """What a browser needs to check a publication: index and size in the log, entry and `.tlog-proof`, vkey."""

    index: int
    size: int
    entry: bytes
    proof: bytes
    vkey: str


def search(words: str = "", kind: str = "", page: int = 1) -> Page:
    """Standing publications, newest first (1 query)."""
    found: QuerySet[Publication] = Publication.objects.shown().select_related("agency").defer(*_HEAVY)
    if kind:
        found = found.filter(kind=kind)
    if words.strip():
        found = matching(found, words)
    start = (max(page, 1) - 1) * PAGE
    rows = list(found.order_by("-published_on", "id")[start : start + PAGE + 1])
    return Page(rows[:PAGE], max(page, 1), len(rows) > PAGE)


def by_code(code: str) -> Publication | None:
    """The publication with this public code, also when withdrawn (1 query)."""
    return Publication.objects.select_related("agency", "outbox").filter(code=code).first()


def by_digest(sha256: str) -> Publication | None:
    """The standing publication whose file has this SHA-256 (1 query)."""
    return Publication.objects.shown().select_related("agency").filter(pdf=sha256).first() if sha256 else None


def proof_of(publication: Publication) -> PublicProof:
    """Its proof against the newest checkpoint. Raises NotYetLogged while the sequencer has not integrated it."""
    row = publication.outbox
    signed = latest_checkpoint()
    head = signed.checkpoint.head
    if row.idx is None or row.idx >= head.size:
        raise NotYetLogged("这份公示正在写入存证日志，请稍后再试。")
    made = prove(LogReader(log.store(), head), row.idx, signed.note.raw)
    return PublicProof(row.idx, head.size, bytes(row.entry), made.encode(), str(log.signer().vkey))
