"""All clocks of a case."""

from __future__ import annotations

import datetime as dt

from .calendar import WorkCalendar
from .clocks import Clock
from .instants import CHINA
from .pack import Pack
from .sight import Sight
from .state import CaseState


def clocks(
    pack: Pack, state: CaseState, calendar: WorkCalendar | None = None, today: dt.date | None = None
) -> list[Clock]:
    """Every started deadline, in the order of the packs.

    `today` = a date of law (its end of day counts for hours), or an aware instant. `calendar` None = the pack's own.
    """
    if today is None:
        raise TypeError("clocks() needs a day")
    moment = (
        today if isinstance(today, dt.datetime) else dt.datetime.combine(today, dt.time(23, 59, 59), CHINA)
    )
    sight = Sight(pack, state, moment, calendar=calendar)
    return [clock for deadline_id in pack.deadlines for clock in sight.clocks(deadline_id)]
