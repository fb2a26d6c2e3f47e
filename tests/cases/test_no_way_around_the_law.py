"""Penalties: random acts by random people, and no decision without what the law wants before it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from walking import Gap, Walk, slip_through, walk
from whole_case import Matter

pytestmark = pytest.mark.django_db(transaction=True)
MAJOR = Decimal(50_000)  # from this fine on a decision of the bureau is a major one


class Penalties(Walk):
    """A fine of 80 000, so that it is a major decision."""

    courses = (Matter,)
    decisive = ("legal_review", "deliberate", "decide")
    drafting = "draft_disposition"
    changes = (
        ("draft_disposition", {"fine": "70000.00"}),
        ("draft_disposition", {"fine": "99000.00"}),
        ("draft_disposition", {"fine": "20000.00", "band_min": "10000.00"}),
        ("decide", {"fine": "99000.00"}),
    )

    def lawful_decide(self, before: Any, decision: Any) -> None:
        draft = before.acts["draft_disposition"][-1]
        reviews = before.acts.get("legal_review", ())
        if Decimal(draft.get("fine") or 0) >= MAJOR or any(one["outcome"] != "pass" for one in reviews[-1:]):
            self.is_of_the_reviewed_draft(before, "draft_disposition")
        assert before.acts.get("serve_notice"), "the party was told before the decision"
        assert decision["fine"] == draft["fine"], "what was reviewed is decided"
        assert before.acts.get("deliberate"), "the heads discussed it"


def test_no_path_to_an_unlawful_decision(taken_up: Any) -> None:
    walk(Penalties, taken_up)


GATE = ("decision_needs_passed_legal_review", "deliberation_after_review")
GAPS = (
    Gap(Matter, "decide", GATE, "a major decision is reviewed", skipping=("submit_review", "legal_review")),
    Gap(Matter, "decide", ("decision_equals_draft",), "what was reviewed is decided", changed={"fine": "1.00"}),
    Gap(Matter, "decide", ("collective_discussion",), "the heads discussed it", skipping=("deliberate",)),
)  # fmt: skip


@pytest.mark.parametrize("gap", GAPS, ids=str)
def test_the_walk_sees_what_a_missing_check_lets_through(taken_up: Any, gap: Gap) -> None:
    with pytest.raises(AssertionError, match=gap.said):
        slip_through(Penalties, taken_up, gap)
