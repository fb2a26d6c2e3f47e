"""Asking the door for something that it must not do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from everything import everything, speaks_chinese
from whole_case import Matter, at

from mingjing.cases.perform import perform
from mingjing.cases.refused import Refused

DRAFTS = {
    "penalty.ordinary": "draft_disposition",
    "licence.grant": "draft_licence_decision",
    "coercion.measure": "draft_measure",
    "coercion.execution": "draft_execution",
}


def refused(asked: Callable[[], object], *, of_law: bool = True) -> set[str]:
    """The ids of what stands in the way. Nothing may have changed; each sentence is one that a person understands.

    `of_law`: each finding then names its article and the way to mend it.
    """
    before = everything()
    with pytest.raises(Refused) as caught:
        asked()
    assert everything() == before
    for found in caught.value.findings:
        speaks_chinese(found.say)
        if of_law:
            assert found.citation, found.check
            assert found.mend, found.check
    return {found.check for found in caught.value.findings}


def submit(
    matter: Matter, act: str, on: str | datetime, who: str = "", *, officers: Any = None, **changed: Any
) -> Any:
    """Submit an act as the scenario fills it, with some fields changed, at a moment of one's choice."""
    payload = matter.payload(act, **changed)
    person = matter.bureau.users[who] if who else matter.actor(act)
    team = matter.officers(act) if officers is None else officers
    done = perform(
        matter.case, act, person, payload, officers=team, now=at(on) if isinstance(on, str) else on
    )
    matter.case = done.case
    return done


def approve(matter: Matter, act: str, on: str, who: str, step: str = "approve") -> Any:
    done = perform(matter.case, act, matter.bureau.users[who], step=step, now=at(on))
    matter.case = done.case
    return done


def plain(matter: Matter, act: str, on: str, who: str, **fields: Any) -> Any:
    """Submit an act that the scenario doesn't have."""
    done = perform(matter.case, act, matter.bureau.users[who], {"fields": fields}, now=at(on))
    matter.case = done.case
    return done


def redraft(matter: Matter, on: str, act: str = "", **changed: Any) -> None:
    """A new draft of the decision, approved by the head of the unit."""
    act = act or DRAFTS[matter.procedure]
    submit(matter, act, on, **changed)
    approve(matter, act, on, "ye")


def give_role(matter: Matter, alias: str, role: str) -> None:
    """A second role for somebody: small bureaus do that."""
    grant = matter.bureau.users[alias].grants.first()
    type(grant).objects.create(
        user=grant.user, role=role, agency=grant.agency, unit=grant.unit, from_day=grant.from_day
    )
    matter.bureau.users[alias] = type(grant.user).objects.get(pk=grant.user_id)
