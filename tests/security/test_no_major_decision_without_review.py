"""C6: no decision of a major case without a passed legal review of that very draft, whatever is tried."""

from __future__ import annotations

import pytest
from attacking import approve, give_role, plain, redraft, refused, submit
from whole_case import Matter

pytestmark = pytest.mark.django_db(transaction=True)

DECIDED = "2026-07-06T10:00"
GATE = "decision_needs_passed_legal_review"


@pytest.fixture
def reviewed(begun):
    """A fine of 80 000, reviewed and passed, deliberated: one step before the decision."""
    return begun(Matter, "decide", before=True)


def test_draft_changed_after_the_review_needs_a_new_review(reviewed):
    redraft(reviewed, "2026-07-06T09:00", fine="99000.00")
    assert GATE in refused(lambda: submit(reviewed, "decide", DECIDED))


def test_draft_changed_while_the_decision_waits_for_approval(reviewed):
    submit(reviewed, "decide", DECIDED)
    redraft(reviewed, "2026-07-06T10:30", fine="99000.00")
    assert GATE in refused(lambda: approve(reviewed, "decide", "2026-07-06T11:00", "cheng"))


@pytest.mark.parametrize(
    "changed",
    [
        {"fine": "90000.00"},
        {"fine": "20000.00"},
        {"penalty_kinds": ["fine", "order_stop"]},
        {"penalty_kinds": ["warning"], "fine": None},
        {"confiscation": "300000.00"},
        {"confiscated_value": "300000.00"},
        {"draft": 2},
    ],
)
def test_content_of_the_decision_is_that_of_the_reviewed_draft(reviewed, changed):
    assert "decision_equals_draft" in refused(lambda: submit(reviewed, "decide", DECIDED, **changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"penal": ["安全生产法 第101条第1项"]},
        {"violated": ["安全生产法 第44条"]},
        {"facts": "当事人未按规定设置安全警示标志。"},
        {"tier": "一般"},
    ],
)
def test_facts_and_basis_of_the_decision_are_those_that_were_reviewed(reviewed, changed):
    assert "decision_basis_equals_draft" in refused(lambda: submit(reviewed, "decide", DECIDED, **changed))


def test_draft_below_the_threshold_then_a_higher_decision(reviewed):
    redraft(reviewed, "2026-07-06T09:00", fine="20000.00", band_min="10000.00")
    assert "decision_equals_draft" in refused(lambda: submit(reviewed, "decide", DECIDED, fine="80000.00"))


def test_fine_of_an_earlier_draft_is_not_that_of_a_draft_without_a_fine(reviewed):
    redraft(reviewed, "2026-07-06T09:00", penalty_kinds=["warning"], fine=None)
    found = refused(lambda: submit(reviewed, "decide", DECIDED, penalty_kinds=["warning"], fine="80000.00"))
    assert "decision_equals_draft" in found


def test_review_that_was_not_passed_is_not_got_round_by_a_smaller_fine(begun):
    """审核未通过的，不得作出决定: a lower draft after an opposing opinion goes to review again."""
    matter = begun(Matter, "submit_review")
    submit(
        matter, "legal_review", "2026-06-25T10:00", outcome="oppose", opinion_kind="disagree",
        opinion="主要事实不清，证据不足，建议补充调查后重新提出拟处理意见。", suggestions="补充调查。",
    )  # fmt: skip
    redraft(matter, "2026-06-25T15:00", fine="20000.00", band_min="10000.00")
    matter.done.extend([None] * 1)
    for act in ("notify_penalty", "serve_notice", "waive_statement", "waive_hearing", "deliberate"):
        matter.act(act)
    assert GATE in refused(lambda: submit(matter, "decide", DECIDED))


def test_scope_that_the_rules_put_a_case_into_is_not_cancelled(begun):
    matter = begun(Matter, "draft_disposition")
    found = refused(lambda: plain(matter, "cancel_review_scope", "2026-06-22T11:00", "han", grounds="误列"))
    assert "scope_cannot_shrink" in found
    plain(matter, "add_review_scope", "2026-06-22T11:10", "lu", ground="社会关注")
    found = refused(lambda: plain(matter, "cancel_review_scope", "2026-06-22T11:20", "han", grounds="误列"))
    assert "scope_cannot_shrink" in found


def test_scope_cancelled_after_an_opposing_opinion_opens_nothing(begun):
    matter = begun(Matter, "draft_disposition", before=True)
    plain(matter, "add_review_scope", "2026-06-22T09:00", "lu", ground="社会关注")
    redraft(matter, "2026-06-22T10:00", fine="20000.00", band_min="10000.00")
    matter.done.append(None)
    matter.act("submit_review")
    submit(
        matter, "legal_review", "2026-06-25T10:00", outcome="oppose", opinion_kind="disagree",
        opinion="主要事实不清，证据不足，建议补充调查后重新提出拟处理意见。", suggestions="补充调查。",
    )  # fmt: skip
    plain(matter, "cancel_review_scope", "2026-06-25T11:00", "han", grounds="人工误列")
    approve(matter, "cancel_review_scope", "2026-06-25T11:10", "cheng")
    for act in ("notify_penalty", "serve_notice", "waive_statement", "waive_hearing", "deliberate"):
        matter.act(act)
    assert GATE in refused(lambda: submit(matter, "decide", DECIDED))


def test_reviewer_is_not_a_handler_of_the_case(matter):
    give_role(matter, "lu", "legal_reviewer")
    matter.go("submit_review")
    found = refused(lambda: submit(matter, "legal_review", "2026-06-25T10:00", "lu", reviewer=["lu"]))
    assert "reviewer_is_not_handler" in found
    found = refused(lambda: submit(matter, "legal_review", "2026-06-25T10:00", "lu", reviewer=["han"]))
    assert "reviewer_is_not_handler" in found


def test_reviewer_has_not_drafted_or_approved_what_is_reviewed(matter):
    """The head of the unit, who approved the draft and its submission, reviews it in a second role."""
    give_role(matter, "ye", "legal_reviewer")
    matter.go("submit_review")
    found = refused(lambda: submit(matter, "legal_review", "2026-06-25T10:00", "ye", reviewer=["ye"]))
    assert "reviewer_is_not_handler" in found


def test_reviewer_signs_in_person_and_is_qualified_by_the_register(matter):
    give_role(matter, "fang", "legal_reviewer")
    matter.go("submit_review")
    for reviewer in (["han"], ["fang"]):
        found = refused(
            lambda reviewer=reviewer: submit(
                matter, "legal_review", "2026-06-25T10:00", "fang", reviewer=reviewer, first_time=True
            )
        )
        assert found & {"legal_reviewer_qualified", "reviewer_signs_in_person"}
    found = refused(lambda: submit(matter, "legal_review", "2026-06-25T10:00", "fang", reviewer=["han"]))
    assert "reviewer_signs_in_person" in found


def test_review_without_submission_and_of_another_draft(begun):
    matter = begun(Matter, "draft_disposition")
    assert "reviewed_as_submitted" in refused(lambda: submit(matter, "legal_review", "2026-06-22T11:00"))
    matter.act("submit_review")
    redraft(matter, "2026-06-24T10:00", fine="90000.00")
    assert {"review_of_latest_draft"} <= refused(
        lambda: submit(matter, "legal_review", "2026-06-25T10:00", draft=1)
    )
    assert {"reviewed_as_submitted"} <= refused(
        lambda: submit(matter, "legal_review", "2026-06-25T10:00", draft=2)
    )


def test_one_point_answered_eight_times_is_not_eight_points(begun):
    matter = begun(Matter, "submit_review")
    same = [{"point": "authority", "result": "pass"}] * 8
    found = refused(lambda: submit(matter, "legal_review", "2026-06-25T10:00", points=same))
    assert "review_points_all_answered" in found


def test_decision_dated_before_its_review(reviewed):
    found = refused(lambda: submit(reviewed, "decide", DECIDED, decided_on="2026-06-24"))
    assert "decision_date_in_order" in found


def test_only_the_head_approves_and_never_an_own_submission(reviewed):
    give_role(reviewed, "lu", "agency_head")
    submit(reviewed, "decide", DECIDED, "lu")
    for who in ("lu", "shen", "ye", "han"):
        found = refused(lambda who=who: approve(reviewed, "decide", "2026-07-06T10:10", who))
        assert found & {"role", "approval_turn"}
    assert approve(reviewed, "decide", "2026-07-06T10:20", "cheng").took_effect


def test_agency_that_changes_its_own_decision_does_not_raise_the_fine(reviewed):
    """A heavier decision is a new decision: with notice, review and deliberation of its own."""
    reviewed.act("decide")
    told = {
        "change": "changed", "by_body": "江临市云湖区应急管理局", "document_no": "江云改字1号", "changed_on": "2026-07-08",
        "fine": "900000.00", "grounds": "量罚过轻",
    }  # fmt: skip
    found = refused(lambda: plain(reviewed, "amend_decision", "2026-07-08T10:00", "lu", **told))
    assert "own_change_not_heavier" in found
