"""The walk of `test_no_way_around_the_law` through licence matters: whatever gets on record was lawful."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from licence_matter import LicenceMatter, Revocation
from test_no_way_around_the_law import Bureau

from mingjing import law

pytestmark = pytest.mark.django_db(transaction=True)


class Licences(Bureau):
    """A licence that concerns a school: told, heard, reviewed."""

    matter_of = LicenceMatter
    starts = (
        "register_matter", "check_on_site", "review_licence_statement", "report_licence_hearing",
        "draft_licence_decision", "submit_review", "legal_review",
    )  # fmt: skip
    decision = "grant_licence"
    drafting = "draft_licence_decision"

    def changed_draft(self, which: int) -> dict[str, Any]:
        changed = ({"content": "经营全部危险化学品"}, {"duties": "无"}, {"valid_to": "2036-07-19"})[which]
        return self.matter.payload(self.drafting, **changed)["fields"]

    def decision_is_lawful(self, told: Any) -> None:
        """Looked for by hand, not by the checks: who decided, what was reviewed, who was heard."""
        before, decision = told.before, told.after.acts[self.decision][-1]
        assert [one["role"] for one in decision["approvals"]] == ["agency_head"]
        assert decision["approvals"][0]["by"] != decision["by"]
        draft = before.acts[self.drafting][-1]
        reviews = before.acts.get("legal_review", ())
        assert reviews, "a licence that concerns others is a major decision"
        assert reviews[-1]["outcome"] == "pass"
        assert reviews[-1]["seq"] > draft["seq"], "the review is of the very draft that was decided"
        involved = {draft["by"], *(one["by"] for one in draft["approvals"])}
        assert reviews[-1]["by"] not in involved | {one["id"] for one in before.facts["handlers"]}
        for name in ("facts", "grounds", "basis", *self.same):
            assert decision.get(name) == draft.get(name), name
        self.others_were_heard(before)

    same: tuple[str, ...] = ("content", "duties", "valid_from", "valid_to")

    def others_were_heard(self, before: Any) -> None:
        assert before.acts.get("tell_interested"), "those concerned were told before the decision"
        if before.acts.get("request_licence_hearing"):
            done = ("hold_licence_hearing", "refuse_licence_hearing", "waive_licence_hearing")
            assert any(before.acts.get(act) for act in done), "a hearing that was asked for is held"


class Revocations(Licences):
    """A licence got by fraud: told, reviewed, revoked."""

    matter_of = Revocation
    starts = (
        "register_matter",
        "verify_facts",
        "draft_licence_decision",
        "tell_holder",
        "submit_review",
        "legal_review",
    )
    decision = "revoke_licence"
    same = ("compensation",)

    def changed_draft(self, which: int) -> dict[str, Any]:
        changed = (
            {"grounds": "许可机关超越法定职权作出准予决定"},
            {"compensation": "不予补偿"},
            {"conclusion": "cancel"},
        )[which]
        return self.matter.payload(self.drafting, **changed)["fields"]

    def others_were_heard(self, before: Any) -> None:
        assert before.acts.get("tell_holder"), "the holder was told before the licence was taken back"
        assert before.acts["tell_holder"][-1]["seq"] > before.acts[self.drafting][-1]["seq"]


@pytest.mark.parametrize("walk", [Licences, Revocations])
def test_no_path_to_an_unlawful_licence_decision(empty_between_runs: Any, walk: type[Licences]) -> None:
    """Each run has a bureau and a matter of its own."""
    from hypothesis.stateful import run_state_machine_as_test

    class Emptied(walk):  # type: ignore[misc, valid-type]
        def teardown(self) -> None:
            empty_between_runs()

    run_state_machine_as_test(
        Emptied,
        settings=settings(
            max_examples=8, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_the_walk_would_find_a_licence_decision_without_review(bureau: Any) -> None:
    """The test above can fail: with the gate taken away, the looking by hand finds it."""
    matter = LicenceMatter(bureau)
    matter.go("draft_licence_decision")
    machine = Licences.__new__(Licences)
    before = law.CaseState.from_json(matter.case.state)
    decision = {"approvals": [{"role": "agency_head", "by": "9"}], "by": "1", "seq": 99}
    after = law.CaseState.from_json(
        {**before.to_json(), "acts": {**before.to_json()["acts"], "grant_licence": [decision]}}
    )
    told = type("Told", (), {"before": before, "after": after})()
    with pytest.raises(AssertionError, match="major decision"):
        machine.decision_is_lawful(told)
