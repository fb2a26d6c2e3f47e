"""The packs' cases of coercion, act by act through `perform()`, as `Matter` does it for a penalty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from case_bureau import Bureau
from django.conf import settings
from whole_case import MORE, PERSON_FIELDS, Matter

from mingjing.law.scenario import prepare, read_scenarios

FOLDER = Path(settings.MINGJING_PACKS) / "cn-emergency/scenarios"


class Measure(Matter):
    """A seizure, reviewed and decided, as the scenario `scenario` of the packs has it."""

    procedure = "coercion.measure"
    scenario = "measure-case"

    def __init__(self, bureau: Bureau) -> None:
        super().__init__(bureau)
        known = {one.id: one for path in FOLDER.glob("*.yaml") for one in read_scenarios(path)}
        prepared = prepare(known[self.scenario], known)
        self.steps = [dict(step) for step in prepared.steps]
        self.told = {"defaults": dict(prepared.defaults), "steps": self.steps}

    def payload(self, act: str, **changed: Any) -> dict[str, Any]:
        """What the scenario fills into the act's first step; `changed` replaces fields."""
        step = next((one for one in self.steps if one["act"] == act), {})
        fields = {**step.get("fields", {}), **MORE.get(act, {}), **changed}
        if self.case and fields.get("document"):
            fields["document"] = self.number_of(fields["document"])
        for name in PERSON_FIELDS:
            if name in fields:
                fields[name] = [
                    self.bureau.ids(one)[0] if isinstance(one, str) else one for one in fields[name] or ()
                ]
        return {"fields": fields, "evidence": step.get("evidence", []), "media": step.get("media", [])}

    def officers(self, act: str) -> list[str]:
        return self.bureau.ids(*self.step(act).get("officers", []))


class Urgent(Measure):
    """A seizure on the spot by night, reported and approved, reviewed afterwards."""

    scenario = "urgent-measure-case"


class Unpaid(Measure):
    """A penalty whose fine isn't paid, up to the demand."""

    procedure = "penalty.ordinary"
    scenario = "court-case"


class Court(Measure):
    """A fine that isn't paid: demand, review, application to the court."""

    procedure = "coercion.execution"
    scenario = "execution-case"


class Demolition(Measure):
    """An unlawful building is taken down by an agency that has the power."""

    procedure = "coercion.execution"
    scenario = "demolition-case"


class Substitute(Measure):
    """Spilt solvent is removed in the party's place."""

    procedure = "coercion.execution"
    scenario = "substitute-case"
