"""Cases born of a case: what an act that took effect opens, and what the first form of the new case begins with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .conditions import compile_condition
from .faults import LawError
from .pack import Pack
from .procedure import Act, Opening
from .sight import Sight, occurrence_view
from .state import CaseState


@dataclass(frozen=True, slots=True)
class Birth:
    """A case of `procedure` may be born of this one, by the occurrence `seq` of `act`.

    `begins` = fields of the new case's first act with their values in normal form, blank ones left out.
    """

    procedure: str
    title: str
    act: str
    act_title: str
    seq: int
    begins: Mapping[str, Any]


def births(
    pack: Pack, state: CaseState, now: dt.datetime, agency: Mapping[str, Any] | None = None
) -> tuple[Birth, ...]:
    """What may be born of the case as it stands at `now` (aware): of each act that opens something the last occurrence
    for which the condition holds.

    Raises LawError when a condition or a beginning can't be worked out.
    """
    procedure, found = pack.procedure(state.procedure), []
    for act in procedure.acts:
        for opened, opening in pack.openings(procedure, act).items():
            for done in reversed(state.acts.get(act.id, ())):
                sight = Sight(pack, state, now, agency=agency)
                sight.propose({**occurrence_view(act, done), "id": act.id})
                if not opening.when or _holds(sight, opening.when):
                    found.append(_birth(pack, opened, opening, act, sight, int(done["seq"])))
                    break
    return tuple(found)


def _birth(pack: Pack, opened: str, opening: Opening, act: Act, sight: Sight, seq: int) -> Birth:
    values = {name: _value(sight, source) for name, source in opening.begins.items()}
    kept = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    return Birth(opened, pack.procedures[opened].title, act.id, act.title, seq, kept)


def _holds(sight: Sight, when: str) -> bool:
    outcome = sight.holds(compile_condition(when))
    if outcome.error:
        raise LawError(f"另立案件的条件“{when}”算不出来：{outcome.error}")
    return bool(outcome.value)


def _value(sight: Sight, source: Any) -> Any:
    if not (isinstance(source, str) and source.startswith("=")):
        return source
    outcome = sight.value(compile_condition(source[1:]))
    if outcome.error:
        raise LawError(f"另立案件的初始内容“{source[1:]}”算不出来：{outcome.error}")
    return f"{outcome.value:.2f}" if isinstance(outcome.value, float) else outcome.value
