"""C6 for licences: nothing is granted, refused, revoked or cancelled round the review of that very draft."""

from __future__ import annotations

import pytest
from attacking import approve, give_role, plain, redraft, refused, submit
from licence_matter import LicenceMatter, Revocation

pytestmark = pytest.mark.django_db(transaction=True)

DECIDED = "2026-07-13T10:00"
REVOKED = "2026-06-24T10:00"
GATE = "licence_needs_passed_legal_review"


@pytest.fixture
def reviewed(begun):
    """A licence that concerns a school, heard and reviewed: one step before the decision."""
    return begun(LicenceMatter, "grant_licence", before=True)


@pytest.fixture
def to_revoke(begun):
    """A licence got by fraud, the holder told, reviewed: one step before the decision."""
    return begun(Revocation, "revoke_licence", before=True)


def test_draft_changed_after_the_review_needs_a_new_review(reviewed):
    redraft(reviewed, "2026-07-10T09:00", content="经营全部危险化学品")
    assert GATE in refused(lambda: submit(reviewed, "grant_licence", DECIDED))


def test_draft_changed_while_the_decision_waits_for_approval(reviewed):
    submit(reviewed, "grant_licence", DECIDED)
    redraft(reviewed, "2026-07-13T10:30", duties="无")
    assert GATE in refused(lambda: approve(reviewed, "grant_licence", "2026-07-13T11:00", "cheng"))


@pytest.mark.parametrize(
    "changed",
    [
        {"content": "经营全部危险化学品"},
        {"duties": None},
        {"duties": "每月报送库存"},
        {"valid_to": "2036-07-19"},
        {"valid_from": "2026-07-13"},
        {"facts": "申请人没有事故记录"},
        {"grounds": "符合产业政策和规划要求"},
        {"basis": ["行政许可法 第34条"]},
        {"draft": 2},
    ],
)
def test_what_is_granted_is_what_was_reviewed(reviewed, changed):
    found = refused(lambda: submit(reviewed, "grant_licence", DECIDED, **changed))
    assert found & {"licence_decision_equals_draft", "licence_grant_equals_draft"}


@pytest.mark.parametrize(
    ("act", "more"),
    [
        ("refuse_licence", {"decided_on": "2026-07-13"}),
        ("revoke_licence", {"decided_on": "2026-07-13", "kind": "revoke", "cert_no": "无", "heard": "无", "compensation": "无"}),
        ("cancel_licence", {"decided_on": "2026-07-13", "ground": "other", "cert_no": "无", "certificate": "无"}),
    ],
)  # fmt: skip
def test_review_of_a_grant_opens_no_other_decision(reviewed, act, more):
    assert "licence_decision_of_the_proposed_kind" in refused(
        lambda: plain(reviewed, act, DECIDED, "lu", **more)
    )


def test_licence_that_concerns_others_stays_one(reviewed):
    """Nothing that comes later takes it out of the scope."""
    redraft(reviewed, "2026-07-10T09:00", public_interest=False, complex=False, social_risk=False)
    assert reviewed.case.major
    assert GATE in refused(lambda: submit(reviewed, "grant_licence", DECIDED))
    told = {"grounds": "误列"}
    found = refused(lambda: plain(reviewed, "cancel_review_scope", DECIDED, "han", **told))
    assert "scope_cannot_shrink" in found


def test_opposing_opinion_is_not_got_round_by_a_smaller_licence(begun):
    matter = begun(LicenceMatter, "submit_review")
    submit(
        matter, "legal_review", "2026-07-08T10:00", outcome="oppose", opinion_kind="disagree",
        opinion="安全距离的结论没有依据，不同意准予许可。", suggestions="补充实测。",
    )  # fmt: skip
    redraft(matter, "2026-07-09T09:00", content="经营氢氧化钠（票据经营，不储存）")
    assert GATE in refused(lambda: submit(matter, "grant_licence", DECIDED))


@pytest.mark.parametrize("alias", ["lu", "ye"])
def test_reviewer_has_not_examined_drafted_or_approved(bureau, alias):
    matter = LicenceMatter(bureau)
    give_role(matter, alias, "legal_reviewer")
    matter.go("submit_review")
    found = refused(lambda: submit(matter, "legal_review", "2026-07-08T10:00", alias, reviewer=[alias]))
    assert {"licence_reviewer_apart", "reviewer_is_not_handler"} <= found


def test_one_who_only_checked_on_site_does_not_review(bureau):
    """The examiners of the site are found by the record of the check, not by the list of handlers."""
    matter = LicenceMatter(bureau)
    give_role(matter, "xu", "legal_reviewer")
    matter.go("check_on_site", before=True)
    submit(
        matter, "check_on_site", matter.step("check_on_site")["at"], officers=matter.bureau.ids("lu", "xu")
    )
    matter.done.append(None)
    matter.go("submit_review")
    found = refused(lambda: submit(matter, "legal_review", "2026-07-08T10:00", "xu", reviewer=["xu"]))
    assert "licence_reviewer_apart" in found


def test_only_the_head_decides_and_never_an_own_submission(reviewed):
    give_role(reviewed, "lu", "agency_head")
    submit(reviewed, "grant_licence", DECIDED, "lu")
    for who in ("lu", "shen", "ye", "han"):
        found = refused(lambda who=who: approve(reviewed, "grant_licence", "2026-07-13T10:10", who))
        assert found & {"role", "approval_turn"}
    assert approve(reviewed, "grant_licence", "2026-07-13T10:20", "cheng").took_effect


def test_decision_dated_before_its_review(reviewed):
    found = refused(lambda: submit(reviewed, "grant_licence", DECIDED, decided_on="2026-07-07"))
    assert "licence_dates_in_order" in found


def test_revocation_is_reviewed_and_what_was_reviewed(to_revoke):
    found = refused(lambda: submit(to_revoke, "revoke_licence", REVOKED, kind="withdraw"))
    assert "licence_decision_of_the_proposed_kind" in found
    redraft(to_revoke, "2026-06-23T10:00", revocation_ground="abuse", compensation="依法给予赔偿五十万元")
    found = refused(lambda: submit(to_revoke, "revoke_licence", REVOKED))
    assert {GATE, "holder_told_before_taking_back"} <= found


def test_licence_is_not_taken_back_as_a_cancellation(begun):
    """注销 is not major by itself: it can't be proposed where a licence is to be taken back, nor done before that."""
    matter = begun(Revocation, "verify_facts")
    found = refused(
        lambda: submit(
            matter,
            "draft_licence_decision",
            "2026-06-10T10:00",
            conclusion="cancel",
            cancellation_ground="other",
        )
    )
    assert "licence_conclusion_fits_matter" in found
    matter.go("draft_licence_decision")
    assert {GATE, "licence_decision_of_the_proposed_kind"} <= refused(
        lambda: submit(matter, "cancel_licence", "2026-06-26T11:00")
    )


def test_licence_that_stands_is_not_changed_by_the_agency_itself(reviewed):
    reviewed.act("grant_licence")
    told = {
        "change": "revoked", "by_body": reviewed.bureau.agency.name, "document_no": "江云撤字1号",
        "changed_on": "2026-07-14", "grounds": "发现不符合条件",
    }  # fmt: skip
    found = refused(lambda: plain(reviewed, "amend_licence_decision", "2026-07-14T10:00", "lu", **told))
    assert "own_licence_change_is_a_new_matter" in found
    told = {
        "document": "license_decision",
        "wrong": "二百平方米",
        "right": "二十平方米",
        "substantive": True,
        "grounds": "笔误",
    }
    found = refused(lambda: plain(reviewed, "correct_licence_paper", "2026-07-14T10:00", "lu", **told))
    assert "licence_correction_only_clerical" in found
