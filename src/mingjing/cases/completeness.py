"""How complete the case file is: what the checks of closing and archiving would say today.

The same checks that bar or score the closing give the number; nothing is judged a second time elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mingjing import law

CLOSING = ("close_case", "archive_case")


@dataclass(frozen=True)
class Completeness:
    """`points` of 100 after what is lost; `vetoes` are failed checks that fail the file as a whole."""

    points: int
    lost: Sequence[Any]
    vetoes: Sequence[Any]
    judged: int


def of(pack: law.Pack, state: law.CaseState, context: law.Context) -> Completeness:
    """Judge the file as it stands by every check of closing and archiving that can be judged before the form."""
    procedure = pack.procedure(state.procedure)
    found: dict[str, Any] = {}
    for act_id in CLOSING:
        act = procedure.act(act_id)
        if act is None:
            continue
        proposal = law.Proposal(
            act=act.id, at=context.now, recorded_at=context.now, actor=_closer(act, context)
        )
        at_closing = replace(
            state, stage=act.stages[0] if act.stages[0] != "*" else state.stage, closed=False
        )
        for one in law.examine(pack, at_closing, proposal, context).items:
            if one.check in pack.checks:
                found.setdefault(one.check, one)
    failed = [one for one in found.values() if not one.passed]
    vetoes = [one for one in failed if _weight(pack, one)[1]]
    lost = sum(_weight(pack, one)[0] for one in failed)
    return Completeness(max(0, round(100 - lost)), failed, vetoes, len(found))


def _closer(act: Any, context: law.Context) -> law.ActorRef:
    return law.ActorRef(id="", name="", role=act.by[0] if act.by else "", unit="")


def _weight(pack: law.Pack, found: Any) -> tuple[float, bool]:
    """Points lost and whether it is a veto; a failed check without points of its own costs two."""
    weighed = pack.checks[found.check].evaluation
    if weighed is None:
        return 2.0, False
    return (weighed.points or (10.0 if weighed.veto else 2.0)), weighed.veto
