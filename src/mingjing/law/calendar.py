"""The calendar of working days: State Council holiday notices by year, and counting on them.

Rest days are those of the notice and all other Saturdays and Sundays except the adjusted working days it names.
A year without a published notice counts Monday to Friday and is provisional.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .faults import Fault, LawError
from .yaml_source import Origin

_FIRST, _LAST = dt.date(1890, 1, 1).toordinal(), dt.date(2300, 12, 31).toordinal()
_ONE = dt.timedelta(days=1)
_OUTSIDE = "日期超出工作日历的范围（1890年至2300年），无法计算期限。"


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """One notice about a year: its days off (day -> name) and its adjusted working days.

    `notice` = its number; `amends` = the number of the earlier notice about the same year that it replaces, or "".
    """

    year: int
    notice: str
    holidays: Mapping[dt.date, str]
    workdays: frozenset[dt.date]
    title: str = ""
    published_on: dt.date | None = None
    amends: str = ""
    origin: Origin | None = field(default=None, compare=False, repr=False)

    def differing(self, other: HolidayYear) -> list[dt.date]:
        """The days that the two say otherwise, in order."""
        days = {*self.holidays, *other.holidays, *self.workdays, *other.workdays}
        return sorted(day for day in days if self.said(day) != other.said(day))

    def said(self, day: dt.date) -> str:
        """What the notice says of a day: 放假, 上班 or "" (as any other)."""
        return "放假" if day in self.holidays else "上班" if day in self.workdays else ""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working days as sorted ordinals, so that counting n of them is one bisection."""

    years: Mapping[int, HolidayYear]
    _work: tuple[int, ...]

    @classmethod
    def of(cls, years: Sequence[HolidayYear]) -> WorkCalendar:
        """Build from notices; of several about one year the one published last holds (of equal ones the later)."""
        by_year = {year.year: year for year in sorted(years, key=_published)}
        off = {day.toordinal() for year in by_year.values() for day in year.holidays}
        extra = {day.toordinal() for year in by_year.values() for day in year.workdays}
        work = [
            day for day in range(_FIRST, _LAST + 1) if day in extra or ((day + 6) % 7 < 5 and day not in off)
        ]
        return cls(by_year, tuple(work))

    def is_workday(self, day: dt.date) -> bool:
        index = bisect_left(self._work, day.toordinal())
        return index < len(self._work) and self._work[index] == day.toordinal()

    def published(self, day: dt.date) -> bool:
        """Is the holiday notice of the day's year known?"""
        return day.year in self.years

    def holiday(self, day: dt.date) -> str:
        """Name of the holiday that the day belongs to, or ""."""
        year = self.years.get(day.year)
        return year.holidays.get(day, "") if year else ""

    def differing(self, other: WorkCalendar) -> list[dt.date]:
        """The days that are working days in one of the two only, in order."""
        return [dt.date.fromordinal(day) for day in sorted({*self._work} ^ {*other._work})]

    def add(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th working day after `day` (which is not counted); count 0 = the day itself."""
        if count == 0:
            return day
        return self._at(bisect_right(self._work, _inside(day)) + count - 1)

    def subtract(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th working day before `day` (which is not counted); count 0 = the day itself."""
        if count == 0:
            return day
        return self._at(bisect_left(self._work, _inside(day)) - count)

    def roll(self, day: dt.date) -> dt.date:
        """The day itself if it is a working day, else the next one (民事诉讼法 第85条第3款)."""
        return self._at(bisect_left(self._work, _inside(day)))

    def between(self, first: dt.date, last: dt.date) -> int:
        """Number of working days from `first` to `last`, both included."""
        return max(0, bisect_right(self._work, last.toordinal()) - bisect_left(self._work, first.toordinal()))

    def _at(self, index: int) -> dt.date:
        if not 0 <= index < len(self._work):
            raise LawError(_OUTSIDE)
        return dt.date.fromordinal(self._work[index])


def _published(year: HolidayYear) -> dt.date:
    return year.published_on or dt.date.min


def _inside(day: dt.date) -> int:
    """The day's ordinal; raises LawError outside the years that the calendar covers."""
    if not _FIRST <= day.toordinal() <= _LAST:
        raise LawError(_OUTSIDE)
    return day.toordinal()


def holiday_year(value: Any, origin: Origin, faults: list[Fault]) -> HolidayYear | None:
    """Read one notice: {year, notice, holidays: [{title, from, to}], workdays: [date]}; faults are appended."""
    before = len(faults)
    if not isinstance(value, Mapping):
        faults.append(origin.fault("放假安排应当写明 year、notice、holidays、workdays。"))
        return None
    for key in sorted(
        set(value)
        - {
            "id",
            "title",
            "year",
            "notice",
            "holidays",
            "workdays",
            "source",
            "note",
            "published_on",
            "amends",
            "provisional",
        }
    ):
        faults.append(origin.fault(f"不认识“{key}”这一项。", [key]))
    year = value.get("year")
    if not isinstance(year, int) or not value.get("notice"):
        faults.append(origin.fault("放假安排应当写明年份（year）和通知文号（notice）。"))
        return None
    holidays: dict[dt.date, str] = {}
    for index, entry in enumerate(value.get("holidays") or []):
        try:
            holidays.update(_days_off(entry))
        except (ValueError, TypeError, KeyError, AttributeError):
            faults.append(
                origin.fault("假日应当写成 {title, from, to}，日期为年-月-日。", ["holidays", index])
            )
    workdays = set()
    for index, entry in enumerate(value.get("workdays") or []):
        try:
            workdays.add(dt.date.fromisoformat(str(entry)))
        except ValueError:
            faults.append(origin.fault("调休上班日应当是日期（年-月-日）。", ["workdays", index]))
    for day in sorted({*holidays, *workdays}):
        if abs(day.year - year) > 1:
            faults.append(origin.fault(f"{day} 不属于 {year} 年的放假安排。"))
    for day in sorted(workdays & set(holidays)):
        faults.append(origin.fault(f"{day} 既是假日又是调休上班日。"))
    published_on = _optional_day(value.get("published_on"), origin, faults)
    if len(faults) > before:
        return None
    title, amends = str(value.get("title") or ""), str(value.get("amends") or "")
    return HolidayYear(
        year, str(value["notice"]), holidays, frozenset(workdays), title, published_on, amends, origin
    )


def _optional_day(value: Any, origin: Origin, faults: list[Fault]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)) if value else None
    except ValueError:
        faults.append(origin.fault("发布日期（published_on）应当是日期（年-月-日）。", ["published_on"]))
        return None


def _days_off(entry: Any) -> dict[dt.date, str]:
    if isinstance(entry, str):
        return {dt.date.fromisoformat(entry): ""}
    title = str(entry["title"])
    if set(entry) - {"title", "from", "to"}:
        raise ValueError(title)
    first = dt.date.fromisoformat(str(entry["from"]))
    last = dt.date.fromisoformat(str(entry.get("to", entry["from"])))
    if last < first or (last - first).days > 31:
        raise ValueError(title)
    return {first + _ONE * step: title for step in range((last - first).days + 1)}
