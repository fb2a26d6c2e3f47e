"""The demo's stories in the law room alone: the same moves, judged without a database, so that many days can be tried."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from mingjing import law
from mingjing.cases.importing.acting import Cast, Move, resolved
from mingjing.cases.payload import SHANGHAI
from mingjing.law.scenario_run import PureDriver
from mingjing.project.demo import told
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


def play(story: Story, library: law.Library, begun: date) -> list[str]:
    """Judge every move; what refuses one, as "case act: check" (empty = the whole story is lawful)."""
    driver = PureDriver(library, law.CaseState.new("penalty.ordinary"))
    for move in story.moves:
        found = driver.propose(*_asked(move, story, driver, library, begun))
        if not found.ok():
            return [f"{story.told.id} {move.step.act}: {one.check} {one.say}" for one in found.refusals]
    assert len(driver.records) == len(story.moves)
    return []


def _asked(
    move: Move, story: Story, driver: PureDriver, library: law.Library, begun: date
) -> tuple[law.Proposal, law.Context]:
    step, day = move.step, move.at.astimezone(SHANGHAI).date()
    act = library.on(day).procedure("penalty.ordinary").act(step.act)
    assert act is not None
    submitted = move.kind == "submit"
    by = step.by or CAST.who(act.by[0], story.people)
    role = move.role or next((one for one in act.by if by in CAST.roles.get(one, ())), act.by[0])
    actor = by if submitted else CAST.who(move.role, story.people)
    known = {alias: officer(alias, begun, day) for alias in PEOPLE}
    case: Any = SimpleNamespace(state={"documents": [dict(one) for one in driver.state.documents]})
    fields = {name: resolved(value, case, CAST) for name, value in step.fields.items()} if submitted else {}
    proposal = law.Proposal(
        act=step.act, step=move.kind, at=move.at, recorded_at=move.at, actor=law.ActorRef(actor, PEOPLE[actor]["name"], role),
        officers=[known[one] for one in step.officers] if submitted else [],
        fields={"reason": step.returned} if move.kind == "return" else fields,
        evidence=list(step.evidence) if submitted else [], media=list(step.media) if submitted else [],
        reasons=dict(step.reasons) if submitted else {},
    )  # fmt: skip
    agency = {**AGENCY["facts"], "name": AGENCY["name"], "prefix": AGENCY["prefix"]}
    return proposal, law.Context(now=move.at, agency=agency, officers=known)
