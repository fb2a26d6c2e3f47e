"""How a change of the law touches one open case: clocks that move, start or fall away, and acts newly barred."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .case_clocks import clocks
from .clocks import Clock
from .examine import Option, options
from .findings import Finding
from .pack import Pack
from .record import Context
from .state import CaseState


@dataclass(frozen=True, slots=True)
class Moved:
    """A running clock under the earlier and the later law; "" = there is none. Days are ISO dates (or instants)."""

    id: str
    title: str
    citation: str
    before: str
    after: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Barred:
    """An act of the stage that the case is in, with the checks that bar it under the later law only."""

    act: str
    title: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """What the later law changes for a case. Empty = nothing."""

    moved: tuple[Moved, ...]
    barred: tuple[Barred, ...]

    def __bool__(self) -> bool:
        return bool(self.moved or self.barred)


def touched(before: Pack, after: Pack, state: CaseState, context: Context) -> Touched:
    """Compare the case as both packs see it at `context.now`. Raises LawError as `clocks` and `options` do.

    Only what can be judged before a form is filled in counts as barring; checks of a form are named by the pack's
    own changes.
    """
    return Touched(
        tuple(_moved(before, after, state, context)), tuple(_barred(before, after, state, context))
    )


def _moved(before: Pack, after: Pack, state: CaseState, context: Context) -> list[Moved]:
    old, new = _running(before, state, context), _running(after, state, context)
    found = []
    for key in dict.fromkeys([*old, *new]):
        first, last = old.get(key), new.get(key)
        days = (first.due_iso if first else "", last.due_iso if last else "")
        if days[0] != days[1] or (first is None) != (last is None):
            shown = last or first
            assert shown is not None
            found.append(Moved(shown.id, shown.title, shown.citation, *days, shown.provisional))
    return found


def _running(pack: Pack, state: CaseState, context: Context) -> dict[tuple[str, str], Clock]:
    """Clocks that have started and not ended, by deadline and key."""
    if state.procedure not in pack.procedures:
        return {}
    return {
        (clock.id, clock.key): clock
        for clock in clocks(pack, state, context.calendar, context.now)
        if not clock.done
    }


def _barred(before: Pack, after: Pack, state: CaseState, context: Context) -> list[Barred]:
    old, new = _options(before, state, context), _options(after, state, context)
    found = []
    for act, option in new.items():
        earlier = {finding.check for finding in old[act].findings.bars} if act in old else {"stage"}
        more = tuple(finding for finding in option.findings.bars if finding.check not in earlier)
        if more and "stage" not in earlier:
            found.append(Barred(act, option.act.title, more))
    return found


def _options(pack: Pack, state: CaseState, context: Context) -> Mapping[str, Option]:
    if state.procedure not in pack.procedures:
        return {}
    nobody = replace(context, actor=None)
    return {option.act.id: option for option in options(pack, state, nobody)}
