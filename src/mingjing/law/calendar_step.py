"""From one calendar to another: does a day due move? Answered from the day alone where that is possible."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from .calendar import WorkCalendar
from .due import compute_due
from .pack import Pack
from .periods import parse_length

_ONE = dt.timedelta(days=1)


class CalendarStep:
    """Two calendars, and what the step from the first to the second does to days due.

    `days` are those that become or cease to be working days.
    """

    def __init__(self, before: WorkCalendar, after: WorkCalendar) -> None:
        self._before, self.after = before, after
        self.days = tuple(before.differing(after))
        self._rolled = lru_cache(maxsize=4096)(self._roll_moves)
        self._counted = lru_cache(maxsize=65536)(self._period_moves)

    def changes(self, pack: Pack, deadline: str, start: dt.date, due: dt.date, provisional: bool) -> bool:
        """May the clock's day or its being provisional change? Never False when it does.

        `start` = the trigger's day, `due` as computed by the first calendar. True also where it can't be known without
        the case: working days with pauses, extensions, or a length that the case decides.
        """
        rule = pack.deadlines.get(deadline)
        if rule is None:
            return True
        if parse_length(rule.lasts).unit == "hours":
            return False
        if any("workdays" in text for text in (rule.lasts, *(one.lasts for one in rule.extend))):
            return self._counted(pack, deadline, start, due, provisional)
        if not rule.rolls or rule.before:
            return False
        return self._rolled(due) or (provisional and not rule.provisional and self._known(due))

    def _roll_moves(self, due: dt.date) -> bool:
        """Before rolling the day was behind the last working day before `due`."""
        first = self._before.subtract(due, 1) + _ONE
        return any(first <= day <= due for day in self.days)

    def _known(self, due: dt.date) -> bool:
        return {due.year, (self._before.subtract(due, 1) + _ONE).year} <= self.after.years.keys()

    def _period_moves(
        self, pack: Pack, deadline: str, start: dt.date, due: dt.date, provisional: bool
    ) -> bool:
        rule = pack.deadlines[deadline]
        length = parse_length(rule.lasts)
        amount = length.amount or pack.limit_values.get(length.name.removeprefix("limits."))
        if rule.pauses or rule.extend or not isinstance(amount, int) or length.unit is None:
            first, last = sorted((start, due))
            spanned = any(first <= day <= last for day in self.days)
            return spanned or (provisional and not rule.provisional)
        found = compute_due(rule, start, [(amount, length.unit)], self.after)
        return (found.day, found.provisional) != (due, provisional)
