"""The tiers of one violation together: none twice, no overlap, no gap, never milder for more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from .benchmark import WHOM, yuan
from .benchmark_sheet import SheetFault

if TYPE_CHECKING:
    from .benchmark_import import TierRow


def order_faults(rows: Sequence[TierRow]) -> Iterator[SheetFault]:
    """Faults between rows, each at the later row."""
    by_violation: dict[str, list[TierRow]] = {}
    for row in rows:
        for other in by_violation.setdefault(row.violation.id, []):
            if other.tier == row.tier:
                yield _fault(row, "阶次", f"同一违法行为的阶次{row.tier}在第{other.number}行已经写过。", "请删去重复的一行，或者改正阶次。")  # fmt: skip
        by_violation[row.violation.id].append(row)
    for tiers in by_violation.values():
        yield from _typed(tiers)
        for whom in WHOM:
            yield from _amounts([row for row in tiers if whom in row.bands], whom)


def _typed(tiers: Sequence[TierRow]) -> Iterator[SheetFault]:
    numbered = [row for row in tiers if row.least is not None]
    chosen = [row for row in tiers if row.options]
    if not numbered and not chosen:
        return
    if numbered and chosen:
        yield _fault(chosen[0], "选项", "同一违法行为有的阶次填了起止，有的填了选项。", "请统一为一种。")
        return
    for row in tiers:
        if row.least is None and not row.options:
            yield _fault(row, "起（含）", "同一违法行为的其他阶次有起止或者选项，这一阶次没有。", "请补上；条件只能用文字描述的，各阶次都不要填。")  # fmt: skip
    first = (numbered or chosen)[0]
    if first.violation.question is None and not first.factor:
        yield _fault(
            first, "裁量因素", "填了起止或者选项，没有写明裁量因素。", "请填写裁量因素，例如“涉及人数”。"
        )
    yield from _options(chosen)
    yield from _steps(sorted(numbered, key=lambda row: row.least or Decimal(0)))


def _options(chosen: Sequence[TierRow]) -> Iterator[SheetFault]:
    seen: dict[str, TierRow] = {}
    for row in chosen:
        for option in row.options:
            if option in seen:
                yield _fault(row, "选项", f"“{option}”同时属于第{seen[option].number}行的阶次。", "一个选项只能属于一个阶次。")  # fmt: skip
            seen.setdefault(option, row)


def _steps(numbered: Sequence[TierRow]) -> Iterator[SheetFault]:
    for lower, upper in pairwise(numbered):
        least = upper.least or Decimal(0)
        if lower.below is None or lower.below > least:
            yield _fault(upper, "起（含）", f"与第{lower.number}行阶次{lower.tier}的范围重叠。", f"请核对：前一阶次的“止”应当等于本阶次的“起”{least}。")  # fmt: skip
        elif lower.below < least:
            yield _fault(upper, "起（含）", f"与第{lower.number}行阶次{lower.tier}之间有空档（{lower.below}至{least}）。", "请核对：前一阶次的“止”应当等于本阶次的“起”。")  # fmt: skip
    if numbered and numbered[-1].below is not None:
        yield _fault(numbered[-1], "止（不含）", f"{numbered[-1].below}以上没有阶次。", "最后一个阶次的“止”应当空着，或者补上更高的阶次。")  # fmt: skip


def _amounts(tiers: Sequence[TierRow], whom: str) -> Iterator[SheetFault]:
    """Amounts rise from tier to tier; two tiers may have the same range, but not cross each other or leave a gap."""
    for lower, upper in pairwise(tiers):
        first, second = lower.bands[whom], upper.bands[whom]
        if first == second:
            continue
        column = f"{WHOM[whom]}下限"
        if second.low < first.low or second.high < first.high:
            yield _fault(
                upper,
                column,
                f"幅度低于第{lower.number}行较低的阶次{lower.tier}。",
                "请核对阶次的先后和数额。",
            )
        elif second.low < first.high:
            yield _fault(upper, column, f"幅度与第{lower.number}行阶次{lower.tier}重叠（{yuan(second.low)}元至{yuan(first.high)}元）。", "请核对：前一阶次的上限应当等于本阶次的下限。")  # fmt: skip
        elif second.low > first.high:
            yield _fault(upper, column, f"与第{lower.number}行阶次{lower.tier}的幅度之间有空档（{yuan(first.high)}元至{yuan(second.low)}元）。", "请核对：前一阶次的上限应当等于本阶次的下限。")  # fmt: skip


def _fault(row: TierRow, column: str, say: str, mend: str) -> SheetFault:
    return SheetFault(row.number, column, say, mend)
