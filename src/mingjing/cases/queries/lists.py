"""The list of cases: what a person may see, narrowed and ordered in the database, never counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case, CaseClock, CaseOfficer
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.search import matching
from mingjing.cases.standing import Person, standing_of
from mingjing.records.journal import log_reads

PAGE = 50
FOUND = "检索到本案"
LAST_PAGE = 200  # further back one searches instead of leafing
ORDERS = {
    "due": (F("next_due").asc(nulls_last=True), "id"),
    "changed": ("-changed_at", "id"),
    "party": ("pinyin", "id"),
    "filed": (F("filed_on").desc(nulls_last=True), "id"),
}


@dataclass(frozen=True)
class DueClock:
    """The deadline that ends first: `days_left` in calendar days, below zero when overdue.

    `provisional`: the rule or a year's holidays are unsure, so the day may still move.
    """

    title: str
    due: date | None
    days_left: int | None
    state: str
    citation: str = ""
    provisional: bool = False


@dataclass(frozen=True)
class CaseRow:
    """One line of the list; dates in Asia/Shanghai, `fine` in yuan."""

    id: UUID
    number: str
    title: str
    procedure: str
    procedure_title: str
    party_name: str
    stage: str
    stage_title: str
    unit: str
    handlers: str
    fine: Decimal | None
    filed_on: date | None
    decided_on: date | None
    major: bool
    review: str
    closed: bool
    seq: int
    clock: DueClock


@dataclass(frozen=True)
class CaseList:
    """A page of the list; `has_more` says whether another follows."""

    rows: Sequence[CaseRow]
    page: int
    has_more: bool


def case_list(person: Person, filters: Mapping[str, Any] | None = None, page: int = 1) -> CaseList:
    """The cases that the person may see, `PAGE` at a time (at most 5 queries; a search 1 more: each case found is logged).

    Filters: `q` words, `procedure`, `stage`, `due` (over, 5, 15), `open` (open, closed, all), `review` (open, or a state), `major`,
    `mine` (cases that the officer works on), `undisclosed` (decided, not published), `order` (due, changed, party,
    filed). Unknown values narrow nothing.
    """
    filters = filters or {}
    page = min(max(page, 1), LAST_PAGE)
    today = timezone.now().astimezone(SHANGHAI).date()
    found = narrowed(Case.objects.visible_to(person), filters, today, person)
    order = ORDERS.get(str(filters.get("order", "")), ORDERS["due"])
    posts = Prefetch("people", CaseOfficer.objects.select_related("officer").order_by("kind", "pk"))
    first = (page - 1) * PAGE
    rows = list(
        found.annotate(unsure=unsure(title="next_due_deadline", due="next_due"))
        .defer("state", "search")
        .select_related("agency", "unit")
        .prefetch_related(posts)
        .order_by(*order)[first : first + PAGE + 1]
    )
    if str(filters.get("q") or "").strip():
        log_reads(standing_of(person).user_id, [case.pk for case in rows[:PAGE]], FOUND)
    return CaseList([_row(case, today) for case in rows[:PAGE]], page, len(rows) > PAGE)


def narrowed(cases: QuerySet, filters: Mapping[str, Any], today: date, person: Person) -> QuerySet:
    """Apply the filters of the list."""
    words = str(filters.get("q") or "").strip()[:80]
    if words:
        cases = matching(cases, words)
    opened = str(filters.get("open") or ("all" if words else "open"))
    if opened in {"open", "closed"}:
        cases = cases.filter(closed=opened == "closed")
    if filters.get("procedure"):
        cases = cases.filter(procedure=str(filters["procedure"])[:80])
    if filters.get("stage"):
        cases = cases.filter(stage=str(filters["stage"])[:40])
    due = str(filters.get("due") or "")
    if due == "over":
        cases = cases.filter(next_due__lt=today)
    elif due.isascii() and due.isdigit() and len(due) < 4:
        cases = cases.filter(next_due__lte=today + timedelta(days=int(due)))
    review = str(filters.get("review") or "")
    if review == "open":
        cases = cases.filter(review__in=["waiting", "returned", "revise", "oppose"])
    elif review:
        cases = cases.filter(review=review[:20])
    if filters.get("major"):
        cases = cases.filter(major=True)
    if filters.get("undisclosed"):
        cases = cases.filter(decided_on__isnull=False, published=False)
    if filters.get("mine"):
        standing = standing_of(person)
        cases = cases.filter(pk__in=CaseOfficer.objects.filter(officer=standing.officer_id).values("case"))
    return cases


def unsure(case: str = "pk", **same: str) -> Exists:
    """Is a clock of the case, the same in these columns, provisional? `same` = column of the clock -> of the row."""
    outer = {column: OuterRef(name) for column, name in same.items()}
    return Exists(CaseClock.objects.filter(case=OuterRef(case), provisional=True, **outer))


def due_clock(case: Any, today: date) -> DueClock:
    """The case's first deadline as it stands today; `case.unsure` is annotated."""
    if case.next_due is None:
        return DueClock("", None, None, "idle")
    left = (case.next_due - today).days
    state = "overdue" if left < 0 else "running"
    return DueClock(case.next_due_deadline, case.next_due, left, state, provisional=case.unsure)


def titles(case: Case, today: date) -> tuple[str, str]:
    """Titles of the procedure and of the stage, by the packs of today."""
    procedure = library_of(case.agency).on(today).procedures.get(case.procedure)
    return (procedure.title, procedure.stages.get(case.stage, "")) if procedure else ("", "")


def _row(case: Case, today: date) -> CaseRow:
    procedure_title, stage_title = titles(case, today)
    handlers = [post.officer.name for post in case.people.all() if post.kind != CaseOfficer.Kind.REVIEWER]
    leading = [post.officer.name for post in case.people.all() if post.kind == CaseOfficer.Kind.HANDLER]
    return CaseRow(
        case.pk,
        case.number,
        case.title,
        case.procedure,
        procedure_title,
        case.party_name,
        case.stage,
        stage_title,
        case.unit.name if case.unit else "",
        "、".join(dict.fromkeys([*leading, *handlers])),
        case.fine,
        case.filed_on,
        case.decided_on,
        case.major,
        case.review,
        case.closed,
        case.seq,
        due_clock(case, today),
    )
