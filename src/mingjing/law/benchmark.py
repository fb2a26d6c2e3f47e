"""Violations with the range that the law gives, and the tiers of benchmarks: what discretion is weighed on.

Rows of two catalogues: `discretion` (statutory ranges, and orientation tiers that are never official) and
`benchmark_tiers` (tiers of a published benchmark that the agency has loaded). Money is Decimal yuan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .faults import UnknownItem
from .items import Row
from .pack import Pack

VIOLATIONS, TIERS = "discretion", "benchmark_tiers"
# Who is fined, and whether an order to correct has run out: the ranges of a row and of a tier go by these names.
WHOM = {
    "org": "单位",
    "person": "个人",
    "overdue_org": "单位（逾期未改正）",
    "overdue_person": "个人（逾期未改正）",
}


@dataclass(frozen=True, slots=True)
class Band:
    """From `low` to `high` yuan, both included."""

    low: Decimal
    high: Decimal

    def within(self, other: Band) -> Band | None:
        """What both allow, or None."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Band(low, high) if low <= high else None

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{yuan(self.high)}元"
        return f"{yuan(self.low)}元至{yuan(self.high)}元" if self.low else f"{yuan(self.high)}元以下"


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be known to find the tier. `type`: count, number, percent or choice."""

    title: str
    type: str
    unit: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier. From `least` (included) to `below` (excluded) of what is asked, or one of `options`; else prose only."""

    id: str
    tier: str
    name: str
    condition: str
    bands: Mapping[str, Band]
    least: Decimal | None = None
    below: Decimal | None = None
    options: tuple[str, ...] = ()
    income: Band | None = None
    official: bool = False

    @property
    def typed(self) -> bool:
        return self.least is not None or bool(self.options)

    @property
    def title(self) -> str:
        return f"阶次{self.tier}" + (f"（{self.name}）" if self.name and self.name != self.tier else "")

    def holds(self, answer: Decimal | str) -> bool:
        """Is the answer in this tier?"""
        if isinstance(answer, str):
            return answer in self.options
        least = self.least
        return least is not None and least <= answer and (self.below is None or answer < self.below)


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation with what the law allows. `formula`: "" = a range, "income" = a share of last year's income, "daily"."""

    id: str
    title: str
    penal: str
    subject: str
    statutory: Mapping[str, Band]
    formula: str
    other_penalties: str
    question: Question | None
    tiers: Sequence[Tier]
    official: bool
    provisional: bool

    @property
    def decided_by_facts(self) -> bool:
        return self.question is not None and all(tier.typed for tier in self.tiers)


def violations(pack: Pack) -> list[Violation]:
    """Every violation of the pack, with the loaded tiers where there are some, else with those for orientation."""
    loaded: dict[str, list[Row]] = {}
    for row in pack.catalogue(TIERS).rows:
        loaded.setdefault(str(row.plain["violation"]), []).append(row)
    catalogue = pack.catalogue(VIOLATIONS)
    return [_violation(row, loaded.get(row.id, []), catalogue.provisional) for row in catalogue.rows]


def violation_of(pack: Pack, violation_id: str) -> Violation:
    """Raises UnknownItem."""
    found = next((one for one in violations(pack) if one.id == violation_id), None)
    if found is None:
        raise UnknownItem("现行法规包里没有这一违法行为的法定幅度；请从所列违法行为中选择。")
    return found


def _violation(row: Row, loaded: Sequence[Row], provisional: bool) -> Violation:
    plain = row.plain
    tiers = [_tier(one.plain, one.id, official=True) for one in loaded] or [
        _tier(one, f"{row.id}.{one['tier']}", official=False) for one in plain.get("tiers", ())
    ]
    asked = loaded[0].plain.get("question") if loaded else plain.get("question")
    return Violation(
        row.id,
        row.title,
        str(plain.get("penal", "")),
        str(plain.get("subject", "org")),
        _bands(plain.get("statutory") or {}),
        str(plain.get("formula", "")),
        str(plain.get("other_penalties", "")),
        _question(asked, tiers) if asked else None,
        tiers,
        bool(loaded),
        provisional or row.provisional,
    )


def _tier(plain: Mapping[str, Any], tier_id: str, *, official: bool) -> Tier:
    share = plain.get("income_ratio")
    low, high = plain.get("income_ratio_min", share), plain.get("income_ratio_max", share)
    return Tier(
        tier_id,
        str(plain["tier"]),
        str(plain.get("name", "")),
        str(plain.get("condition", "")),
        _bands(plain),
        amount(plain.get("from")),
        amount(plain.get("below")),
        tuple(str(one) for one in plain.get("is", ())),
        None if low is None else Band(Decimal(str(low)), Decimal(str(high))),
        # What the statute itself fixes may be cited like a published tier: it is the law.
        official or plain.get("basis") == "statute",
    )


def _bands(plain: Mapping[str, Any]) -> dict[str, Band]:
    return {
        name: Band(Decimal(str(plain[name]["min"])), Decimal(str(plain[name]["max"])))
        for name in WHOM
        if isinstance(plain.get(name), Mapping)
    }


def _question(asked: Mapping[str, Any], tiers: Sequence[Tier]) -> Question:
    options = tuple(asked.get("options", ())) or tuple(one for tier in tiers for one in tier.options)
    return Question(str(asked["title"]), str(asked["type"]), str(asked.get("unit", "")), options)


def amount(value: Any) -> Decimal | None:
    """A number of a row as a Decimal; None stays None."""
    return None if value is None else Decimal(str(value))


def yuan(value: Decimal) -> str:
    """12,345.60 without needless zeros."""
    return f"{value:,.2f}".removesuffix(".00")
