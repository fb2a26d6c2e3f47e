"""保管期限: how long a case's file is kept, by the pack's grounds (catalogue `retention_grounds`); the longest one counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .conditions import compile_condition
from .faults import LawError
from .items import Catalogue, Row
from .pack import Pack

if TYPE_CHECKING:
    from .sight import Sight

PERIODS, GROUNDS = "retention_periods", "retention_grounds"


@dataclass(frozen=True, slots=True)
class Retention:
    """`period` = the row of `retention_periods` proposed, None where no ground applies; `grounds` = all that apply."""

    period: Row | None
    grounds: tuple[Row, ...]

    @property
    def reason(self) -> str:
        """Why, in Chinese: the grounds that lead to this period."""
        found = [one.title for one in self.grounds if self.period and one.plain["period"] == self.period.id]
        return "；".join(found)

    @property
    def provisional(self) -> bool:
        """A ground that leads to the period, or the period itself, is not sure."""
        if self.period is None:
            return True
        return self.period.provisional or any(
            one.provisional for one in self.grounds if one.plain["period"] == self.period.id
        )


def retention_seen(sight: Sight) -> Retention:
    """What the pack of the day proposes for the case as it stands. Raises LawError if a ground can't be judged."""
    periods = sight.pack.catalogues.get(PERIODS)
    grounds = sight.pack.catalogues.get(GROUNDS)
    if periods is None or grounds is None:
        return Retention(None, ())
    found = tuple(row for row in grounds.rows if _applies(row, sight))
    named = {row.plain["period"] for row in found}
    return Retention(next((row for row in periods.rows if row.id in named), None), found)


def last_day(period: Row, closed_on: dt.date) -> dt.date | None:
    """The last day of keeping: 31 December of the year that lies `years` after the year of closing; None = for ever."""
    years = period.plain.get("years")
    return dt.date(closed_on.year + int(years), 12, 31) if years else None


def period_of(pack: Pack, period_id: str) -> Row | None:
    """A row of `retention_periods`, if the pack has it."""
    periods: Catalogue | None = pack.catalogues.get(PERIODS)
    return periods.row_of(period_id) if periods else None


def _applies(row: Row, sight: Sight) -> bool:
    procedures = row.plain.get("procedures")
    if procedures and sight.state.procedure not in procedures:
        return False
    outcome = sight.holds(compile_condition(row.when))
    if outcome.error:
        raise LawError(f"保管期限的判定情形“{row.title}”算不出来：{outcome.error}")
    return bool(outcome.value)
