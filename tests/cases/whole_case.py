"""The pack's own whole case, act by act through `perform()`: what each act was filled with there is used here."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from case_bureau import Bureau
from django.conf import settings

from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.perform import Performed, open_case, perform

CHINA = ZoneInfo("Asia/Shanghai")
PERSON_FIELDS = ("handlers", "reviewer")
# What the documents need beyond the scenario, which makes none.
MORE = {
    "register_clue": {"uscc": "91990105MA7K3X2QXQ"},
    "file_case": {"legal_rep": "周启明", "legal_rep_post": "经理"},
}


def scenario() -> dict[str, Any]:
    path = Path(settings.MINGJING_PACKS) / "cn-emergency/scenarios/whole_case.yaml"
    loader = type("Plain", (yaml.SafeLoader,), {"yaml_implicit_resolvers": {}})
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items():
        kept = [one for one in resolvers if one[0] != "tag:yaml.org,2002:timestamp"]
        loader.yaml_implicit_resolvers[first] = kept
    return yaml.load(path.read_text(encoding="utf-8"), loader)[0]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


class Matter:
    """One case on its way. `steps` are the acts of the scenario with their times and fields."""

    procedure = "penalty.ordinary"

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        self.told = scenario()
        self.steps: list[dict[str, Any]] = self.told["steps"]
        self.case: Case | None = None
        self.done: list[Performed] = []

    def go(self, last: str, *, before: bool = False) -> Performed:
        """Perform the acts that aren't done yet up to `last` (or up to the one before it)."""
        names = [step["act"] for step in self.steps]
        stop = names.index(last) + (0 if before else 1)
        for step in self.steps[len(self.done) : stop]:
            self.done.append(self.act(step["act"]))
        return self.done[-1]

    def step(self, act: str) -> dict[str, Any]:
        return next(step for step in self.steps if step["act"] == act)

    def payload(self, act: str, **changed: Any) -> dict[str, Any]:
        """What the scenario fills into an act, with people by id; `changed` replaces fields."""
        default = self.told["defaults"].get(act, {})
        fields = {
            **default.get("fields", {}),
            **self.step(act).get("fields", {}),
            **MORE.get(act, {}),
            **changed,
        }
        if self.case and fields.get("document"):
            fields["document"] = self.number_of(fields["document"])
        for name in PERSON_FIELDS:
            if name in fields:
                fields[name] = [self.bureau.ids(alias)[0] for alias in fields[name]]
        return {"fields": fields, "evidence": default.get("evidence", []), "media": default.get("media", [])}

    def number_of(self, form: str) -> str:
        """The number of the last document of a form, where one was issued."""
        made = [
            one["number"] for one in self.case.state["documents"] if one["form"] == form and one["number"]
        ]
        return made[-1] if made else form

    def officers(self, act: str) -> list[str]:
        return self.bureau.ids(*self.told["defaults"].get(act, {}).get("officers", []))

    def actor(self, act: str) -> Any:
        """The account that does an act: of the first role that may."""
        return self.bureau.users[self._holder(self._act(act).by[0])]

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
            head = self.bureau.users[self._holder(role)]
            done = perform(self.case, name, head, step="approve", now=when + timedelta(minutes=place))
            self.case = done.case
        return done

    def _act(self, name: str) -> Any:
        return (
            library_of(self.bureau.agency)
            .on(at(self.step(name)["at"]).date())
            .procedure(self.procedure)
            .act(name)
        )

    def _holder(self, role: str) -> str:
        first = {"handler": "lu", "unit_head": "ye", "legal_reviewer": "han", "agency_head": "cheng",
                 "disclosure_officer": "mu", "archivist": "wen"}  # fmt: skip
        return first[role]
