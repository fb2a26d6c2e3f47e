"""The archive room as a person sees it: files to come, files that are there, one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, Subquery

from mingjing import law
from mingjing.archive.models import ArchivedFile, Package
from mingjing.archive.visibility import ArchivedFileQuerySet
from mingjing.cases.models import Case, CaseClock
from mingjing.cases.reading import note_reading
from mingjing.cases.refused import bad
from mingjing.cases.standing import Person, standing_of
from mingjing.records.journal import log_reads

PAGE, LAST_PAGE = 50, 1000
MOST_WAITING = 100
CLOCKS = ("archiving", "licence_archiving")
STAGE, ACT = "archive", "archive_case"
FOUND = "检索归档案卷"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that has come to the archive stage. `due` = the last day for it, `binding` that for binding the file (立卷); `bound` = it was bound before there was a room."""

    case: Case
    due: date | None
    clock: str
    bound: bool
    binding: date | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of files."""

    files: Sequence[ArchivedFile]
    page: int
    has_more: bool


def waiting(person: Person) -> list[Waiting]:
    """Cases that the person may see and that aren't in the room yet, the most urgent first (1 query)."""
    clock = CaseClock.objects.filter(case=OuterRef("pk"), deadline__in=CLOCKS).order_by("-ordinal")
    rows = Case.objects.visible_to(person).filter(stage=STAGE, archived=None)
    binding = CaseClock.objects.filter(case=OuterRef("pk"), deadline="binding").order_by("-ordinal")
    rows = rows.annotate(
        due=Subquery(clock.values("due")[:1]),
        clock=Subquery(clock.values("title")[:1]),
        binding=Subquery(binding.values("due")[:1]),
    )
    ordered = rows.order_by("due", "closed", "pk")[:MOST_WAITING]
    return [
        Waiting(one, one.due, one.clock or "", bool(one.state.get("acts", {}).get(ACT)), one.binding)
        for one in ordered
    ]


def shelf(person: Person, words: str = "", page: int = 1) -> Shelf:
    """Files that the person may see, found by number, name or party; with their latest packages (2 queries).

    A search is noted as a reading of what it shows (1 more).
    """
    return shelved(person, ArchivedFile.objects.visible_to(person), words, page)


def shelved(person: Person, rows: ArchivedFileQuerySet, words: str, page: int) -> Shelf:
    """One page of `rows`, which the person may see, as `shelf`."""
    rows, page = rows.select_related("case"), min(max(page, 1), LAST_PAGE)
    for word in words.split()[:5]:
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(case__title__icontains=word)
            | Q(case__number__icontains=word)
            | Q(case__party_name__icontains=word)
        )
    latest = Prefetch(
        "packages", Package.objects.order_by("file_id", "-asked_at").distinct("file_id"), to_attr="latest"
    )
    start = (page - 1) * PAGE
    found = list(rows.order_by("-registered_at", "-seq").prefetch_related(latest)[start : start + PAGE + 1])
    standing = standing_of(person)
    if words.strip() and standing is not None:
        log_reads(standing.user_id, [one.case_id for one in found[:PAGE]], FOUND)
    return Shelf(found[:PAGE], page, len(found) > PAGE)


def one(person: Person, file_id: UUID | str, *, logged: bool = True) -> ArchivedFile:
    """A file with its packages, lists and holds; the reading is logged. Raises `Refused` (5 queries with the log)."""
    rows = ArchivedFile.objects.visible_to(person).select_related("case", "agency")
    found = (
        rows.prefetch_related("packages__asked_by", "transfers__transfer", "holds__user")
        .filter(pk=file_id)
        .first()
    )
    if found is None:
        raise bad("没有这份归档案卷，或者您无权查看。")
    if logged:
        note_reading(person, found.case, "归档案卷")
    return found


def period_title(pack: law.Pack, period: str) -> str:
    """The term in words."""
    row = law.period_of(pack, period)
    return row.title if row else period
