"""What the portal and the public API may ask about publications. Only publications, never a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import IO

from django.db.models import Count, QuerySet, Sum

from mingjing.cases.keeping import vault
from mingjing.cases.search import matching
from mingjing.disclosure.models import Publication
from mingjing.records import statements

PAGE = 20
MAX_PAGE = 500
# Lists never load the text, the statement or the search vector.
_HEAVY = ("segments", "search", "periods", "remedy")


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


@dataclass(frozen=True)
class Figures:
    """Numbers of this year, from standing publications only. `fines` in yuan."""

    year: int
    decisions: int
    fines: int
    withdrawn: int


def latest(count: int, agency: object = None) -> list[Publication]:
    """The newest publications (of an agency), withdrawn ones too as tombstones (1 query)."""
    rows = Publication.objects.select_related("agency").defer(*_HEAVY)
    rows = rows.filter(agency=agency) if agency else rows
    return list(rows.order_by("-published_on", "id")[:count])


def search(words: str = "", kind: str = "", page: int = 1) -> Page:
    """Standing publications, newest first (1 query)."""
    found: QuerySet[Publication] = Publication.objects.shown().select_related("agency").defer(*_HEAVY)
    if kind:
        found = found.filter(kind=kind)
    if words.strip():
        found = matching(found, words[:200])
    number = min(max(page, 1), MAX_PAGE)
    start = (number - 1) * PAGE
    rows = list(found.order_by("-published_on", "id")[start : start + PAGE + 1])
    return Page(rows[:PAGE], number, len(rows) > PAGE)


def figures(today: date) -> Figures:
    """What was published this year (1 query)."""
    rows = Publication.objects.filter(published_on__year=today.year)
    found = rows.aggregate(all=Count("pk"), withdrawn=Count("withdrawn_on"), fines=Sum("fine"))
    standing = found["all"] - found["withdrawn"]
    return Figures(today.year, standing, int(found["fines"] or 0), found["withdrawn"])


def by_code(code: str) -> Publication | None:
    """The publication with this public code, also when withdrawn (1 query)."""
    related = ("agency", "statement__outbox", "withdrawal__outbox")
    return Publication.objects.select_related(*related).defer("search").filter(code=code).first()


def by_digest(sha256: str) -> Publication | None:
    """The standing publication whose file has this SHA-256 (1 query)."""
    if not sha256:
        return None
    return Publication.objects.shown().select_related("agency").defer(*_HEAVY).filter(pdf=sha256).first()


def file_of(publication: Publication) -> IO[bytes]:
    """The public PDF. Only ever by `Publication.pdf`: no other original can be reached through here."""
    return vault().open(publication.pdf)


def proof_of(publication: Publication) -> PublicProof:
    """Proof of its statement (once withdrawn: of the withdrawal) against the newest checkpoint. Raises NotYetLogged."""
    made = statements.proof_of(publication.withdrawal or publication.statement)
    return PublicProof(made.index, made.size, made.entry, made.proof, made.vkey)
