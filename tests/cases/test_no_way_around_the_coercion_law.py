"""Coercion: whatever is sealed, seized or taken down was drafted, reviewed and decided, or urgent and reported in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from coercion_matter import Court, Demolition, Measure, Substitute, Urgent
from walking import Gap, Walk, slip_through, walk

pytestmark = pytest.mark.django_db(transaction=True)


class Measures(Walk):
    """A store is sealed and its goods are seized; goods are seized by night, which is reported and approved."""

    courses = (Measure, Urgent)
    decisive = ("legal_review", "decide_measure", "seize")
    drafting = "draft_measure"
    changes = (
        ("draft_measure", {"measures": ["seize"]}),
        ("draft_measure", {"value": "90000.00"}),
        ("draft_measure", {"targets": "全部厂房"}),
        ("decide_measure", {"value": "90000.00"}),
        ("seize", {"value": "90000.00"}),
        ("seize", {"measure": "seal"}),
        ("report_urgent", {}),
    )

    def lawful_decide_measure(self, before: Any, decision: Any) -> None:
        draft = before.acts["draft_measure"][-1]
        reviews = before.acts.get("legal_review", ())
        if "seal" in draft["measures"] or any(one["outcome"] != "pass" for one in reviews[-1:]):
            self.is_of_the_reviewed_draft(before, "draft_measure")
        for name in ("facts", "targets", "basis", "measures", "value"):
            assert decision.get(name) == draft.get(name), f"{name} was reviewed"

    def lawful_seize(self, before: Any, seizure: Any) -> None:
        """Nothing major is done at once but what an officer calls urgent."""
        self.is_of_two_officers(seizure)
        if seizure["urgent"]:
            assert not before.acts.get("legal_review"), "no way past a review that was asked for"
            assert not before.acts.get("draft_measure"), "who had time for a draft had time for a report"
            assert len(seizure["urgent_reason"]) >= 10
            return
        assert before.acts.get("decide_measure"), "what is seized was decided"
        decided = before.acts["decide_measure"][-1]
        assert seizure["measure"] in decided["measures"], "what is done was decided"
        assert datetime.fromisoformat(seizure["start"]) >= datetime.fromisoformat(decided["at"])

    def lawful_report_urgent(self, before: Any, report: Any) -> None:
        seized = datetime.fromisoformat(before.acts["seize"][-1]["start"])
        approved = datetime.fromisoformat(report["approvals"][-1]["at"])
        assert approved - seized <= timedelta(hours=24), "approved within a day"


class Executions(Walk):
    """An unlawful building is taken down; a fine is taken to the court; spilt solvent is removed in the party's place."""

    courses = (Demolition, Court, Substitute)
    decisive = ("legal_review", "decide_execution", "apply_court", "decide_substitute")
    drafting = "draft_execution"
    changes = (
        ("draft_execution", {"ways": ["transfer_deposit"]}),
        ("draft_execution", {"facts": "当事人拒不配合"}),
        ("draft_execution", {"amount": "5000.00"}),
        ("decide_execution", {"ways": ["transfer_deposit"]}),
    )

    def lawful_decide_execution(self, before: Any, decision: Any) -> None:
        self.was_demanded_and_reviewed(before)
        draft = before.acts["draft_execution"][-1]
        for name in ("facts", "basis", "ways"):
            assert decision.get(name) == draft.get(name), f"{name} was reviewed"

    def was_demanded_and_reviewed(self, before: Any, _done: Any = None) -> None:
        self.is_of_the_reviewed_draft(before, "draft_execution")
        assert before.acts.get("serve_demand"), "the party was called on to perform"

    lawful_apply_court = lawful_decide_substitute = was_demanded_and_reviewed


@pytest.mark.parametrize("way", [Measures, Executions])
def test_no_path_to_unlawful_coercion(taken_up: Any, way: type[Walk]) -> None:
    walk(way, taken_up, runs=10)


GATE = ("coercion_needs_passed_legal_review",)
REVIEW = ("submit_review", "legal_review")
REVIEWED = "a major decision is reviewed"
GAPS = (
    (Measures, Gap(Measure, "decide_measure", GATE, REVIEWED, skipping=REVIEW)),
    (Measures, Gap(Measure, "decide_measure", ("coercion_equals_draft",), "value was reviewed", changed={"value": "1.00"})),
    (Measures, Gap(Measure, "seize", ("measure_as_decided",), "what is seized was decided", skipping=("decide_measure",),
                   changed={"approved_at": "2026-06-09T15:00:00+08:00"})),
    (Executions, Gap(Demolition, "decide_execution", GATE, REVIEWED, skipping=REVIEW)),
    (Executions, Gap(Court, "apply_court", GATE, REVIEWED, skipping=REVIEW)),
)  # fmt: skip


@pytest.mark.parametrize(("way", "gap"), GAPS, ids=[gap.said for _, gap in GAPS])
def test_the_walk_sees_what_a_missing_check_lets_through(taken_up: Any, way: type[Walk], gap: Gap) -> None:
    with pytest.raises(AssertionError, match=gap.said):
        slip_through(way, taken_up, gap)
