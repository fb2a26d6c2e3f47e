"""Clocks that the last holiday notice moved, in the cases that a person may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mingjing.cases.models import CalendarChange, MovedClock
from mingjing.cases.queries.lists import unsure
from mingjing.cases.standing import Person, standing_of
from mingjing.cases.visibility import case_predicate

PAGE = 50
LAST_PAGE = 200


@dataclass(frozen=True)
class MovedRow:
    """One clock; days in Asia/Shanghai."""

    case_id: UUID
    number: str
    case_title: str
    party_name: str
    deadline: str
    title: str
    item: str
    old: date
    new: date
    provisional: bool

    @property
    def earlier(self) -> bool:
        return self.new < self.old


@dataclass(frozen=True)
class MovedClocks:
    """A page of them, the earliest new day first; `change` None = no notice was ever imported."""

    change: CalendarChange | None
    rows: Sequence[MovedRow]
    page: int
    has_more: bool


def moved_clocks(person: Person, page: int = 1) -> MovedClocks:
    """What the last imported notice moved (2 queries)."""
    change = CalendarChange.objects.order_by("-imported_at", "-pk").first()
    if change is None:
        return MovedClocks(None, [], 1, has_more=False)
    page = min(max(page, 1), LAST_PAGE)
    first = (page - 1) * PAGE
    found = (
        MovedClock.objects.filter(case_predicate(standing_of(person), "case__"), change=change)
        .annotate(unsure=unsure("case", deadline="deadline", item="item", due="new_due"))
        .select_related("case")
        .only(
            "deadline",
            "title",
            "item",
            "old_due",
            "new_due",
            "case__number",
            "case__title",
            "case__party_name",
        )
        .order_by("new_due", "pk")[first : first + PAGE + 1]
    )
    rows = [
        MovedRow(
            one.case_id, one.case.number, one.case.title, one.case.party_name, one.deadline, one.title, one.item,
            one.old_due, one.new_due, one.unsure,
        )
        for one in found
    ]  # fmt: skip
    return MovedClocks(change, rows[:PAGE], page, len(rows) > PAGE)
