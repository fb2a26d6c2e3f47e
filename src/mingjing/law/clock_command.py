"""Computing one deadline from a day given by hand: `mingjing law clock`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from .accrual import Accrued, Money
from .due import Due, Extension, compute_due
from .faults import LawError
from .instants import law_day, parse_instant
from .library import Library
from .pack import Pack
from .periods import Span, Unit, parse_length
from .procedure import Deadline

_EXTEND = re.compile(r"(\d+)(?: +([a-z]+))?(?:@(.+))?")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is computed: `rule` by id or Chinese title, from `start` ("2026-09-15", or a date-time for hours).

    `pauses`: "2026-10-01..2026-10-08", both days included, without the second = still open. `extensions`:
    "30 days@2026-10-12" (the day of approval; the unit is the rule's own when left out). `on` = the day whose law is
    applied (default: the day of `start`); `lasts` = the length of this case, where the case decides it; for accruals
    `until` (that day counts) and `of` (yuan).
    """

    rule: str
    start: str
    pauses: Sequence[str] = ()
    extensions: Sequence[str] = ()
    on: str = ""
    lasts: str = ""
    until: str = ""
    of: str = ""


def clock_of(library: Library, asked: Asked) -> tuple[Due | Accrued, dt.date]:
    """The due day, or what has accrued, and the day whose law was applied.

    An accrual without `until` gives the first day on which it grows, as a due day. Raises LawError with a Chinese
    sentence for bad input.
    """
    moment = _moment(asked.start)
    day = law_day(moment) if isinstance(moment, dt.datetime) else moment
    on = _day(asked.on) if asked.on else day
    pack = library.on(on)
    deadline = _rule(pack, asked.rule, on)
    pauses = [_span(text) for text in asked.pauses]
    if deadline.kind == "accrual" and asked.until:
        closed = tuple(Span(span.first, span.last or max(span.first, _day(asked.until))) for span in pauses)
        return Accrued(deadline, day, _day(asked.until), closed, _money(deadline, pack, asked.of)), on
    amount, unit = _period(deadline, pack, asked.lasts)
    extensions = [_extension(deadline, text, unit) for text in asked.extensions]
    start = moment if unit == "hours" else day
    return compute_due(deadline, start, [(amount, unit)], library.calendar, pauses, extensions), on


def _rule(pack: Pack, rule: str, on: dt.date) -> Deadline:
    found = [d for d in pack.deadlines.values() if rule in (d.id, d.title)]
    if not found:
        known = "、".join(pack.deadlines)
        raise LawError(f"{on}施行的法规包里没有“{rule}”这一期限。可用的有：{known}。")
    return found[0]


def _period(deadline: Deadline, pack: Pack, lasts: str) -> tuple[int, Unit]:
    try:
        length = parse_length(lasts or deadline.lasts)
    except ValueError as error:
        raise LawError(str(error)) from None
    own = parse_length(deadline.lasts).unit or "days"
    if length.amount is not None:
        return length.amount, length.unit or own
    root, _, name = length.name.partition(".")
    value: Any = pack.limit_values.get(name) if root == "limits" else None
    if isinstance(value, bool) or not isinstance(value, int):
        raise LawError(
            f'“{deadline.title}”的长度由案件决定（{length.name}），请用 --lasts 指明，例如 --lasts "30 days"。'
        )
    return value, length.unit or own


def _extension(deadline: Deadline, text: str, unit: Unit) -> Extension:
    match = _EXTEND.fullmatch(text.strip())
    try:
        own = parse_length(f"{match[1]} {match[2]}").unit if match and match[2] else unit
    except ValueError as error:
        raise LawError(str(error)) from None
    if match is None or own is None:
        raise LawError(f'延长“{text}”应当写成长度@批准之日，例如 "30 days@2026-10-12"。')
    in_time = all(extension.in_time for extension in deadline.extend)
    return Extension(int(match[1]), own, _moment(match[3]) if match[3] else None, in_time)


def _money(deadline: Deadline, pack: Pack, of: str) -> Money | None:
    rule = deadline.accrues
    if rule is None or not of:
        return None
    try:
        base = Decimal(of)
    except InvalidOperation:
        raise LawError(f"“{of}”不是金额（元）。") from None
    if not base.is_finite() or not 0 < base < Decimal(10) ** 15:
        raise LawError(f"“{of}”不是可以计算的金额（元）。")
    return Money.by(rule, base, pack.limit_values)


def _moment(text: str) -> dt.date:
    try:
        return parse_instant(text) if "T" in text or " " in text else dt.date.fromisoformat(text)
    except ValueError:
        raise LawError(f"“{text}”不是日期，应当写成年-月-日，例如 2026-09-15。") from None


def _day(text: str) -> dt.date:
    moment = _moment(text)
    return law_day(moment) if isinstance(moment, dt.datetime) else moment


def _span(text: str) -> Span:
    first, dots, last = text.partition("..")
    if not dots:
        raise LawError(f"不计入的期间“{text}”应当写成起日..止日，例如 2026-10-01..2026-10-08。")
    try:
        span = Span(dt.date.fromisoformat(first), dt.date.fromisoformat(last) if last else None)
    except ValueError:
        raise LawError(f"不计入的期间“{text}”里有不真实的日期，应当写成年-月-日..年-月-日。") from None
    if span.last is not None and span.last < span.first:
        raise LawError(f"不计入的期间“{text}”止日早于起日。")
    return span
