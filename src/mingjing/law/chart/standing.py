"""Where a case stands, as marks on its chart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..clocks import Clock
from ..examine import Option
from ..instants import day_zh, law_day, parse_instant
from ..pack import Pack
from ..state import CaseState


@dataclass(frozen=True, slots=True)
class Mark:
    """`state`: late, wait, open, done, now, ahead, never by colour; `words` says the same."""

    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Marks by act and by stage; what has no mark was not done and can't be done now."""

    stages: Mapping[str, Mark]
    acts: Mapping[str, Mark]


def standing_of(
    pack: Pack, state: CaseState, options: Sequence[Option], clocks: Iterable[Clock], today: dt.date
) -> Standing:
    """`options` and `clocks` as of `today` (a date of law)."""
    late = _late(pack, state, clocks)
    able = {option.act.id for option in options if option.possible}
    acts: dict[str, Mark] = {}
    for act in pack.procedure(state.procedure).acts:
        done = state.acts.get(act.id, ())
        told = _done(done) if done else ""
        if act.id in late:
            acts[act.id] = Mark("late", "，".join(filter(None, [late[act.id], told])))
        elif act.id in state.pending:
            acts[act.id] = Mark("wait", "，".join(filter(None, ["等待批准", told])))
        elif done:
            acts[act.id] = Mark("done", told + ("，可以再办" if act.id in able else ""))
        elif act.id in able:
            acts[act.id] = Mark("open", "现在可以办理")
    return Standing(_stages(pack, state), acts)


def _done(done: Sequence[Mapping[str, object]]) -> str:
    day = day_zh(law_day(parse_instant(str(done[-1]["at"]))))
    return f"已办 {day}" + (f"，共 {len(done)} 次" if len(done) > 1 else "")


def _late(pack: Pack, state: CaseState, clocks: Iterable[Clock]) -> dict[str, str]:
    """Acts that would have ended a limit that is past; of several choices the one that the pack names first."""
    acts = pack.procedure(state.procedure).by_id
    found: dict[str, str] = {}
    for clock in clocks:
        if clock.kind == "limit" and clock.over and not clock.done:
            ends = [name for end in pack.deadlines[clock.id].ends if (name := end.partition(".")[0]) in acts]
            days = f" {-clock.days_left} 日" if clock.days_left < 0 else ""
            for act in ends[:1]:
                found.setdefault(act, f"{clock.title}已逾期{days}")
    return found


def _stages(pack: Pack, state: CaseState) -> dict[str, Mark]:
    marks = {}
    stages = list(pack.procedure(state.procedure).stages)
    first = {stages[0]: state.started_at} if state.started_at else {}
    for stage in stages:
        entered = {**first, **state.entered}.get(stage)
        if stage == state.stage:
            marks[stage] = Mark("done", "已经结案") if state.closed else Mark("now", "本案在此环节")
        elif entered:
            marks[stage] = Mark("done", f"{day_zh(law_day(parse_instant(entered)))} 进入")
    return marks
