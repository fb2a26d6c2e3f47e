"""The forecast as a bar: each period with its days, what is spare, and the last day of the law."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

WIDEST = 12  # the classes g1 to g12 share out the width


@dataclass(frozen=True, slots=True)
class Part:
    """`grow`: the share of the width, 1 to 12. `css`: is-now, is-next, is-spare or is-short."""

    title: str
    first: date
    last: date
    days: int
    css: str
    grow: int


@dataclass(frozen=True, slots=True)
class ForecastBar:
    begins: str
    parts: list[Part]
    also: str
    goal: str
    due: date
    spare: int
    provisional: bool


def forecast_bar(found: Any, titles: Mapping[str, str]) -> ForecastBar:
    """Draw a `law.Forecast`; `titles` are the acts'."""
    total = max((found.due - found.legs[0].first).days, 1)
    parts = [
        Part(
            "、".join(leg.titles), leg.first, leg.last, leg.days, "is-next" if leg.act else "is-now",
            _share(leg.days, total),
        )
        for leg in found.legs
    ]  # fmt: skip
    if found.spare > 0:
        share = _share(found.spare, total)
        parts.append(Part(f"富余 {found.spare} 日", found.ready, found.due, found.spare, "is-spare", share))
    first = found.legs[0]
    return ForecastBar(
        f"若今日{titles.get(first.act, '')}" if first.act else "按现在的进度",
        parts,
        "、".join(titles.get(one, "") for one in found.also),
        titles.get(found.goal, ""),
        found.due,
        found.spare,
        any(leg.provisional for leg in found.legs),
    )


def _share(days: int, total: int) -> int:
    return max(1, min(WIDEST, round(WIDEST * days / total)))
