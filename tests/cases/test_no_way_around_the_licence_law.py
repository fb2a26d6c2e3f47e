"""Licences: whatever gets on record was told, heard, reviewed, and is what was reviewed."""

from __future__ import annotations

from typing import Any

import pytest
from licence_matter import LicenceMatter, Revocation
from walking import Gap, Walk, slip_through, walk

pytestmark = pytest.mark.django_db(transaction=True)


class Licences(Walk):
    """A licence that concerns a school is granted; one that was got by fraud is taken back."""

    courses = (LicenceMatter, Revocation)
    decisive = ("legal_review", "grant_licence", "revoke_licence")
    drafting = "draft_licence_decision"
    changes = (
        ("draft_licence_decision", {"content": "经营全部危险化学品"}),
        ("draft_licence_decision", {"duties": "无"}),
        ("draft_licence_decision", {"grounds": "许可机关超越法定职权作出准予决定"}),
        ("draft_licence_decision", {"compensation": "不予补偿"}),
        ("draft_licence_decision", {"conclusion": "cancel"}),
        ("grant_licence", {"content": "经营全部危险化学品"}),
        ("grant_licence", {"valid_to": "2036-07-19"}),
        ("revoke_licence", {"compensation": "不予补偿"}),
    )

    def lawful_grant_licence(self, before: Any, decision: Any) -> None:
        self.is_what_was_reviewed(before, decision, "content", "duties", "valid_from", "valid_to")
        assert before.acts.get("tell_interested"), "those concerned were told before the decision"
        if before.acts.get("request_licence_hearing"):
            done = ("hold_licence_hearing", "refuse_licence_hearing", "waive_licence_hearing")
            assert any(before.acts.get(act) for act in done), "a hearing that was asked for is held"

    def lawful_revoke_licence(self, before: Any, decision: Any) -> None:
        self.is_what_was_reviewed(before, decision, "compensation")
        assert before.acts.get("tell_holder"), "the holder was told before the licence was taken back"
        told = before.acts["tell_holder"][-1]
        assert told["seq"] > before.acts[self.drafting][-1]["seq"], "the holder was told of this very draft"

    def is_what_was_reviewed(self, before: Any, decision: Any, *same: str) -> None:
        self.is_of_the_reviewed_draft(before, self.drafting)
        draft = before.acts[self.drafting][-1]
        for name in ("facts", "grounds", "basis", *same):
            assert decision.get(name) == draft.get(name), f"{name} was reviewed"


def test_no_path_to_an_unlawful_licence_decision(taken_up: Any) -> None:
    walk(Licences, taken_up, runs=10)


GATE = ("licence_needs_passed_legal_review",)
GAPS = (
    Gap(LicenceMatter, "grant_licence", GATE, "a major decision is reviewed", skipping=("submit_review", "legal_review")),
    Gap(LicenceMatter, "grant_licence", ("licence_grant_equals_draft", "licence_decision_equals_draft"), "content was reviewed",
        changed={"content": "经营全部危险化学品"}),
    Gap(Revocation, "revoke_licence", ("holder_told_before_taking_back",), "the holder was told", skipping=("tell_holder",)),
)  # fmt: skip


@pytest.mark.parametrize("gap", GAPS, ids=str)
def test_the_walk_sees_what_a_missing_check_lets_through(taken_up: Any, gap: Gap) -> None:
    with pytest.raises(AssertionError, match=gap.said):
        slip_through(Licences, taken_up, gap)
