"""Periods of time ("5 workdays") and when they end.

Articles: 行政处罚法 第85条 (working days), 民事诉讼法 第85条 (the first day is not counted; a last day on a rest
day rolls), 民法典 第202条 (months end on the same day number, or on the month's last day).
"""

from __future__ import annotations

import calendar as months
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from .calendar import WorkCalendar
from .faults import LawError

Unit = Literal["hours", "days", "workdays", "months"]
UNITS: dict[str, Unit] = {
    "hour": "hours", "hours": "hours", "day": "days", "days": "days", "workday": "workdays",
    "workdays": "workdays", "month": "months", "months": "months",
}  # fmt: skip
UNIT_ZH: dict[Unit, str] = {"hours": "小时", "days": "日", "workdays": "个工作日", "months": "个月"}
_LASTS = re.compile(r"(?P<amount>\d+|[A-Za-z_][\w.]*) +(?P<unit>[a-z]+)")
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Dated pause; both days belong to it; `last` None = still open."""

    first: dt.date
    last: dt.date | None

    def holds(self, day: dt.date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Length:
    """How long: a number, or the dotted name where the number is found; `unit` None = the deadline's own."""

    amount: int | None
    name: str
    unit: Unit | None


@lru_cache(maxsize=1024)
def parse_length(text: str) -> Length:
    """Read "5 workdays", "limits.x days" or a bare field name (unit None); raises ValueError in Chinese."""
    match = _LASTS.fullmatch(text.strip())
    if match is None:
        if re.fullmatch(r"[A-Za-z_][\w.]*", text.strip()):
            return Length(None, text.strip(), None)
        raise ValueError(f"期间“{text}”应当写成“5 workdays”“90 days”“24 hours”或者“2 months”。")
    unit = UNITS.get(match["unit"])
    if unit is None:
        raise ValueError(f"期间单位“{match['unit']}”不认识；可用 hours、days、workdays、months。")
    amount = match["amount"]
    return Length(int(amount), "", unit) if amount.isdigit() else Length(None, amount, unit)


def add_months(day: dt.date, count: int) -> dt.date:
    """The same day number `count` months on; no such day = the month's last day (民法典 第202条)."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise LawError("日期超出可计算的范围。")
    return dt.date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def forward(
    start: dt.date,
    amount: int,
    unit: Unit,
    calendar: WorkCalendar,
    *,
    from_next_day: bool,
    pauses: Sequence[Span] = (),
) -> dt.date:
    """Last day of a period that begins with the event on `start`, before any rolling. Days in `pauses` don't count."""
    before_first = start if from_next_day or amount == 0 else start - _DAY
    spans = [span for span in pauses if span.last is None or span.last > before_first]
    if unit == "months":
        return _stretch(before_first, _months_end(start, amount, from_next_day), spans, None)
    if unit == "workdays":
        return _stretch(before_first, calendar.add(before_first, amount), spans, calendar)
    return _stretch(before_first, before_first + amount * _DAY, spans, None)


def _months_end(start: dt.date, amount: int, from_next_day: bool) -> dt.date:
    end = add_months(start, amount)
    return end if from_next_day or amount == 0 else end - _DAY


def _stretch(before: dt.date, end: dt.date, spans: Sequence[Span], calendar: WorkCalendar | None) -> dt.date:
    """Push `end` back by the days (working days, with a calendar) of closed pauses that lie in (before, end]."""
    closed = sorted(union(spans), key=lambda span: span.first)
    for span in closed:
        first, last = max(span.first, before + _DAY), span.last
        if last is None or first > end:
            continue
        lost = calendar.between(first, last) if calendar else (last - first).days + 1
        if calendar:
            end = calendar.add(end, lost)
        else:
            end += lost * _DAY
    return end


def union(spans: Sequence[Span]) -> list[Span]:
    """Pauses that overlap or touch become one."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda item: item.first):
        last = result[-1] if result else None
        if last is not None and (last.last is None or span.first <= last.last + _DAY):
            end = None if last.last is None or span.last is None else max(last.last, span.last)
            result[-1] = Span(last.first, end)
        else:
            result.append(span)
    return result


def backward(event: dt.date, amount: int, unit: Unit, calendar: WorkCalendar) -> dt.date:
    """The last day on which something due `amount` before an event may be done; the day of the event isn't counted."""
    if unit == "workdays":
        return calendar.subtract(event, amount)
    if unit == "months":
        return add_months(event, -amount)
    return event - amount * _DAY
