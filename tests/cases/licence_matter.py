"""The packs' licence cases, act by act through `perform()`, as `Matter` does it for a penalty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from case_bureau import Bureau
from django.conf import settings
from whole_case import Matter

from mingjing.law.scenario import prepare, read_scenarios

FOLDER = Path(settings.MINGJING_PACKS) / "cn-emergency/scenarios"
PEOPLE = ("handlers", "reviewer", "host")
# Who of the tests' bureau plays whom of the scenarios.
PLAYED_BY = {"qin": "fang"}


class LicenceMatter(Matter):
    """A licence matter on its way, as the scenario `scenario` of the packs has it."""

    procedure = "licence.grant"
    scenario = "licence-heard-and-reviewed"

    def __init__(self, bureau: Bureau) -> None:
        super().__init__(bureau)
        known = {one.id: one for one in read_scenarios(FOLDER / "licence_cases.yaml")}
        prepared = prepare(known[self.scenario], known)
        self.steps = [dict(step) for step in prepared.steps]
        self.told = {"defaults": dict(prepared.defaults), "steps": self.steps}

    def payload(self, act: str, **changed: Any) -> dict[str, Any]:
        """What the scenario fills into the act's first step; `changed` replaces fields."""
        step = next((one for one in self.steps if one["act"] == act), {})
        fields = {**step.get("fields", {}), **changed}
        if self.case and fields.get("document"):
            fields["document"] = self.number_of(fields["document"])
        for name in PEOPLE:
            if name in fields:
                fields[name] = [
                    self.bureau.ids(PLAYED_BY.get(one, one))[0] if isinstance(one, str) else one
                    for one in fields[name] or ()
                ]
        return {"fields": fields, "evidence": step.get("evidence", []), "media": step.get("media", [])}

    def officers(self, act: str) -> list[str]:
        return self.bureau.ids(*self.step(act).get("officers", []))


class Revocation(LicenceMatter):
    """A licence that was got by fraud is taken back."""

    scenario = "licence-revoked"
