"""All clocks of a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass

from .calendar import WorkCalendar
from .clocks import Clock
from .instants import CHINA
from .pack import Items, Pack
from .periods import parse_length
from .procedure import Deadline
from .sight import Sight
from .state import CaseState


def clocks(
    pack: Pack,
    state: CaseState,
    calendar: WorkCalendar | None = None,
    today: dt.date | None = None,
    *,
    only: Container[str] | None = None,
) -> list[Clock]:
    """Every started deadline (of those in `only`, by id), in the order of the packs.

    `today` = a date of law (its end of day counts for hours), or an aware instant. `calendar` None = the pack's own.
    """
    if today is None:
        raise TypeError("clocks() needs a day")
    moment = (
        today if isinstance(today, dt.datetime) else dt.datetime.combine(today, dt.time(23, 59, 59), CHINA)
    )
    sight = Sight(pack, state, moment, calendar=calendar)
    asked = [one for one in pack.deadlines.values() if only is None or one.id in only]
    begun = pack.may_have_begun(asked, state.acts)
    sight.focus(pack.reading_of_deadlines(begun))
    return [clock for deadline in begun for clock in sight.clocks(deadline.id)]


@dataclass(frozen=True, slots=True)
class Counting:
    """Which deadlines (ids, in any of their versions) the calendar can move: those that count working days, and those
    whose last day only rolls to one."""

    workdays: frozenset[str]
    rolling: frozenset[str]


def counting(items: Items) -> Counting:
    """By the rules alone, whatever case."""
    every = [deadline for versions in items.deadlines.values() for deadline in versions]
    workdays = frozenset(one.id for one in every if "workdays" in _units(one))
    rolling = frozenset(
        one.id for one in every if one.rolls and not one.before and "hours" not in _units(one)
    )
    return Counting(workdays, rolling - workdays)


def _units(deadline: Deadline) -> set[str | None]:
    return {parse_length(text).unit for text in (deadline.lasts, *(one.lasts for one in deadline.extend))}
