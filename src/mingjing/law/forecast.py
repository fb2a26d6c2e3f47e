"""How the time until a deadline is spent if each step that is still missing is taken as soon as it may be.

Nothing is guessed: what is missing is what the checks of the ending act say now (their `mend_act`), how long it takes
are the deadlines that these acts start. Steps without a period of their own take no time and are only named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .clocks import Clock
from .conditions import compile_condition
from .due import compute_due
from .examine import Option
from .instants import CHINA
from .pack import Pack
from .periods import Unit, parse_length
from .procedure import Act, Deadline, Procedure
from .sight import Sight
from .state import CaseState

_STEPS = {"window", "wait", "limit"}
_GOING = {"running", "open", "waiting"}


@dataclass(frozen=True, slots=True)
class Leg:
    """Periods that run side by side from `first` to `last` (both dates). `act` starts them; "" when they run already."""

    titles: tuple[str, ...]
    act: str
    first: dt.date
    last: dt.date
    provisional: bool = False

    @property
    def days(self) -> int:
        return (self.last - self.first).days


@dataclass(frozen=True, slots=True)
class Forecast:
    """The way to `goal` (an act) by `due`. `also`: acts still missing that no period belongs to; `spare` in days."""

    goal: str
    deadline: Clock
    due: dt.date
    legs: tuple[Leg, ...]
    also: tuple[str, ...]

    @property
    def ready(self) -> dt.date:
        return self.legs[-1].last

    @property
    def spare(self) -> int:
        return (self.due - self.ready).days


def forecast(
    pack: Pack, state: CaseState, options: Sequence[Option], going: Sequence[Clock], today: dt.date
) -> Forecast | None:
    """The forecast for the statutory deadline that runs now and whose end moves the case on; None when there is none.

    `going`: the clocks of the case as of `today`.
    """
    procedure = pack.procedure(state.procedure)
    found = {option.act.id: option for option in options}
    for clock in going:
        goal = _goal(pack.deadlines[clock.id], clock, procedure, found)
        if goal is not None:
            legs, also = _way(pack, state, procedure, going, found[goal.id], today)
            due = clock.due
            if legs and due is not None:
                return Forecast(goal.id, clock, due, tuple(legs), tuple(also))
    return None


def _goal(
    deadline: Deadline, clock: Clock, procedure: Procedure, options: Mapping[str, Option]
) -> Act | None:
    if (
        clock.kind != "limit"
        or clock.state != "running"
        or clock.internal
        or isinstance(clock.due, dt.datetime)
    ):
        return None
    acts = [procedure.act(end.partition(".")[0]) for end in deadline.ends]
    return next((act for act in acts if act and act.moves_to and act.id in options), None)


def _way(
    pack: Pack, state: CaseState, procedure: Procedure, going: Sequence[Clock], goal: Option, today: dt.date
) -> tuple[list[Leg], list[str]]:
    order = {act.id: place for place, act in enumerate(procedure.acts)}
    stages = {stage: place for place, stage in enumerate(procedure.stages)}
    asked = {found.mend_act for found in goal.findings.bars if found.mend_act in order}
    missing = sorted(asked, key=lambda one: (stages.get(procedure.by_id[one].stage, 0), order[one]))
    if any(_decides_more(procedure.by_id[one], pack) for one in missing):
        return [], []
    legs, also, day = [], [], today
    waits = any(found.check in pack.checks and not found.mend_act for found in goal.findings.bars)
    now = _under_way(pack, going, asked, waits)
    if now:
        day = max(_day(one.due) for one in now if one.due is not None)
        titles = tuple(dict.fromkeys(one.title for one in now))
        legs.append(Leg(titles, "", today, day, any(one.provisional for one in now)))
    started = {_starter(pack.deadlines[one.id]) for one in now}
    sight = Sight(pack, state, dt.datetime.combine(today, dt.time(23, 59, 59), CHINA))
    for act in missing:
        periods = [one for one in pack.deadlines.values() if _starter(one) == act and _counts(one, sight)]
        dues = [due for one in periods if (due := _due(pack, one, day)) is not None]
        if act in started:
            continue
        if not dues:
            also.append(act)
            continue
        last = max(due for _, due, _ in dues)
        legs.append(Leg(tuple(title for title, _, _ in dues), act, day, last, any(one for *_, one in dues)))
        day = last
    return legs, also


def _decides_more(act: Act, pack: Pack) -> bool:
    """It sets what derived facts are worked out from: only when it is done is it known what else is needed."""
    read = {name for one in pack.derivations.values() for root, name in one.reads.needs if root == "case"}
    return any(target.removeprefix("case.") in read for target in act.sets)


def _under_way(pack: Pack, going: Sequence[Clock], asked: set[str], waits: bool) -> list[Clock]:
    """Periods that run now and must end first: what a missing act has started already, and (where a check only says
    to wait) the rights of the party."""
    return [
        one
        for one in going
        if one.state in _GOING
        and one.due is not None
        and ((waits and one.state == "open") or _starter(pack.deadlines[one.id]) in asked)
    ]


def _starter(deadline: Deadline) -> str:
    return deadline.starts[0].partition(".")[0] if len(deadline.starts) == 1 else ""


def _counts(deadline: Deadline, sight: Sight) -> bool:
    if deadline.kind not in _STEPS or deadline.before:
        return False
    return not deadline.when or sight.holds(compile_condition(deadline.when)).value is True


def _due(pack: Pack, deadline: Deadline, start: dt.date) -> tuple[str, dt.date, bool] | None:
    length = parse_length(deadline.lasts)
    root, _, name = length.name.partition(".")
    amount = (
        length.amount
        if length.amount is not None
        else pack.limit_values.get(name)
        if root == "limits"
        else None
    )
    unit: Unit = length.unit or "days"
    if not isinstance(amount, int) or unit == "hours":
        return None
    found = compute_due(deadline, start, [(amount, unit)], pack.calendar, [])
    return deadline.title, found.day, found.provisional


def _day(due: dt.date | None) -> dt.date:
    assert due is not None
    return due.astimezone(CHINA).date() if isinstance(due, dt.datetime) else due
