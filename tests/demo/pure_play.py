"""The demo's stories in the law room alone: the same moves, judged without a database, so that many days can be tried."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from mingjing import law
from mingjing.cases.importing.acting import Cast, resolved
from mingjing.cases.payload import SHANGHAI
from mingjing.law.scenario_run import PureDriver
from mingjing.project.demo import told
from mingjing.project.demo.load import Event, in_order
from mingjing.project.demo.story import Story

AGENCY = told.bureau()["agency"]
PEOPLE: Mapping[str, Mapping[str, Any]] = told.bureau()["people"]


def roles() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for alias, person in PEOPLE.items():
        for role in person["roles"]:
            found.setdefault(role, []).append(alias)
    return found


CAST = Cast(SimpleNamespace(**AGENCY), dict.fromkeys(PEOPLE), {alias: alias for alias in PEOPLE}, roles())


def officer(alias: str, begun: date, day: date) -> law.OfficerRef:
    person = PEOPLE[alias]
    first, last = (begun + timedelta(days=n) for n in person.get("valid", (0, -1)))
    return law.OfficerRef(
        alias, person["name"], person.get("card", ""), first <= day <= last, bool(person.get("auxiliary")),
        bool(person.get("legal_qualified")), last.isoformat(),
    )  # fmt: skip


def play(told_cases: Sequence[Story], library: law.Library, begun: date) -> list[str]:
    """Judge every move in the order of time; what refuses one, as "case act: check" (empty = all stories are lawful).

    A story goes on no further than its first refused move; what is born of it then is missing its parent's act.
    """
    return _played(told_cases, library, begun)[1]


def drivers_of(
    told_cases: Sequence[Story], library: law.Library, begun: date
) -> Mapping[uuid.UUID, PureDriver]:
    """The stories as played, by id."""
    return _played(told_cases, library, begun)[0]


def _played(
    told_cases: Sequence[Story], library: law.Library, begun: date
) -> tuple[dict[uuid.UUID, PureDriver], list[str]]:
    drivers = {story.id: PureDriver(library, law.CaseState.new(story.told.procedure)) for story in told_cases}
    said: dict[uuid.UUID, list[str]] = {}
    for event in in_order(told_cases):
        story, move = event.story, event.move
        if story.id in said:
            continue
        begins, carried = _born(event, drivers, library)
        found = drivers[story.id].propose(*_asked(event, begins, carried, drivers[story.id], library, begun))
        if not found.ok():
            said[story.id] = [
                f"{story.told.id} {move.step.act}: {one.check} {one.say}" for one in found.refusals
            ]
    for story in told_cases:
        assert story.id in said or len(drivers[story.id].records) == len(story.moves)
    return drivers, [line for lines in said.values() for line in lines]


def _born(
    event: Event, drivers: Mapping[uuid.UUID, PureDriver], library: law.Library
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the first move of a born case begins with, and the evidence that comes along."""
    parent = event.story.parent
    if parent is None or event.place:
        return {}, []
    state, at = drivers[parent].state, event.move.at
    births = law.births(library.on(at.astimezone(SHANGHAI).date()), state, at, AGENCY["facts"])
    birth = next((one for one in births if one.procedure == event.story.told.procedure), None)
    assert birth is not None, f"{event.story.told.id} is not born of {event.story.told.born_of}"
    return dict(birth.begins), [dict(one) for one in state.evidence]


def _asked(
    event: Event, begins: Mapping[str, Any], carried: Sequence[dict[str, Any]], driver: PureDriver,
    library: law.Library, begun: date,
) -> tuple[law.Proposal, law.Context]:  # fmt: skip
    move, story = event.move, event.story
    step, day = move.step, move.at.astimezone(SHANGHAI).date()
    act = library.on(day).procedure(story.told.procedure).act(step.act)
    assert act is not None, (story.told.procedure, step.act)
    submitted = move.kind == "submit"
    by = step.by or CAST.who(act.by[0], story.people)
    role = move.role or next((one for one in act.by if by in CAST.roles.get(one, ())), act.by[0])
    actor = by if submitted else CAST.who(move.role, story.people)
    known = {alias: officer(alias, begun, day) for alias in PEOPLE}
    case: Any = SimpleNamespace(state={"documents": [dict(one) for one in driver.state.documents]})
    told_fields = {name: resolved(value, case, CAST) for name, value in step.fields.items()}
    fields = {**begins, **told_fields} if submitted else {}
    proposal = law.Proposal(
        act=step.act, step=move.kind, at=move.at, recorded_at=move.at, actor=law.ActorRef(actor, PEOPLE[actor]["name"], role),
        officers=[known[one] for one in step.officers] if submitted else [],
        fields={"reason": step.returned} if move.kind == "return" else fields,
        evidence=[*carried, *step.evidence] if submitted else [], media=list(step.media) if submitted else [],
        reasons=dict(step.reasons) if submitted else {},
    )  # fmt: skip
    agency = {**AGENCY["facts"], "name": AGENCY["name"], "prefix": AGENCY["prefix"]}
    # each enterprise is visited once in these stories
    return proposal, law.Context(now=move.at, agency=agency, officers=known, elsewhere={"visits": []})
