"""When the stops of the demo's cases fall, relative to the day of loading, on working days and in working hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from mingjing.cases.payload import SHANGHAI
from mingjing.law.calendar import WorkCalendar
from mingjing.project.demo.told import Stop, Told

STEP = timedelta(minutes=5)
LATEST = time(18, 0)


def days_of(case: Told, today: date, calendar: WorkCalendar) -> list[date]:
    """A day for each stop. From the last stop (or the last pinned one) backwards by the gaps; pins hold.

    Without `last` the stops after the last pin follow it.
    """
    stops = case.route
    pins = {
        i: _pinned(case.pin[stop.act], today, calendar)
        for i, stop in enumerate(stops)
        if stop.act in case.pin
    }
    days: list[date | None] = [None] * len(stops)
    if case.last is not None:
        days[-1] = calendar.subtract(today, -case.last)
    else:
        start = max(pins)
        days[start] = pins[start]
        for i in range(start + 1, len(stops)):
            days[i] = calendar.add(_day(days[i - 1]), stops[i].gap)
    for i in range(len(stops) - 1, -1, -1):
        if i in pins:
            days[i] = pins[i]
        elif days[i] is None:
            days[i] = calendar.subtract(_day(days[i + 1]), stops[i + 1].gap)
    return [_day(day) for day in days]


def _day(day: date | None) -> date:
    if day is None:
        raise ValueError("a stop without a day")
    return day


def _pinned(text: str, today: date, calendar: WorkCalendar) -> date:
    """ "d-26": that many calendar days before today, or the working day before it."""
    day = today + timedelta(days=int(text.removeprefix("d")))
    return day if calendar.is_workday(day) else calendar.subtract(day, 1)


@dataclass
class Diary:
    """Where officers are, so that nobody is told to be at two places at once."""

    busy: dict[str, list[tuple[datetime, datetime]]] = field(default_factory=dict)

    def free(self, people: Iterable[str], start: datetime, minutes: int) -> datetime:
        """The first end of a visit of so many minutes from `start` on at which all are free; it is noted."""
        length = timedelta(minutes=minutes)
        while any(a < start + length and start < b for who in people for a, b in self.busy.get(who, ())):
            start += STEP
        for who in people:
            self.busy.setdefault(who, []).append((start, start + length))
        return start + length


@dataclass(frozen=True)
class Timed:
    """A stop with its time: `start` to `end` for visits and interviews, `at` when it is recorded."""

    stop: Stop
    at: datetime
    start: datetime
    end: datetime


def timed(
    case: Told, days: Sequence[date], acts: Mapping[str, Mapping[str, object]], diary: Diary
) -> list[Timed]:
    """Clock times for the stops: at the usual hour of the act, never before the stop before it has ended."""
    found: list[Timed] = []
    free_from = datetime.min.replace(tzinfo=SHANGHAI)
    for stop, day in zip(case.route, days, strict=True):
        told = acts[stop.act]
        minutes = int(str(told.get("minutes", 0)))
        at = datetime.combine(day, time.fromisoformat(str(told["t"])), SHANGHAI)
        at = max(at, free_from + STEP)
        start = end = at
        if minutes and "start" in dict(told.get("fields") or {}) and told.get("team"):  # type: ignore[call-overload]
            end = diary.free(case.handlers, at - timedelta(minutes=minutes + 10), minutes)
            start, at = end - timedelta(minutes=minutes), max(at, end + timedelta(minutes=10))
        found.append(Timed(stop, at, start, end))
        # approvals follow ten minutes apart, at most two of them
        free_from = at + timedelta(minutes=25)
    return found
