"""The packs' scenarios through the whole system: accounts, database, documents, vault, records, cached state.

The same file that `mingjing scenario run` plays in the pure law room is played here by accounts of a bureau made for
it. It runs in a database of its own, never in one that holds real matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mingjing import law
from mingjing.law.scenario import Prepared
from mingjing.law.scenario_run import Result, run

if TYPE_CHECKING:
    from mingjing.cases.scenario_bureau import Stage

# What documents print and pure scenarios, which make none, leave out.
PRINTED = {"register_clue": {"uscc": "91990105MA7K3X2QXQ"}, "file_case": {"legal_rep": "周启明"}}
SCRATCH = ("mingjing_scenario", "mingjing_test")


def run_through_perform(prepared: Prepared, library: law.Library) -> Result:
    """Run one prepared scenario through `perform` and say in what it differs from what is expected."""
    from mingjing.cases.scratch import scratch_database

    given = prepared.given
    if given.facts or given.party:
        said = (
            "情景预设了案情（given.facts 或者 given.party），只能在法规包内运行；请改由步骤产生这些事实。",
        )
        return Result(prepared.scenario.id, prepared.scenario.title, said, len(prepared.steps), None)
    with scratch_database(SCRATCH):
        from mingjing.cases.scenario_bureau import set_the_stage

        return run(prepared, library, PerformDriver(set_the_stage(prepared, library), prepared.procedure))


class PerformDriver:
    """Plays each step as the account of its officer."""

    def __init__(self, stage: Stage, procedure: str) -> None:
        self.stage, self.procedure = stage, procedure
        self.case: Any = None

    @property
    def state(self) -> law.CaseState:
        """The cached state, which the tests compare with the replay elsewhere."""
        if self.case is None:
            return law.CaseState.new(self.procedure)
        return law.CaseState.from_json(self.case.state)

    def propose(self, proposal: law.Proposal, context: law.Context) -> law.Findings:
        """Perform the step; what refuses it comes back as findings."""
        told = context.elsewhere.get("visits", ())
        with self.stage.occupied(proposal.conflicts), self.stage.visited(self.case, told):
            return self._perform(proposal)

    def _perform(self, proposal: law.Proposal) -> law.Findings:
        from mingjing.cases.perform import open_case, perform
        from mingjing.cases.refused import Refused

        given = {
            "officers": [self.stage.officer_id(one.id) for one in proposal.officers],
            "now": proposal.recorded_at,
            "role": proposal.actor.role,
        }
        person = self.stage.user(proposal.actor)
        try:
            if proposal.born and self.case is not None:
                return self._give_birth(proposal, person, given)
            if self.case is None:
                done = open_case(
                    self.procedure, proposal.act, person, self.stage.agency, self._payload(proposal),
                    unit=self.stage.unit, **given,
                )  # fmt: skip
            else:
                payload = self._payload(proposal)
                done = perform(self.case.pk, proposal.act, person, payload, step=proposal.step, **given)
        except Refused as refusal:
            return law.Findings(tuple(_as_finding(found) for found in refusal.findings))
        self.case = done.case
        return law.Findings(tuple(done.findings), {}, frozenset(proposal.reasons))

    def _give_birth(self, proposal: law.Proposal, person: Any, given: Mapping[str, Any]) -> law.Findings:
        """Open the case whose birth the step records: `born.fields` fill what its first form doesn't begin with."""
        from mingjing.cases.births import beginnings
        from mingjing.cases.models import Case
        from mingjing.cases.perform import open_case

        pack = self.stage.library.on(law.law_day(proposal.at))
        opened = self._act(proposal).upon_birth
        first = next(act for act in pack.procedure(opened).acts if act.starts_case)
        _, found = beginnings(person, self.case.pk)
        begins = next((one.begins for one in found if one.procedure == opened), {})
        more = {
            name: self._value(first, name, value) for name, value in proposal.born.get("fields", {}).items()
        }
        payload = {"fields": {**begins, **more}, "at": proposal.at}
        open_case(
            opened, first.id, person, self.stage.agency, payload,
            unit=self.stage.unit, parent=self.case.pk, **{**given, "role": first.by[0]},
        )  # fmt: skip
        self.case = Case.objects.select_related("agency").get(pk=self.case.pk)
        return law.Findings(())

    def _payload(self, proposal: law.Proposal) -> dict[str, Any]:
        """The proposal as a face would send it: people by their ids in the register, documents by their numbers."""
        from mingjing.cases import proposals

        if proposal.step != "submit":
            return {"fields": dict(proposal.fields)}
        act = self._act(proposal)
        fields = {name: self._value(act, name, value) for name, value in proposal.fields.items()}
        for name, value in PRINTED.get(proposal.act, {}).items():
            fields.setdefault(name, value)
        if self.case is not None and act is not None:
            fields |= proposals.confirmed(act.effect, self.case, fields)
        return {
            "fields": fields,
            "evidence": [dict(one) for one in proposal.evidence],
            "media": [dict(one) for one in proposal.media],
            "reasons": dict(proposal.reasons),
            "at": proposal.at,
        }

    def _act(self, proposal: law.Proposal) -> Any:
        pack = self.stage.library.on(law.law_day(proposal.at))
        return pack.procedure(self.procedure).act(proposal.act)

    def _value(self, act: Any, name: str, value: Any) -> Any:
        kind = act.fields[name].type if act and name in act.fields else ""
        if kind == "officers" and isinstance(value, list):
            return [self._officer(one) for one in value]
        if kind == "docref":
            made = [one["number"] for one in self.state.documents if one["form"] == value and one["number"]]
            return made[-1] if made else value
        return value

    def _officer(self, one: Any) -> Any:
        alias = one.get("id") if isinstance(one, Mapping) else one
        return self.stage.officer_id(alias) if alias in self.stage.officers else one


def _as_finding(found: Any) -> law.Finding:
    if isinstance(found, law.Finding):
        return found
    return law.Finding(found.check, found.title, found.citation, "bar", False, found.say, found.mend)
