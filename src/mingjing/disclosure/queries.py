"""What the portal and the public API may ask. Only publications, never a case."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from mingjing.cases.search import matching
from mingjing.disclosure.models import Publication
from mingjing.records import log, statements

PAGE = 20
# Lists never load the text or the search vector.
_HEAVY = ("segments", "search", "hidden", "periods")


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
    return Publication.objects.select_related("agency", "statement__outbox").filter(code=code).first()


def by_digest(sha256: str) -> Publication | None:
    """The standing publication whose file has this SHA-256 (1 query)."""
    return Publication.objects.shown().select_related("agency").filter(pdf=sha256).first() if sha256 else None


def proof_of(publication: Publication) -> PublicProof:
    """Its proof against the newest checkpoint. Raises NotYetLogged while the sequencer has not integrated it."""
    made = statements.proof_of(publication.statement)
    return PublicProof(made.index, made.size, made.entry, made.proof, str(log.signer().vkey))
