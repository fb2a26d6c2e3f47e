"""Visits: nobody is inspected without approval, beyond what was published, more often than the cap, or by one officer."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import Any

import pytest
from hypothesis.stateful import rule
from on_site_matter import PaperVisit, UrgentVisit, Visit
from walking import Gap, Walk, slip_through, walk

from mingjing.cases.models import Case
from mingjing.cases.refused import Refused

pytestmark = pytest.mark.django_db(transaction=True)
# What the national pack and the sector's lay down for a firm of general risk.
MOST_IN_A_YEAR = 1
COUNTED = ("daily", "special")
PUBLISHED = {
    "ins_responsibility", "ins_training", "ins_special_operation", "ins_equipment", "ins_hazard_sources",
    "ins_hidden_danger", "ins_dangerous_work", "ins_contracting", "ins_emergency_plan",
}  # fmt: skip
URGENT = {
    "urgency": "群众反映厂区起火，不立即进入可能造成人员伤亡。", "reported_to": {"name": "程见深"}, "oral_consent": True,
    "reported_at": "2026-09-02T10:00:00+08:00", "entered_at": "2026-09-02T10:30:00+08:00",
}  # fmt: skip


class Visits(Walk):
    """Of the plan; at once, because gas leaks; by papers in the office."""

    courses = (Visit, UrgentVisit, PaperVisit)
    decisive = ("scan_entry", "inspect_site", "feed_back")
    changes = (
        ("approve_inspection", {"items": ["ins_training", "ins_energy_storage"]}),
        ("approve_inspection", {"no_quota": False}),
        ("enter_urgently", URGENT),
        ("enter_urgently", {**URGENT, "oral_consent": False}),
        ("inspect_site", {"third_party": True}),
        (
            "inspect_site",
            {"checklist": [{"item": "ins_equipment", "point": "报警装置", "result": "conform"}]},
        ),
        ("feed_back", {"result": "normal", "problems": None}),
        ("close_case", {"rectified": False}),
        ("order_onsite_measure", {"major_hazard": False}),
    )

    @rule()
    def others_visit_the_same_firm(self) -> None:
        """Once in a run: it takes the last visit of the year, if that is still to be had."""
        if not getattr(self, "others", False):
            self.others = True
            with contextlib.suppress(Refused):  # this case was first
                Visit(self.matter.bureau).go("scan_entry")

    def lawful_approve_inspection(self, before: Any, done: Any) -> None:
        assert set(done["items"]) <= PUBLISHED, "only what was published is inspected"
        assert done["no_quota"], "not for a quota"
        self.is_within_the_cap(before, done)

    def lawful_backfill_approval(self, before: Any, done: Any) -> None:
        assert set(done["items"]) <= PUBLISHED, "only what was published is inspected"

    def lawful_enter_urgently(self, before: Any, done: Any) -> None:
        assert done["oral_consent"], "the head agreed"
        assert (
            len(
                {one["id"] for one in done["handlers"]}
                & set(self.ids("lu", "shen", "ye", "xu", "fang", "han", "cheng"))
            )
            >= 2
        )

    def is_approved(self, before: Any, _done: Any = None) -> None:
        approved = before.acts.get("approve_inspection") or before.acts.get("backfill_approval")
        urgent = before.acts.get("enter_urgently")
        assert approved or (urgent and urgent[-1]["oral_consent"]), "the head approved the inspection"

    lawful_notify_inspection = lawful_check_remotely = is_approved

    def lawful_scan_entry(self, before: Any, done: Any) -> None:
        self.is_of_two_officers(done)
        self.is_approved(before)
        self.is_within_the_cap(before, done)

    def lawful_inspect_site(self, before: Any, done: Any) -> None:
        self.is_of_two_officers(done)
        self.is_approved(before)
        self.is_within_the_cap(before, done)
        urgent = before.acts.get("enter_urgently")
        assert urgent or before.acts.get("notify_inspection"), "the firm was given the notice"
        assert urgent or before.acts.get("scan_entry"), "the entry was registered"
        assert not done.get("third_party"), "officers inspect, nobody in their place"
        looked_at = {one["item"] for one in done["checklist"]}
        assert looked_at <= PUBLISHED & set(before.facts["inspection_items"]), (
            "nothing beyond what was approved"
        )

    def is_within_the_cap(self, before: Any, done: Any) -> None:
        if before.facts.get("visited_on") or before.facts["inspection_kind"] not in COUNTED:
            return
        year = date.fromisoformat(done["at"][:10]).year
        others = Case.objects.exclude(pk=self.case.pk).filter(party_code=self.case.party_code)
        facts = [one.state["facts"] for one in others]
        visits = [one for one in facts if str(one.get("visited_on", "")).startswith(f"{year}-")]
        counted = [
            one for one in visits if one["inspection_kind"] in COUNTED and one["visited_on"] <= done["at"]
        ]
        assert len(counted) < MOST_IN_A_YEAR, "no visit above the yearly cap"

    def lawful_feed_back(self, before: Any, done: Any) -> None:
        sites = before.acts.get("inspect_site", ())
        looked = [*sites, *before.acts.get("check_remotely", ())]
        assert (
            looked
            or before.acts.get("record_obstruction")
            or done["result"] in {"unreachable", "not_operating"}
        )
        assert not sites or before.acts.get("scan_entry"), "an entry that nobody registered has no result"
        if before.acts.get("enter_urgently"):
            assert before.acts.get("backfill_approval"), "the approval was got afterwards"
        if any(one.get("violation_found") or one.get("problems") for one in looked):
            assert done["result"] != "normal", "what was found is told"
            followed = ("order_rectification", "order_onsite_measure", "hand_over_violation")
            assert any(before.acts.get(act) for act in followed), "what was found is followed up"

    def lawful_order_onsite_measure(self, before: Any, done: Any) -> None:
        self.is_of_two_officers(done)
        if set(done["measures"]) != {"remove_now"}:
            assert done["major_hazard"], "people are ordered out only where the hazard is great"
            assert done["unsafe"]

    def lawful_close_case(self, before: Any, done: Any) -> None:
        assert before.acts.get("feed_back"), "the firm was told the result"
        assert not before.facts.get("measure_active"), "no measure goes on after the end"
        if before.acts.get("order_rectification"):
            assert before.facts.get("rectified") or before.acts.get("hand_over_violation"), (
                "put right or handed over"
            )

    def lawful_publish_inspection_result(self, before: Any, done: Any) -> None:
        assert done["secrecy_checked"] in {"public", "partial"}, "what is secret stays so"


def test_no_path_to_an_unlawful_visit(taken_up: Any) -> None:
    walk(Visits, taken_up, runs=10)


ITEM = [{"item": "ins_equipment", "point": "报警装置", "result": "conform"}]
GAPS = (
    Gap(Visit, "approve_inspection", ("inspection_item_published",), "only what was published",
        changed={"items": ["ins_energy_storage"]}),
    Gap(Visit, "scan_entry", ("inspection_frequency",), "no visit above the yearly cap", meanwhile=(Visit, "scan_entry")),
    Gap(Visit, "inspect_site", ("inspection_within_items",), "nothing beyond what was approved", changed={"checklist": ITEM}),
    Gap(Visit, "inspect_site", ("two_officers",), "two officers with valid cards", team=("lu",)),
    Gap(Visit, "inspect_site", ("inspection_scan_code",), "the entry was registered", skipping=("scan_entry",)),
    Gap(UrgentVisit, "feed_back", ("inspection_backfilled",), "the approval was got afterwards", skipping=("backfill_approval",)),
    Gap(Visit, "close_case", ("inspection_rechecked", "rectification_rechecked"), "put right or handed over", skipping=("recheck_rectification",)),
)  # fmt: skip


@pytest.mark.parametrize("gap", GAPS, ids=str)
def test_the_walk_sees_what_a_missing_check_lets_through(taken_up: Any, gap: Gap) -> None:
    with pytest.raises(AssertionError, match=gap.said):
        slip_through(Visits, taken_up, gap)
