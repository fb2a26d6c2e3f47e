"""What a change of the law would do to the open cases: bounded in number and in time, nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from mingjing import law
from mingjing.cases import circumstances
from mingjing.cases.models import Case
from mingjing.cases.standing import Person
from mingjing.law.what_if import with_limits
from mingjing.rules.access import Reader
from mingjing.rules.trial import grounds

MOST = 100  # cases
SECONDS = 8.0


@dataclass(frozen=True)
class Touched:
    """An open case for which something comes out otherwise; `lost`/`gained` = acts that can(not) be done any more."""

    case: Case
    changes: tuple[tuple[str, str, str], ...]
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    stuck: bool


@dataclass(frozen=True)
class Sweep:
    """`whole` is False when there were more cases, or no time for all of them."""

    touched: tuple[Touched, ...]
    judged: int
    whole: bool


def open_cases(agency_id: int, *, visible_to: object = None) -> list[Case]:
    """Open cases of the agency, the next due first, one more than will be judged (1 query)."""
    rows = Case.objects.select_related("agency", "unit").filter(agency=agency_id, closed=False)
    if visible_to is not None:
        rows = rows.visible_to(visible_to)
    return list(rows.order_by("next_due", "pk")[: MOST + 1])


def sweep(cases: list[Case], before: law.Pack, after: law.Pack, at: datetime) -> Sweep:
    """Judge each case under both packs as at `at`. A case that the new law can't judge counts as stuck."""
    end = monotonic() + SECONDS
    touched, judged = [], 0
    for case in cases[:MOST]:
        if monotonic() > end:
            break
        judged += 1
        found = _touched(case, before, after, at)
        if found is not None:
            touched.append(found)
    return Sweep(tuple(touched), judged, judged == len(cases))


def _touched(case: Case, before: law.Pack, after: law.Pack, at: datetime) -> Touched | None:
    state = circumstances.state_of(case)
    context = circumstances.context_of(case, None, {}, at)
    if state.procedure not in before.procedures:
        return None
    old = {one.act.id: one for one in law.options(before, state, context) if one.possible}
    try:
        new = {one.act.id: one for one in law.options(after, state, context) if one.possible}
        changes = _changes(before, after, state, at)
    except law.LawError as fault:
        return Touched(case, (("判断", "可以判断", str(fault)),), (), (), True)
    lost = tuple(old[key].act.title for key in old if key not in new)
    gained = tuple(new[key].act.title for key in new if key not in old)
    if not (changes or lost or gained):
        return None
    stuck = any(map(_leads_on, old.values())) and not any(map(_leads_on, new.values()))
    return Touched(case, changes, lost, gained, stuck)


def _changes(
    before: law.Pack, after: law.Pack, state: law.CaseState, at: datetime
) -> tuple[tuple[str, str, str], ...]:
    old = {one.id: one for one in grounds(before, state, at)}
    told = []
    for new in grounds(after, state, at):
        was = old.get(new.id)
        if was is not None and was.holds != new.holds:
            told.append((new.title, "是" if was.holds else "否", "是" if new.holds else "否"))
    return tuple(told)


def _leads_on(option: law.Option) -> bool:
    """An act of certain stages; those that may be done at any time don't carry a case on."""
    return "*" not in option.act.stages


def of_limit(reader: Reader, person: Person, limit_id: str, value: object, now: datetime) -> Sweep:
    """The open cases that the person may see, if the limit had another value today."""
    pack = reader.library.on(law.law_day(now))
    cases = open_cases(reader.agency.pk, visible_to=person)
    return sweep(cases, pack, with_limits(pack, {limit_id: value}), now)
