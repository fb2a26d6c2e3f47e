"""C6 for coercion: no major measure or execution round the review of that very draft.

The one exception is the urgent measure of 行政强制法 第19条, which is reported in 24 hours and reviewed afterwards.
"""

from __future__ import annotations

import pytest
from attacking import approve, give_role, plain, redraft, refused, submit
from coercion_matter import Court, Demolition, Measure, Substitute, Urgent
from whole_case import Matter, at

from mingjing.cases.perform import perform

pytestmark = pytest.mark.django_db(transaction=True)

GATE = "coercion_needs_passed_legal_review"
DECIDED = "2026-06-09T15:00"
URGENT = {
    "urgent": True,
    "urgent_ground": "harm",
    "urgent_reason": "当事人正在装车转移货物，来不及事先报告。",
    "approved_at": None,
    "basis": ["安全生产法 第65条第1款第4项"],
}


@pytest.fixture
def reviewed(begun):
    """A store to be sealed and its goods to be seized, reviewed: one step before the decision."""
    return begun(Measure, "legal_review")


def oppose(matter, on):
    submit(
        matter, "legal_review", on, outcome="oppose", opinion_kind="disagree",
        opinion="必要性没有证据，不同意采取强制措施。", suggestions="补充证据。",
    )  # fmt: skip


def test_draft_changed_after_the_review_needs_a_new_review(reviewed):
    redraft(reviewed, "2026-06-09T11:00", value="90000.00")
    assert GATE in refused(lambda: submit(reviewed, "decide_measure", DECIDED))


def test_draft_changed_while_the_decision_waits_for_approval(reviewed):
    submit(reviewed, "decide_measure", DECIDED)
    redraft(reviewed, "2026-06-09T15:10", targets="全部厂房")
    approve(reviewed, "decide_measure", "2026-06-09T15:20", "ye")
    assert GATE in refused(lambda: approve(reviewed, "decide_measure", "2026-06-09T15:30", "cheng"))


@pytest.mark.parametrize(
    "changed",
    [
        {"measures": ["seal"]},
        {"measures": ["seal", "seize", "other"]},
        {"value": "90000.00"},
        {"amount": "1000.00"},
        {"targets": "全部厂房"},
        {"facts": "当事人拒不配合检查"},
        {"basis": ["安全生产法 第65条第1款第3项"]},
        {"draft": 2},
    ],
)
def test_what_is_decided_is_what_was_reviewed(reviewed, changed):
    assert "coercion_equals_draft" in refused(lambda: submit(reviewed, "decide_measure", DECIDED, **changed))


def test_nothing_is_seized_without_a_decision_or_beyond_it(reviewed):
    early = {"approved_at": "2026-06-09T08:00:00+08:00"}
    assert "measure_as_decided" in refused(lambda: submit(reviewed, "seize", "2026-06-10T10:30", **early))
    reviewed.act("decide_measure")
    for changed in ({"value": "90000.00"}, {"start": "2026-06-09T10:00:00+08:00"}):
        found = refused(lambda changed=changed: submit(reviewed, "seize", "2026-06-10T10:30", **changed))
        assert "measure_as_decided" in found
    reviewed.act("seize")
    found = refused(lambda: submit(reviewed, "seize", "2026-06-10T11:30", items=[
        {"name": "油漆", "quantity": "9桶", "spec": "20升", "state": "完好", "seal": "0999", "value": "1.00"}], value="1.00"))  # fmt: skip
    assert "measure_as_decided" in found, "the second seizure exceeds what was decided"


def test_draft_after_the_decision_opens_nothing(reviewed):
    reviewed.act("decide_measure")
    redraft(reviewed, "2026-06-10T08:00", value="900000.00")
    assert "measure_as_decided" in refused(lambda: submit(reviewed, "seize", "2026-06-10T10:30"))


@pytest.mark.parametrize("changed", [{"measures": ["seize"]}, {"measures": ["seize"], "value": "100.00"}])
def test_opposing_opinion_is_not_got_round_by_a_smaller_measure(begun, changed):
    matter = begun(Measure, "submit_review")
    oppose(matter, "2026-06-09T10:00")
    redraft(matter, "2026-06-09T11:00", **changed)
    assert GATE in refused(lambda: submit(matter, "decide_measure", DECIDED, **changed))


def test_opposing_opinion_is_not_got_round_by_calling_it_urgent(begun):
    matter = begun(Measure, "submit_review")
    oppose(matter, "2026-06-09T10:00")
    found = refused(lambda: submit(matter, "seize", "2026-06-10T10:30", **URGENT))
    assert "urgent_not_after_refused_review" in found


def test_measure_that_was_drafted_is_not_urgent(begun):
    """第19条 is for what can't wait for a report: who drafted a proposal had the time."""
    matter = begun(Measure, "draft_measure")
    assert "urgent_not_after_refused_review" in refused(
        lambda: submit(matter, "seize", "2026-06-10T10:30", **URGENT)
    )


def test_urgent_measure_is_not_kept_without_report_approval_and_review(begun):
    matter = begun(Urgent, "seize")
    more = {
        "measure_no": "强1号",
        "original_due_on": "2026-07-08",
        "grounds": "案情复杂",
        "days": 30,
        "told_on": "2026-07-03",
    }
    found = refused(lambda: plain(matter, "extend_seizure", "2026-07-03T10:00", "lu", **more))
    assert {"urgent_kept_only_with_approval", "urgent_measure_reviewed_after"} <= found
    matter.act("report_urgent")
    found = refused(lambda: plain(matter, "extend_seizure", "2026-07-03T10:00", "lu", **more))
    assert found == {"urgent_measure_reviewed_after"}


def test_urgent_measure_is_approved_in_24_hours_not_later(begun):
    matter = begun(Urgent, "seize")
    submit(matter, "report_urgent", "2026-06-09T20:00")
    found = refused(lambda: approve(matter, "report_urgent", "2026-06-09T21:30", "cheng"))
    assert "urgent_approved_in_24_hours" in found


def test_no_major_measure_inside_a_penalty_case(begun):
    """Neither in the ordinary way nor as an urgent one: it has a case of its own, with its review."""
    matter = begun(Matter, "inquire")
    told = begun_measure_fields()
    for more in (
        {},
        {"urgent": True, "approved_at": None, "urgent_reported_at": "2026-06-08T10:30:00+08:00"},
    ):
        found = refused(
            lambda more=more: perform(
                matter.case, "seize", matter.bureau.users["lu"], {"fields": {**told, **more}, "media": [{"scene": "coe_seize"}]},
                officers=matter.bureau.ids("lu", "shen"), now=at("2026-06-08T11:00"),
            )
        )  # fmt: skip
        assert "major_measure_in_own_case" in found


def begun_measure_fields():
    return {
        "measure_no": "强9号", "measure": "seal", "facts": "仓库内违法储存稀释剂，存在现实危险", "basis": ["安全生产法 第65条第1款第4项"],
        "items": [{"name": "仓库", "spec": "间", "quantity": "1", "state": "完好", "seal": "09", "value": "0.00"}], "place": "柳堤路",
        "start": "2026-06-08T09:00:00+08:00", "end": "2026-06-08T10:00:00+08:00", "custody": "就地", "urgent": False,
        "approved_at": "2026-06-08T08:00:00+08:00", "party_present": True, "credential_shown": True, "recorder_on": True,
        "rights_told": True, "statement": "无", "list_given": True, "related_only": True, "read_and_signed": True,
    }  # fmt: skip


@pytest.mark.parametrize("alias", ["lu", "ye"])
def test_reviewer_has_not_drafted_or_approved_the_measure(bureau, alias):
    matter = Measure(bureau)
    give_role(matter, alias, "legal_reviewer")
    matter.go("submit_review")
    found = refused(lambda: submit(matter, "legal_review", "2026-06-09T10:00", alias, reviewer=[alias]))
    assert "reviewer_is_not_handler" in found


def test_only_the_head_approves_a_measure_and_never_an_own_submission(reviewed):
    give_role(reviewed, "lu", "agency_head")
    submit(reviewed, "decide_measure", DECIDED, "lu")
    approve(reviewed, "decide_measure", "2026-06-09T15:05", "ye")
    for who in ("lu", "shen", "ye", "han"):
        found = refused(lambda who=who: approve(reviewed, "decide_measure", "2026-06-09T15:10", who))
        assert found & {"role", "approval_turn"}
    assert approve(reviewed, "decide_measure", "2026-06-09T15:20", "cheng").took_effect


@pytest.mark.parametrize(
    ("kind", "act", "on"),
    [
        (Court, "apply_court", "2027-01-27T10:00"),
        (Demolition, "decide_execution", "2027-02-23T10:00"),
        (Substitute, "decide_substitute", "2027-02-01T10:00"),
    ],
)
def test_no_execution_without_the_review_of_its_last_draft(begun, kind, act, on):
    matter = begun(kind, "draft_execution")
    assert GATE in refused(lambda: submit(matter, act, on))
    matter.go("legal_review")
    redraft(matter, on, "draft_execution", necessity="改变执行方式的必要性，另行说明。")
    assert GATE in refused(lambda: submit(matter, act, on))


def test_review_of_one_way_of_execution_opens_no_other(begun):
    matter = begun(Court, "legal_review")
    told = begun_auction()
    assert "way_of_execution_drafted" in refused(
        lambda: plain(matter, "auction_goods", "2027-02-26T10:00", "lu", **told)
    )


def begun_auction():
    return {
        "goods": [{"name": "叉车", "quantity": "2台", "price": "150000.00"}], "measure_document": "（江云）应急查扣〔2026〕4号",
        "auctioneer": "江临公信拍卖有限公司", "auctioned_on": "2027-02-25", "proceeds": "128000.00", "offset": "128000.00",
        "treasury_account": "云湖区财政专户", "paid_to_treasury": True, "told_on": "2027-02-25",
    }  # fmt: skip
