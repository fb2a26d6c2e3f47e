"""The packs' own cases, act by act through `perform()`: what each act was filled with there is used here."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from case_bureau import Bureau

from mingjing.cases import proposals
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.perform import Performed, open_case, perform
from mingjing.rules.scenarios import prepared_of

CHINA = ZoneInfo("Asia/Shanghai")
LAYERS = ("cn", "cn-emergency")
# What the documents need beyond the scenario, which makes none.
MORE = {
    "register_clue": {"uscc": "91990105MA7K3X2QXQ"},
    "file_case": {"legal_rep": "周启明", "legal_rep_post": "经理"},
}
PARTS = ("evidence", "media", "reasons")
HOLDERS = {
    "handler": "lu",
    "unit_head": "ye",
    "legal_reviewer": "han",
    "agency_head": "cheng",
    "disclosure_officer": "mu",
    "archivist": "wen",
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


class Matter:
    """One case on its way, as the packs' scenario `scenario` has it: its acts with their times and fields."""

    scenario = "whole-case"
    # Who of the tests' bureau plays whom of the scenario.
    played_by: ClassVar[dict[str, str]] = {}

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        told = next(one for one in prepared_of(LAYERS) if one.scenario.id == self.scenario)
        self.procedure = told.procedure
        self.steps: list[dict[str, Any]] = deepcopy(list(told.steps))
        self.defaults: dict[str, Any] = deepcopy(dict(told.defaults))
        self.case: Case | None = None
        self.done: list[Performed] = []

    def go(self, last: str, *, before: bool = False) -> Performed:
        """Perform the acts that aren't done yet up to `last` (or up to the one before it)."""
        names = [step["act"] for step in self.steps]
        stop = names.index(last) + (0 if before else 1)
        way = self.bureau.resuming.way(self, stop) if self.bureau.resuming else None
        if way:
            way.resume()
        for step in self.steps[len(self.done) : stop]:
            self.done.append(self.act(step["act"]))
        if way:
            way.keep()
        return self.done[-1]

    def step(self, act: str) -> dict[str, Any]:
        return next(step for step in self.steps if step["act"] == act)

    def told_of(self, act: str) -> dict[str, Any]:
        """What the scenario says of an act: its first step, or what it would fill in if it had one."""
        return next((step for step in self.steps if step["act"] == act), self.defaults.get(act) or {})

    def payload(self, act: str, **changed: Any) -> dict[str, Any]:
        """What the scenario fills into an act, with people by id; `changed` replaces fields."""
        told = self.told_of(act)
        fields = {**told.get("fields", {}), **MORE.get(act, {}), **changed}
        known = self._act(act).fields
        for name, value in fields.items():
            kind = known[name].type if name in known else ""
            if kind == "officers" and value:
                fields[name] = [self._id_of(one) for one in value]
            if kind == "docref" and value and self.case:
                fields[name] = self.number_of(value)
        if self.case:
            fields |= proposals.confirmed(self._act(act).effect, self.case, fields)
        given = {"evidence": [], "media": [], **told}
        return {"fields": fields} | {part: given[part] for part in PARTS if part in given}

    def _id_of(self, one: Any) -> Any:
        return self.bureau.ids(self.played_by.get(one, one))[0] if isinstance(one, str) else one

    def number_of(self, form: str) -> str:
        """The number of the last document of a form, where one was issued."""
        made = [
            one["number"] for one in self.case.state["documents"] if one["form"] == form and one["number"]
        ]
        return made[-1] if made else form

    def officers(self, act: str) -> list[str]:
        return self.bureau.ids(*self.told_of(act).get("officers", []))

    def actor(self, act: str) -> Any:
        """The account that does an act: of the first role that may."""
        return self.bureau.users[HOLDERS[self._act(act).by[0]]]

    def act(self, name: str, *, approve: bool = True, actor: str = "", **kwargs: Any) -> Performed:
        """Submit an act as the scenario fills it and have it approved by everybody in turn."""
        when = at(self.step(name)["at"])
        fields = kwargs.pop("fields", {})
        given = {"officers": self.officers(name), "now": when, **kwargs}
        person = self.bureau.users[actor] if actor else self.actor(name)
        payload = self.payload(name, **fields)
        if self.case is None:
            done = open_case(self.procedure, name, person, self.bureau.agency, payload, **given)
        else:
            done = perform(self.case, name, person, payload, **given)
        self.case = done.case
        return self.approve(name, when) or done if approve else done

    def approve(self, name: str, when: datetime) -> Performed | None:
        """Every approval of an act, in its order, a minute apart."""
        done = None
        for place, role in enumerate(self._act(name).approvals, 1):
            head = self.bureau.users[HOLDERS[role]]
            done = perform(self.case, name, head, step="approve", now=when + timedelta(minutes=place))
            self.case = done.case
        return done

    def _act(self, name: str) -> Any:
        day = at(self.told_of(name).get("at", self.steps[0]["at"])).date()
        return library_of(self.bureau.agency).on(day).procedure(self.procedure).act(name)
