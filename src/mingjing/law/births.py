"""Cases born of a case: what an act that took effect opens, and what the first form of the new case begins with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .conditions import compile_condition
from .faults import LawError
from .pack import Pack
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
    """What may be born of the case as it stands at `now` (aware): the last occurrence of each act that opens something.

    Raises LawError when a beginning can't be worked out.
    """
    found = []
    for act in pack.procedure(state.procedure).acts:
        done = state.acts.get(act.id)
        if not act.opens or not done:
            continue
        sight = Sight(pack, state, now, agency=agency)
        sight.propose({**occurrence_view(act, done[-1]), "id": act.id})
        for opened, begins in act.opens.items():
            if opened in pack.procedures:
                values = {name: _value(sight, source) for name, source in begins.items()}
                kept = {name: value for name, value in values.items() if value not in (None, "", [], {})}
                title = pack.procedures[opened].title
                found.append(Birth(opened, title, act.id, act.title, int(done[-1]["seq"]), kept))
    return tuple(found)


def _value(sight: Sight, source: Any) -> Any:
    if not (isinstance(source, str) and source.startswith("=")):
        return source
    outcome = sight.value(compile_condition(source[1:]))
    if outcome.error:
        raise LawError(f"另立案件的初始内容“{source[1:]}”算不出来：{outcome.error}")
    return f"{outcome.value:.2f}" if isinstance(outcome.value, float) else outcome.value
