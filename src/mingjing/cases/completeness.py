"""How complete the case file is: what the checks of closing and archiving would say today, and what they said before.

The same checks that bar or score an act give the number; nothing is judged a second time elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mingjing import law
from mingjing.cases.rejudge import Rejudged

CLOSING = ("close_case", "archive_case")


@dataclass(frozen=True, slots=True)
class Deduction:
    """A failed check. `act` = the act of closing that it stands before, `owed_by` = ids of the roles that mend it."""

    finding: law.Finding
    points: float
    veto: bool
    act: law.Act
    owed_by: Sequence[str]


@dataclass(frozen=True)
class Completeness:
    """`points` of 100 after what is lost; `vetoes` are failed checks that fail the file as a whole."""

    points: int
    lost: Sequence[Deduction]
    judged: int

    @property
    def vetoes(self) -> Sequence[Deduction]:
        return [one for one in self.lost if one.veto]


@dataclass(frozen=True, slots=True)
class Happened:
    """A defect of an act that was done: the law let it pass with a reason (`reason`), or only counts it."""

    seq: int
    act: str
    finding: law.Finding
    points: float
    veto: bool
    reason: str


def of(pack: law.Pack, state: law.CaseState, context: law.Context) -> Completeness:
    """Judge the file as it stands by every check of closing and archiving that can be judged before the form."""
    procedure = pack.procedure(state.procedure)
    found: dict[str, tuple[law.Finding, law.Act]] = {}
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
        ahead = {item.check.id for item in pack.checks_of(procedure, act) if not item.needs_form}
        for one in law.examine(pack, at_closing, proposal, context).items:
            if one.check in ahead:
                found.setdefault(one.check, (one, act))
    lost = [_deduction(pack, procedure, one, act) for one, act in found.values() if not one.passed]
    return Completeness(max(0, round(100 - sum(one.points for one in lost))), lost, len(found))


def happened(rejudged: Iterable[Rejudged]) -> list[Happened]:
    """Defects that acts took effect with, oldest first; what was sent back or withdrawn is none."""
    found: list[Happened] = []
    waiting: dict[str, dict[str, Happened]] = {}
    for one in rejudged:
        act = one.entry.act
        if one.entry.step in ("return", "withdraw"):
            waiting.pop(act, None)
            continue
        waiting.setdefault(act, {}).update(_defects(one))
        if len(one.after.acts.get(act, ())) > len(one.before.acts.get(act, ())):
            found += waiting.pop(act).values()
    return found


def _defects(one: Rejudged) -> dict[str, Happened]:
    act = one.pack.procedure(one.before.procedure).act(one.entry.act)
    asked = one.before.pending.get(one.entry.act)
    reasons = {**(asked["reasons"] if asked else {}), **one.entry.reasons}
    return {
        bad.check: Happened(
            one.entry.seq,
            act.title if act else "",
            bad,
            *weight(one.pack, bad),
            str(reasons.get(bad.check, "")),
        )
        for bad in (*one.findings.reasons, *one.findings.scores)
        if bad.check in one.pack.checks
    }


def _deduction(pack: law.Pack, procedure: law.Procedure, one: law.Finding, act: law.Act) -> Deduction:
    mending = procedure.act(one.mend_act) if one.mend_act else None
    points, veto = weight(pack, one)
    return Deduction(one, points, veto, act, (mending or act).by)


def _closer(act: Any, context: law.Context) -> law.ActorRef:
    return law.ActorRef(id="", name="", role=act.by[0] if act.by else "", unit="")


def weight(pack: law.Pack, found: law.Finding) -> tuple[float, bool]:
    """Points lost and whether it is a veto; a failed check without points of its own costs two."""
    weighed = pack.checks[found.check].evaluation
    if weighed is None:
        return 2.0, False
    return (weighed.points or (10.0 if weighed.veto else 2.0)), weighed.veto
