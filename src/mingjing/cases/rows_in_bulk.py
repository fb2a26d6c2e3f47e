"""What a recalculation leaves in the rows of many cases, written together: clocks, tasks, the next day due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from mingjing.cases.models import Task
from mingjing.cases.snapshot import CLOCK_COLUMNS
from mingjing.cases.tasks import Difference, open_tasks_of


class Batch:
    """Collects what some cases need and writes it (3 queries for clocks and columns, up to 4 for tasks)."""

    def __init__(self) -> None:
        self._gone: list[int] = []
        self._new: list[tuple[Any, ...]] = []
        self._due: list[tuple[UUID, date | None, str]] = []
        self._tasks: list[tuple[UUID, list[Task], datetime]] = []

    def clocks(
        self, case_id: UUID, have: Mapping[tuple[Any, ...], int], want: Iterable[tuple[Any, ...]]
    ) -> None:
        """Make the clocks of the case those of `want`."""
        wanted = dict.fromkeys(want)
        self._gone += [pk for row, pk in have.items() if row not in wanted]
        self._new += [(case_id, *row) for row in wanted if row not in have]

    def next_due(self, case_id: UUID, due: date | None, title: str) -> None:
        self._due.append((case_id, due, title))

    def tasks(self, case_id: UUID, want: list[Task], now: datetime) -> None:
        """Make the open tasks of the case those of `want`; a new one began at `now`."""
        self._tasks.append((case_id, want, now))

    def write(self) -> None:
        with connection.cursor() as cursor:
            if self._gone:
                cursor.execute("DELETE FROM cases_caseclock WHERE id = ANY(%s)", [self._gone])
            if self._new:
                with cursor.copy(_COPY) as copy:
                    for row in self._new:
                        copy.write_row(row)
            if self._due:
                cursor.execute(_NEXT_DUE, [list(column) for column in zip(*self._due, strict=True)])
        self._write_tasks()

    def _write_tasks(self) -> None:
        open_now = open_tasks_of([case_id for case_id, _, _ in self._tasks]) if self._tasks else {}
        difference = Difference()
        for case_id, want, now in self._tasks:
            difference.add(open_now.get(case_id, []), want, now)
        difference.write()


_COPY = f"COPY cases_caseclock (case_id, {', '.join(CLOCK_COLUMNS)}) FROM STDIN"
_NEXT_DUE = """UPDATE cases_case c SET next_due = v.due, next_due_deadline = v.title
  FROM unnest(%s::uuid[], %s::date[], %s::text[]) AS v(id, due, title) WHERE c.id = v.id"""
