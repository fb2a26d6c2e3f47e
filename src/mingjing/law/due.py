"""When a deadline falls due, and the sentences that say how the day was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .calendar import WorkCalendar
from .faults import LawError
from .instants import CHINA, day_zh, moment_zh
from .periods import UNIT_ZH, Span, Unit, backward, forward, union
from .procedure import Deadline

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, approved on a day (an instant, for periods in hours; None = not said, taken as in time).

    `in_time`: only an approval by the last day lengthens the period. `until` = the last day as it stood before;
    `counts` = whether it lengthened the period; both are worked out by `compute_due`.
    """

    amount: int
    unit: Unit
    approved: dt.date | None = None
    in_time: bool = True
    until: dt.date | None = None
    counts: bool = True

    def sentence(self) -> str:
        """What became of it, in Chinese."""
        length = f"{self.amount}{UNIT_ZH[self.unit]}"
        if self.approved is None or self.until is None:
            return f"经批准延长{length}。"
        approved, until = moment_zh(self.approved), moment_zh(self.until)
        if self.counts:
            return f"{approved}批准延长{length}，当时的期限至{until}。"
        return f"{approved}批准的延长{length}在期限届满（{until}）以后作出，不发生延长的效力。"


@dataclass(frozen=True, slots=True)
class Due:
    """A computed last day (or instant, for hours), and all that it was computed from.

    `plain` = the last day before rolling; `parts` = (amount, unit) of the period and of each extension that counts;
    `extensions` = all that were approved, also those that came too late.
    """

    rule: Deadline
    calendar: WorkCalendar
    start: dt.date
    parts: tuple[tuple[int, Unit], ...]
    pauses: tuple[Span, ...]
    plain: dt.date
    day: dt.date
    extensions: tuple[Extension, ...] = ()

    @property
    def provisional(self) -> bool:
        """The rule is unsure, or a year without a published holiday notice took part."""
        if self.rule.provisional:
            return True
        return self.counts_workdays and bool(self._unpublished)

    def used(self, last: dt.date) -> int:
        """How many days of the period (working days, if it is counted so) had passed by `last`; pauses don't count."""
        first = _date(self.start) + _DAY
        spans = [
            (max(first, span.first), min(last, span.last or last))
            for span in union(self.pauses)
            if span.first <= last and (span.last is None or span.last >= first)
        ]
        if self.parts[0][1] == "workdays":
            return self.calendar.between(first, last) - sum(self.calendar.between(*span) for span in spans)
        return (last - first).days + 1 - sum((until - since).days + 1 for since, until in spans)

    @property
    def counts_workdays(self) -> bool:
        """Does the day depend on the calendar of working days?"""
        return any(unit == "workdays" for _, unit in self.parts) or (
            self.rule.rolls and not self.rule.before and all(unit != "hours" for _, unit in self.parts)
        )

    @property
    def years(self) -> list[int]:
        """The years whose holiday notices take part."""
        if any(unit == "workdays" for _, unit in self.parts):
            first, last = sorted((_date(self.start), _date(self.day)))
            return list(range(first.year, last.year + 1))
        return sorted({_date(self.plain).year, _date(self.day).year})

    @property
    def _unpublished(self) -> list[int]:
        return [year for year in self.years if year not in self.calendar.years]

    def sentences(self, cause: str = "") -> list[str]:
        """How the day was found, step by step, in Chinese. `cause` = what the trigger was."""
        rule = self.rule
        said = [f"期限：{rule.title}，{self._length()}（{rule.citation}）。"]
        said.append(
            f"起算事由：{cause}，{moment_zh(self.start)}。" if cause else f"起算日：{moment_zh(self.start)}。"
        )
        said.append(self._first_day())
        said.extend(pause_sentences(self.pauses))
        said.extend(extension.sentence() for extension in self.extensions)
        if any(unit == "workdays" for _, unit in self.parts):
            said.extend(self._rest_days())
        if any(unit == "months" for _, unit in self.parts) and not rule.before:
            said.append(
                "按月计算的，到期月的对应日为最后一日；没有对应日的，月末日为最后一日（民法典 第202条）。"
            )
        if self.day != self.plain:
            name = self.calendar.holiday(_date(self.plain)) or "休息日"
            said.append(
                f"最后一日{day_zh(_date(self.plain))}是{name}，顺延至节假日后的第一个工作日"
                f"{day_zh(_date(self.day))}（民事诉讼法 第85条第3款）。"
            )
        if self.counts_workdays and self._unpublished:
            years = "、".join(f"{year}年" for year in self._unpublished)
            said.append(f"{years}放假安排未公布或者未载入，暂按周一至周五为工作日计算，公布后重新计算。")
        if rule.provisional:
            said.append("本期限的依据尚待核实，结果仅供参考。")
        if rule.kind == "accrual":
            said.append(f"自{moment_zh(self.day)}起按日累计。")
        else:
            said.append(f"{'最迟办理' if rule.before else '届满'}：{moment_zh(self.day)}。")
        return said

    def _length(self) -> str:
        words = [f"{amount}{UNIT_ZH[unit]}" for amount, unit in self.parts]
        text = words[0] + "".join(f"，经批准延长{word}" for word in words[1:])
        return f"事前{text}" if self.rule.before else text

    def _first_day(self) -> str:
        unit = self.parts[0][1]
        if self.rule.before:
            return "自事件当日向前推算，当日不计算在内。"
        if unit == "hours":
            return "按小时计算，开始的时不计算在内（民事诉讼法 第85条第2款）。"
        if self.parts[0][0] == 0:
            return "以该日为最后一日。"
        if self.rule.from_next_day:
            return (
                f"开始之日不计算在内，自{day_zh(_date(self.start) + _DAY)}起计算（民事诉讼法 第85条第2款）。"
            )
        return "自当日起计算，当日计算在内。"

    def _rest_days(self) -> list[str]:
        first, last = sorted((_date(self.start), _date(self.day)))
        days = [first + _DAY * step for step in range((last - first).days + 1)]
        names = dict.fromkeys(name for day in days if (name := self.calendar.holiday(day)))
        extra = [day for day in days if day.weekday() >= 5 and self.calendar.is_workday(day)]
        said = "按工作日计算，不含法定节假日和休息日"
        if names:
            said += "（期间有" + "、".join(names) + "假期）"
        if extra:
            said += "；调休上班的" + "、".join(day_zh(day) for day in extra) + "计算在内"
        return [said + "。"]


def pause_sentences(pauses: Sequence[Span]) -> list[str]:
    """One Chinese sentence for each stretch of days that are not counted."""
    said = []
    for span in union(pauses):
        if span.last is None:
            said.append(f"自{day_zh(span.first)}起中止，恢复前的时间不计算在内。")
        else:
            days = (span.last - span.first).days + 1
            said.append(f"{day_zh(span.first)}至{day_zh(span.last)}（含首尾两日，共{days}日）不计算在内。")
    return said


def compute_due(
    rule: Deadline,
    start: dt.date,
    parts: Sequence[tuple[int, Unit]],
    calendar: WorkCalendar,
    pauses: Sequence[Span] = (),
    extensions: Sequence[Extension] = (),
) -> Due:
    """The last day of a deadline. `start` = the trigger's day (an aware instant when the unit is hours).

    Extensions count in the order of their approval, one after the last day as it then stood only if its rule says so.
    Raises LawError when a day is beyond what can be computed.
    """
    try:
        due = _compute(rule, start, parts, calendar, pauses)
        if not extensions:
            return due
        counted, judged = list(parts), []
        for extension in sorted(extensions, key=_approved_day):
            counts = not extension.in_time or _within(extension.approved, due.day)
            judged.append(replace(extension, until=due.day, counts=counts))
            if counts:
                counted.append((extension.amount, extension.unit))
                due = _compute(rule, start, counted, calendar, pauses)
        return replace(due, extensions=tuple(judged))
    except OverflowError:
        raise LawError("日期超出可计算的范围，无法计算期限。") from None


def _approved_day(extension: Extension) -> dt.date:
    return _date(extension.approved) if extension.approved else dt.date.min


def _within(approved: dt.date | None, last: dt.date) -> bool:
    if approved is None:
        return True
    if isinstance(last, dt.datetime):
        return _instant(approved) <= last
    return _date(approved) <= last


def _compute(
    rule: Deadline,
    start: dt.date,
    parts: Sequence[tuple[int, Unit]],
    calendar: WorkCalendar,
    pauses: Sequence[Span],
) -> Due:
    if parts[0][1] == "hours":
        instant = _instant(start)
        hours = dt.timedelta(hours=sum(amount for amount, unit in parts if unit == "hours"))
        end: dt.date = instant - hours if rule.before else _push(instant, instant + hours, pauses)
        return Due(rule, calendar, instant, tuple(parts), tuple(pauses), end, end)
    day = _date(start)
    if rule.before:
        for amount, unit in parts:
            day = backward(day, amount, unit, calendar)
        return Due(rule, calendar, _date(start), tuple(parts), (), day, day)
    day = _forward(rule, day, parts, calendar, pauses)
    rolls = rule.rolls and parts[0][0] > 0
    return Due(
        rule, calendar, _date(start), tuple(parts), tuple(pauses), day, calendar.roll(day) if rolls else day
    )


def _forward(
    rule: Deadline,
    start: dt.date,
    parts: Sequence[tuple[int, Unit]],
    calendar: WorkCalendar,
    pauses: Sequence[Span],
) -> dt.date:
    """Extensions in the period's own unit lengthen it; those in another unit run from its last day."""
    unit = parts[0][1]
    amount = sum(part for part, other in parts if other == unit)
    day = forward(start, amount, unit, calendar, from_next_day=rule.from_next_day, pauses=pauses)
    for part, other in parts:
        if other != unit:
            day = forward(day, part, other, calendar, from_next_day=True, pauses=pauses)
    return day


def _push(start: dt.datetime, end: dt.datetime, pauses: Sequence[Span]) -> dt.datetime:
    for span in union(pauses):
        if span.last is None:
            continue
        first = max(dt.datetime.combine(span.first, dt.time(), CHINA), start)
        last = dt.datetime.combine(span.last + _DAY, dt.time(), CHINA)
        if first < end and last > first:
            end += last - first
    return end


def _date(value: dt.date) -> dt.date:
    return value.astimezone(CHINA).date() if isinstance(value, dt.datetime) else value


def _instant(value: dt.date) -> dt.datetime:
    return value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time(), CHINA)
