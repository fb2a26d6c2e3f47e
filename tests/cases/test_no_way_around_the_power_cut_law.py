"""Power cuts: nothing is cut off that wasn't reviewed, discussed, decided and told a day before, or urgent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from coercion_matter import PowerCut, UrgentCut
from walking import Gap, Walk, slip_through, walk

pytestmark = pytest.mark.django_db(transaction=True)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Cuts(Walk):
    """The power of a quarry is cut; explosives are withheld within hours."""

    courses = (PowerCut, UrgentCut)
    decisive = ("decide_power_cut", "carry_out_power_cut", "lift_power_cut")
    drafting = "draft_power_cut"
    changes = (
        ("draft_power_cut", {"necessity": "约谈无效。"}),
        ("draft_power_cut", {"measures": ["power", "explosives"]}),
        ("draft_power_cut", {"households_unaffected": False}),
        ("decide_power_cut", {"measures": ["power", "explosives"]}),
        ("decide_power_cut", {"urgent": True}),
        ("decide_power_cut", {"principal": False}),
        ("serve_decision", {"notified_at": "2026-09-10T20:00:00+08:00"}),
        ("notify_supplier", {"measure": "explosives"}),
        ("carry_out_power_cut", {"start": "2026-09-10T10:00:00+08:00", "end": "2026-09-10T10:30:00+08:00"}),
        ("carry_out_power_cut", {"evacuated": False}),
        ("carry_out_power_cut", {"measure": "explosives"}),
        ("lift_power_cut", {}),
    )  # fmt: skip

    def lawful_decide_power_cut(self, before: Any, done: Any) -> None:
        for condition in ("major_hazard", "refused", "real_danger"):
            assert before.facts[condition], f"{condition} is a condition"
        assert done["households_unaffected"], "no household goes dark"
        assert done["principal"], "the head of the agency decides"
        draft = before.acts["draft_power_cut"][-1]
        assert set(done["measures"]) <= set(draft["measures"]), "what was drafted is decided"
        assert done.get("urgent", False) == draft["urgent"], "no more urgent than it was drafted"
        if not done.get("urgent"):
            self.is_of_the_reviewed_draft(before, "draft_power_cut")
            discussed = before.acts.get("deliberate", ())
            assert discussed, "the heads discussed it"
            assert discussed[-1]["agreed"], "the heads agreed"
            assert discussed[-1]["seq"] > draft["seq"], "the heads discussed this very draft"

    def lawful_notify_supplier(self, before: Any, done: Any) -> None:
        assert before.acts.get("decide_power_cut"), "decided before the supplier is told"
        assert done["measure"] in before.acts["decide_power_cut"][-1]["measures"], (
            "what the supplier is told was decided"
        )

    def lawful_carry_out_power_cut(self, before: Any, done: Any) -> None:
        self.is_of_two_officers(done)
        assert before.acts.get("decide_power_cut"), "what is cut off was decided"
        decided = before.acts["decide_power_cut"][-1]
        assert done["measure"] in decided["measures"], "nothing is cut off that wasn't decided"
        assert before.acts.get("serve_decision"), "the firm was told in writing"
        assert any(one["measure"] == done["measure"] for one in before.acts.get("notify_supplier", ())), (
            "so was the supplier"
        )
        told = before.acts["serve_decision"][-1]
        if done["measure"] == "power" and not decided.get("urgent"):
            assert moment(done["start"]) - moment(told["notified_at"]) >= timedelta(hours=24), (
                "told a day before"
            )
            assert moment(told["notified_at"]) >= moment(decided["submitted_at"]), "told after it was decided"
        assert done["evacuated"], "nobody is left inside"
        assert done["safety_confirmed"], "cutting off makes no new danger"
        assert done["daytime"] or decided.get("urgent"), "not by night"

    def lawful_lift_power_cut(self, before: Any, done: Any) -> None:
        if done["ground"] == "performed":
            assert any(one["complied"] for one in before.acts.get("record_compliance", ())), (
                "that it was performed is on record"
            )

    def lawful_close_case(self, before: Any, done: Any) -> None:
        assert before.acts.get("lift_power_cut"), "what was cut off is on again"
        cut, lifted = (before.acts.get(act, ()) for act in ("carry_out_power_cut", "lift_power_cut"))
        assert not cut or lifted[-1]["seq"] > cut[-1]["seq"], "what was cut off is on again"


def test_no_path_to_an_unlawful_power_cut(taken_up: Any) -> None:
    walk(Cuts, taken_up, runs=10)


REVIEW = ("submit_review", "legal_review")
GAPS = (
    Gap(PowerCut, "decide_power_cut", ("power_cut_reviewed", "deliberation_after_review"), "a major decision is reviewed", skipping=REVIEW),
    Gap(PowerCut, "decide_power_cut", ("power_cut_deliberated",), "the heads discussed it", skipping=("deliberate",)),
    Gap(PowerCut, "decide_power_cut", ("power_cut_households",), "no household", changed={"households_unaffected": False}),
    Gap(PowerCut, "carry_out_power_cut", ("power_cut_notice",), "told a day before",
        changed={"start": "2026-09-10T10:00:00+08:00", "end": "2026-09-10T10:30:00+08:00"}),
    Gap(PowerCut, "carry_out_power_cut", ("power_cut_written_notice",), "the firm was told in writing", skipping=("serve_decision",)),
    Gap(PowerCut, "carry_out_power_cut", ("power_cut_written_notice",), "so was the supplier", skipping=("notify_supplier",)),
    Gap(PowerCut, "carry_out_power_cut", ("power_cut_officers",), "two officers with valid cards", team=("lu", "tang")),
    Gap(PowerCut, "carry_out_power_cut", ("power_cut_safe",), "nobody is left inside", changed={"evacuated": False}),
    Gap(PowerCut, "lift_power_cut", ("power_cut_lift_grounded",), "that it was performed", skipping=("record_compliance",)),
)  # fmt: skip


@pytest.mark.parametrize("gap", GAPS, ids=str)
def test_the_walk_sees_what_a_missing_check_lets_through(taken_up: Any, gap: Gap) -> None:
    with pytest.raises(AssertionError, match=gap.said):
        slip_through(Cuts, taken_up, gap)
