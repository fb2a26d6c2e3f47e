"""Which act waits for which: by the clocks that run between them and by the checks that bar one until the other is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..lengths import lasts
from ..pack import JudgedCheck, Pack
from ..procedure import Deadline, Procedure

COMMON = 4


@dataclass(frozen=True, slots=True)
class Link:
    """`source` comes before `target`. `kind`: "clock" (a period runs) or "gate" (a check demands it).

    `conditional`: the gate stands only in some cases. `back`: the way leads to an act that the pack names earlier.
    """

    source: str
    target: str
    kind: str
    conditional: bool = False
    back: bool = False


@dataclass(frozen=True, slots=True)
class Fork:
    """One of several acts is to be chosen within a period: `starts` -> `choices`."""

    id: str
    title: str
    lasts: str
    starts: tuple[str, ...]
    choices: tuple[str, ...]


def forks_of(pack: Pack, procedure: Procedure) -> tuple[Fork, ...]:
    """Limits and windows that several acts of one stage can end; those with the same choices are one fork."""
    found: dict[tuple[str, ...], Fork] = {}
    for rule in pack.deadlines.values():
        if rule.kind not in ("limit", "window") or rule.before:
            continue
        by_stage: dict[str, list[str]] = {}
        for act in _acts(procedure, rule.ends):
            by_stage.setdefault(procedure.by_id[act].stage, []).append(act)
        for choices in by_stage.values():
            if len(choices) > 1 and tuple(choices) not in found:
                starts = tuple(act for act in _acts(procedure, rule.starts) if act not in choices)
                made = Fork(f"{rule.id}.{choices[0]}", rule.title, lasts(pack, rule), starts, tuple(choices))
                found[tuple(choices)] = made
    return tuple(found.values())


def links_of(pack: Pack, procedure: Procedure) -> tuple[Link, ...]:
    """Each pair once: a clock says more than a gate, a gate for all cases more than one for some."""
    order = {act.id: place for place, act in enumerate(procedure.acts)}
    found: dict[tuple[str, str], Link] = {}
    for rule in pack.deadlines.values():
        for source, target in _runs(procedure, rule):
            found.setdefault(
                (source, target), Link(source, target, "clock", back=order[source] > order[target])
            )
    common = _common(pack, procedure)
    for act in procedure.acts:
        for judged in pack.checks_of(procedure, act):
            if judged.check.on_fail != "bar" or judged.check.id in common:
                continue
            for source in sorted(demands(judged) & procedure.by_id.keys(), key=lambda one: order[one]):
                if order[source] >= order[act.id]:
                    continue
                before = found.get((source, act.id))
                if before is None or before.conditional:
                    link = Link(source, act.id, "gate", bool(judged.check.when))
                    found[source, act.id] = link
    return tuple(found.values())


def _runs(procedure: Procedure, rule: Deadline) -> Iterable[tuple[str, str]]:
    if rule.before or rule.kind not in ("limit", "window", "wait"):
        return ()
    starts, ends = _acts(procedure, rule.starts), _acts(procedure, rule.ends)
    return ((source, target) for source in starts for target in ends if source != target)


def _common(pack: Pack, procedure: Procedure) -> set[str]:
    """Checks of so many acts that they say nothing about the order of any."""
    many = Counter(one.check.id for act in procedure.acts for one in pack.checks_of(procedure, act))
    return {check for check, count in many.items() if count > COMMON}


def demands(judged: JudgedCheck) -> set[str]:
    """Acts that a check names: as done or not done in its condition, or as the way to mend."""
    return {name for root, name in judged.names if root == "acts"} | {judged.check.mend_act}


def _acts(procedure: Procedure, references: Iterable[str]) -> list[str]:
    names = dict.fromkeys(name.partition(".")[0] for name in references)
    return [name for name in names if name in procedure.by_id]
