"""Computing one deadline from a day given by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from .due import Due, compute_due
from .faults import LawError
from .instants import law_day, parse_instant
from .library import Library
from .periods import Length, Span, Unit, parse_length
from .procedure import Deadline


def clock_of(library: Library, rule: str, start: str, pauses: Sequence[str] = ()) -> Due:
    """The due day of a deadline (by id or Chinese title) from `start` ("2026-09-15", or a date-time for hours).

    `pauses`: "2026-10-01..2026-10-08", both days included. For an accrual the due day is the first on which it
    grows. Raises LawError with a Chinese sentence for bad input.
    """
    moment = _moment(start)
    day = law_day(moment) if isinstance(moment, dt.datetime) else moment
    pack = library.on(day)
    found = [d for d in pack.deadlines.values() if rule in (d.id, d.title)]
    if not found:
        known = "、".join(pack.deadlines)
        raise LawError(f"{day}施行的法规包里没有“{rule}”这一期限。可用的有：{known}。")
    deadline = found[0]
    length = parse_length(deadline.lasts)
    amount = _amount(length, deadline, pack.limit_values)
    unit: Unit = length.unit or "days"
    return compute_due(deadline, moment if unit == "hours" else day, [(amount, unit)], library.calendar,
                       [_span(text) for text in pauses])  # fmt: skip


def _amount(length: Length, deadline: Deadline, limits: object) -> int:
    if length.amount is not None:
        return length.amount
    root, _, name = length.name.partition(".")
    value = limits.get(name) if root == "limits" and isinstance(limits, dict) else None
    if isinstance(value, bool) or not isinstance(value, int):
        raise LawError(f"“{deadline.title}”的长度由案件决定（{length.name}），不能单独计算。")
    return value


def _moment(text: str) -> dt.date:
    try:
        return parse_instant(text) if "T" in text or " " in text else dt.date.fromisoformat(text)
    except ValueError:
        raise LawError(f"“{text}”不是日期，应当写成年-月-日，例如 2026-09-15。") from None


def _span(text: str) -> Span:
    first, dots, last = text.partition("..")
    if not dots:
        raise LawError(f"不计入的期间“{text}”应当写成起日..止日，例如 2026-10-01..2026-10-08。")
    try:
        span = Span(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    except ValueError:
        raise LawError(f"不计入的期间“{text}”里有不真实的日期，应当写成年-月-日..年-月-日。") from None
    if span.last is not None and span.last < span.first:
        raise LawError(f"不计入的期间“{text}”止日早于起日。")
    return span
