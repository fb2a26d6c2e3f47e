"""What has grown by a day: counted days without pauses, and the money that they make (行政处罚法 第72条、第73条第3款)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .due import pause_sentences
from .instants import day_zh
from .periods import Span, union
from .procedure import Accrual, Deadline

_DAY = dt.timedelta(days=1)
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Money:
    """Yuan: `of` grows by the share `rate` a day, to at most `of` times `cap` (None = no bound)."""

    of: Decimal
    rate: Decimal
    cap: Decimal | None

    @classmethod
    def by(cls, rule: Accrual, of: Decimal, limits: Mapping[str, Any]) -> Money:
        """As a pack's rule says, its rate and cap numbers or names of `limits`."""

        def number(text: str) -> Decimal:
            root, _, name = text.partition(".")
            return Decimal(str(limits[name] if root == "limits" else text))

        return cls(of, number(rule.rate), number(rule.cap) if rule.cap else None)

    def after(self, days: int) -> Decimal:
        """What has grown after so many days, in yuan and cents."""
        grown = self.of * self.rate * days
        most = self.of * self.cap if self.cap is not None else grown
        return min(grown, most).quantize(_CENT, ROUND_HALF_UP)

    def capped(self, days: int) -> bool:
        return self.cap is not None and self.rate * days > self.cap


@dataclass(frozen=True, slots=True)
class Accrued:
    """An accrual as of `until` (that day counts): `start` = the trigger's day, `lost` = paused days."""

    rule: Deadline
    start: dt.date
    until: dt.date
    pauses: tuple[Span, ...]
    money: Money | None

    @property
    def provisional(self) -> bool:
        return self.rule.provisional

    @property
    def first(self) -> dt.date:
        """The first day that is counted."""
        return self.start + _DAY if self.rule.from_next_day else self.start

    @property
    def lost(self) -> int:
        return days_within(self.pauses, self.first, self.until)

    @property
    def days(self) -> int:
        return max(0, (self.until - self.first).days + 1 - self.lost)

    @property
    def amount(self) -> Decimal | None:
        """Yuan owed as of `until`; None where the pack doesn't say how money grows."""
        return self.money.after(self.days) if self.money else None

    def sentences(self, cause: str = "") -> list[str]:
        """How days and amount were found, in Chinese."""
        rule = self.rule
        trigger = f"起算事由：{cause}，{day_zh(self.start)}。" if cause else f"起算日：{day_zh(self.start)}。"
        said = [f"{rule.title}（{rule.citation}）。", trigger, f"自{day_zh(self.first)}起按日累计。"]
        said += pause_sentences(
            [span for span in self.pauses if span.last is None or span.last >= self.first]
        )
        if self.until < self.first:
            said.append(f"至{day_zh(self.until)}尚未开始累计。")
        else:
            off = f"，扣除不计算的{self.lost}日" if self.lost else ""
            said.append(f"截至{day_zh(self.until)}（当日计算在内）{off}，累计{self.days}日。")
        if self.money is not None:
            said += _money_sentences(self.money, self.days)
        if rule.provisional:
            said.append("本期限的依据尚待核实，结果仅供参考。")
        return said


def _money_sentences(money: Money, days: int) -> list[str]:
    share = f"{(money.rate * 100).normalize():f}%"
    grown = (money.of * money.rate * days).quantize(_CENT, ROUND_HALF_UP)
    said = [f"每日按{money.of:,.2f}元的{share}计算：{money.of:,.2f}元×{share}×{days}日＝{grown:,.2f}元。"]
    if money.cap is not None and money.capped(days):
        said.append(
            f"超过上限（{money.of:,.2f}元的{(money.cap * 100).normalize():f}%），以{money.after(days):,.2f}元为限。"
        )
    return said


def days_within(pauses: Sequence[Span], first: dt.date, last: dt.date) -> int:
    """Days from `first` to `last` (both included) on which time stood still."""
    lost = 0
    for span in union(pauses):
        begin, end = max(span.first, first), last if span.last is None else min(span.last, last)
        lost += max(0, (end - begin).days + 1)
    return lost
