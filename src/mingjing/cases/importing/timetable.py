"""On which days an imported case's acts are placed: at the dates that the source gives, and lawfully between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from mingjing.law.calendar import WorkCalendar


@dataclass(frozen=True)
class Leg:
    """An act with the working days that it usually comes after the one before (`usual`) and must (`least`)."""

    act: str
    usual: int
    least: int = 0


class NoRoom(ValueError):
    """Two given dates leave no lawful time for what has to happen between them."""

    def __init__(self, first: date, last: date, act: str) -> None:
        super().__init__(act)
        self.first, self.last, self.act = first, last, act


def timetable(legs: Sequence[Leg], given: Mapping[str, date], calendar: WorkCalendar) -> list[date]:
    """A day for each leg. Given days hold; between two of them the usual gaps if there is room, else the least ones.

    Before the first given day the legs count back; after the last one they follow. Raises NoRoom.
    """
    fixed = [(i, given[leg.act]) for i, leg in enumerate(legs) if leg.act in given]
    if not fixed:
        raise ValueError("no day is given")
    days: dict[int, date] = dict(fixed)
    for i in range(fixed[0][0] - 1, -1, -1):
        days[i] = calendar.subtract(days[i + 1], legs[i + 1].usual) if legs[i + 1].usual else days[i + 1]
    for (a, first), (b, last) in pairwise(fixed):
        for gaps in ("usual", "least"):
            days |= _forward(legs, a, b, first, gaps, calendar)
            if _reached(legs, b, days[b - 1], gaps, calendar) <= last:
                break
        else:
            raise NoRoom(first, last, legs[b].act)
        days[b] = last
    end = fixed[-1][0]
    days |= _forward(legs, end, len(legs), days[end], "usual", calendar)
    return [days[i] for i in range(len(legs))]


def _forward(
    legs: Sequence[Leg], start: int, stop: int, day: date, gaps: str, calendar: WorkCalendar
) -> dict[int, date]:
    found = {start: day}
    for i in range(start + 1, stop):
        found[i] = _reached(legs, i, found[i - 1], gaps, calendar)
    return found


def _reached(legs: Sequence[Leg], i: int, day: date, gaps: str, calendar: WorkCalendar) -> date:
    return calendar.add(day, max(getattr(legs[i], gaps), legs[i].least))
