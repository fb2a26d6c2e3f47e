"""A change of the calendar worked through the cached clocks: which cases it touches, what it moves, batch by batch.

A case is touched when a clock that counts working days spans a changed day, when a last day that rolls lies just behind
one, or when a provisional clock reaches into the year that has now been published. Touched cases are computed anew as of
their last record, so that the cache stays what `mingjing rebuild` would make.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from mingjing import law
from mingjing.agencies.models import Agency
from mingjing.cases import snapshot, tasks
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.rows_in_bulk import Batch as Written

BATCH = 1000
ROLL = 40  # days before a rolled last day within which the day before rolling lies
FIRST = UUID(int=0)


@dataclass(frozen=True)
class Moved:
    """An open clock whose last day moves; dates in Asia/Shanghai."""

    case_id: UUID
    number: str
    deadline: str
    title: str
    item: str
    old: date
    new: date


@dataclass(frozen=True)
class Change:
    """A new holiday notice beside what was known: the days that become or cease to be working days."""

    notice: law.HolidayYear
    days: tuple[date, ...]

    @classmethod
    def of(cls, notice: law.HolidayYear) -> Change:
        """What the notice changes for the agencies of this installation (1 query)."""
        libraries = {library_of(agency) for agency in Agency.objects.all()}
        days = {day for library in libraries for day in _step(library, notice).days}
        return cls(notice, tuple(sorted(days)))


@dataclass
class Step:
    """One batch: its cases, the last of them, and what moves."""

    cases: int
    last: UUID
    moved: list[Moved] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    """What a case is computed from. `touched` = deadlines that the change reaches; `clocks` = cached rows with their ids."""

    id: UUID
    agency_id: int
    unit_id: int | None
    number: str
    state: law.CaseState
    changed_at: datetime
    next_due: tuple[date | None, str]
    touched: Sequence[str]
    clocks: Mapping[tuple[Any, ...], int]


class Recalculation:
    """Walks the touched cases in the order of their ids. `write` False = only says what would move."""

    def __init__(self, change: Change, *, write: bool) -> None:
        self.change, self.write = change, write
        agencies = list(Agency.objects.all())
        self._libraries = {agency.pk: library_of(agency) for agency in agencies}
        self._calendars = {library: _step(library, change.notice) for library in {*self._libraries.values()}}
        counted = [law.counting(library.items) for library in self._calendars]
        self._workdays = sorted({name for one in counted for name in one.workdays})
        self._rolling = sorted({name for one in counted for name in one.rolling})

    def touched(self, after: UUID = FIRST) -> list[UUID]:
        """Ids of the touched cases behind `after`, in order (1 query over all clocks; the batches go by the ids)."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT case_id {_TOUCHED} ORDER BY case_id", self._asked(after))
            return [case_id for (case_id,) in cursor.fetchall()]

    def steps(self, touched: Sequence[UUID]) -> Iterator[Step]:
        """Batch by batch; each is its own transaction, with all that is done between."""
        for first in range(0, len(touched), BATCH):
            ids = touched[first : first + BATCH]
            with transaction.atomic():
                step = Step(len(ids), ids[-1])
                changed = self._changed(ids)
                if changed:
                    with law.without_collecting():
                        self._compute(step, self._read(changed))
                yield step

    def _asked(self, after: UUID) -> dict[str, Any]:
        year = self.change.notice.year
        days = self.change.days or (date.max,)
        return {
            "after": after, "days": list(days), "first": min(days), "last": max(days), "roll": timedelta(days=ROLL),
            "workdays": self._workdays, "rolling": self._rolling, "january": date(year, 1, 1),
            "december": date(year, 12, 31),
        }  # fmt: skip

    def _changed(self, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
        """Those of the cases whose clocks change or may, with the deadlines; told from the rows alone."""
        changed: dict[UUID, list[str]] = {}
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, [list(ids)])
            for case_id, agency, changed_on, deadline, started_on, due, provisional in cursor.fetchall():
                library = self._libraries[agency]
                pack = library.on(changed_on)
                if self._calendars[library].changes(pack, deadline, started_on, due, provisional):
                    changed.setdefault(case_id, []).append(deadline)
        return changed

    def _read(self, touched: Mapping[UUID, list[str]]) -> list[_Row]:
        lock = "FOR UPDATE OF c" if self.write else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"{_CASES} {lock}", [list(touched)]
            )  # locked first: the clocks are read as they then are
            cases = cursor.fetchall()
            cursor.execute(_CLOCKS, [list(touched)])
            clocks: dict[UUID, dict[tuple[Any, ...], int]] = {}
            for pk, case_id, *columns in cursor.fetchall():
                clocks.setdefault(case_id, {})[tuple(columns)] = pk
        return [
            _Row(
                case_id, agency, unit, number, law.CaseState.from_json(json.loads(state)), changed_at,
                (next_due, next_title), touched[case_id], clocks.get(case_id, {}),
            )
            for case_id, agency, unit, number, state, changed_at, next_due, next_title in cases
        ]  # fmt: skip

    def _compute(self, step: Step, rows: Sequence[_Row]) -> None:
        written = Written()
        for row in rows:
            library = self._libraries[row.agency_id]
            pack = library.on(row.changed_at.astimezone(SHANGHAI).date())
            calendar = self._calendars[library].after
            only = law.with_dependents(pack, row.touched)
            clocks = law.clocks(pack, row.state, calendar, row.changed_at, only=only)
            want = snapshot.clock_rows(clocks)
            have = {kept: pk for kept, pk in row.clocks.items() if kept[_DEADLINE] in only}
            if have.keys() == {*want}:
                continue
            step.moved += _moved(row, clocks, want)
            if self.write:
                written.clocks(row.id, have, want)
                if any(map(_presses, {*have} ^ {*want})):
                    every = law.clocks(pack, row.state, calendar, row.changed_at)
                    self._put(written, row, pack, every)
        if self.write:
            written.write()

    def _put(self, written: Written, row: _Row, pack: law.Pack, clocks: list[law.Clock]) -> None:
        """What follows from a duty that moves: the next day due, and the tasks."""
        due = snapshot.next_due(clocks)
        told = (tasks.due_day(due), due.title[:120]) if due else (None, "")
        if told != row.next_due:
            written.next_due(row.id, *told)
        case = Case(pk=row.id, unit_id=row.unit_id)
        written.tasks(row.id, tasks.wanted(case, row.state, pack, clocks), row.changed_at)


_DUE = snapshot.CLOCK_COLUMNS.index("due")
_DEADLINE, _KIND, _STATE = (snapshot.CLOCK_COLUMNS.index(name) for name in ("deadline", "kind", "state"))
_KEY = tuple(snapshot.CLOCK_COLUMNS.index(name) for name in ("deadline", "ordinal"))


def _step(library: law.Library, notice: law.HolidayYear) -> law.CalendarStep:
    """From the library's calendar without the notice to the one with it; it may have taken it in already."""
    earlier = [one for one in library.notices if (one.year, one.notice) != (notice.year, notice.notice)]
    return law.CalendarStep(law.WorkCalendar.of(earlier), law.WorkCalendar.of([*earlier, notice]))


def _presses(row: tuple[Any, ...]) -> bool:
    """May the cached clock be a duty of the agency?"""
    return row[_KIND] in tasks.DUTIES and row[_STATE] in tasks.PRESSING


def _moved(row: _Row, clocks: Sequence[law.Clock], want: Sequence[tuple[Any, ...]]) -> Iterator[Moved]:
    before = {tuple(kept[place] for place in _KEY): kept[_DUE] for kept in row.clocks}
    for clock, told in zip(clocks, want, strict=True):
        old, new = before.get(tuple(told[place] for place in _KEY)), told[_DUE]
        if old and new and old != new and not clock.done:
            yield Moved(row.id, row.number, clock.id, clock.title, clock.key, old, new)


_ROWS = """SELECT k.case_id, c.agency_id, (c.changed_at AT TIME ZONE 'Asia/Shanghai')::date, k.deadline, k.started_on,
    k.due, k.provisional
  FROM cases_caseclock k JOIN cases_case c ON c.id = k.case_id WHERE k.case_id = ANY(%s) AND k.due IS NOT NULL"""
_TOUCHED = """FROM cases_caseclock k WHERE k.case_id > %(after)s AND (
  (k.deadline = ANY(%(workdays)s) AND greatest(k.started_on, k.due) >= %(first)s AND least(k.started_on, k.due) <= %(last)s
   AND EXISTS (SELECT 1 FROM unnest(%(days)s::date[]) d WHERE d BETWEEN least(k.started_on, k.due) AND greatest(k.started_on, k.due)))
  OR (k.deadline = ANY(%(rolling)s) AND k.due >= %(first)s AND k.due - %(roll)s <= %(last)s
      AND EXISTS (SELECT 1 FROM unnest(%(days)s::date[]) d WHERE d BETWEEN k.due - %(roll)s AND k.due))
  OR (k.provisional AND k.due IS NOT NULL AND least(k.started_on, k.due) <= %(december)s
      AND greatest(k.started_on, k.due) >= %(january)s))"""
_CLOCKS = (
    f"SELECT id, case_id, {', '.join(snapshot.CLOCK_COLUMNS)} FROM cases_caseclock WHERE case_id = ANY(%s)"  # noqa: S608 - own names
)
_CASES = """SELECT c.id, c.agency_id, c.unit_id, c.number, c.state::text, c.changed_at, c.next_due, c.next_due_deadline
  FROM cases_case c WHERE c.id = ANY(%s) ORDER BY c.id"""
