"""C6, what an earlier threat model left open: grounds taken back, a first review denied, one person approving twice."""

from __future__ import annotations

import pytest
from attacking import approve, give_role, plain, redraft, refused, submit
from whole_case import Matter, at

from mingjing.agencies.models import Officer
from mingjing.cases.perform import perform
from mingjing.cases.refused import Refused

pytestmark = pytest.mark.django_db(transaction=True)

GATE = "decision_needs_passed_legal_review"
SMALL = {"fine": "20000.00"}
DECIDED = "2026-07-06T10:00"


@pytest.mark.parametrize("ground", ["complex", "public_interest", "major_rights", "social_risk"])
def test_declared_ground_is_not_taken_back_by_a_later_draft(begun, ground):
    matter = begun(Matter, "draft_disposition", before=True)
    redraft(matter, "2026-06-22T09:00", **SMALL, **{ground: True})
    redraft(matter, "2026-06-22T10:00", **SMALL, **{ground: False})
    assert matter.case.major
    assert GATE in refused(lambda: submit(matter, "decide", DECIDED, fine="20000.00"))


def test_declared_ground_is_not_taken_back_as_entered_by_mistake(begun):
    matter = begun(Matter, "draft_disposition", before=True)
    redraft(matter, "2026-06-22T09:00", **SMALL, complex=True)
    redraft(matter, "2026-06-22T10:00", **SMALL, complex=False)
    plain(matter, "add_review_scope", "2026-06-22T11:00", "lu", ground="社会关注")
    found = refused(lambda: plain(matter, "cancel_review_scope", "2026-06-22T11:10", "han", grounds="误列"))
    assert "scope_cannot_shrink" in found


def test_ground_of_a_draft_that_was_never_approved_binds_nobody(begun):
    """Only what the head of the unit approved was declared by the agency."""
    matter = begun(Matter, "draft_disposition", before=True)
    submit(matter, "draft_disposition", "2026-06-22T09:00", **SMALL, complex=True)
    perform(matter.case, "draft_disposition", matter.bureau.users["ye"], {"fields": {"reason": "不属于疑难复杂。"}}, step="return", now=at("2026-06-22T09:10"))  # fmt: skip
    matter.case.refresh_from_db()
    redraft(matter, "2026-06-22T10:00", **SMALL)
    assert not matter.case.major


def test_manual_addition_by_mistake_is_cancelled_on_record_and_by_the_head(begun):
    matter = begun(Matter, "draft_disposition", before=True)
    redraft(matter, "2026-06-22T09:00", **SMALL)
    plain(matter, "add_review_scope", "2026-06-22T10:00", "lu", ground="误以为属于目录")
    assert matter.case.major
    plain(matter, "cancel_review_scope", "2026-06-22T11:00", "han", grounds="不属于目录所列情形")
    assert matter.case.major
    approve(matter, "cancel_review_scope", "2026-06-22T11:10", "cheng")
    assert not matter.case.major
    done = matter.case.state["acts"]
    assert (len(done["add_review_scope"]), len(done["cancel_review_scope"])) == (1, 1)


def test_first_review_is_what_the_register_says(matter):
    """Neither qualified nor registered as having reviewed before, and says that it isn't the first time."""
    give_role(matter, "fang", "legal_reviewer")
    matter.go("submit_review")
    said = {"reviewer": ["fang"], "first_time": False, "legal_qualified": True}
    found = refused(lambda: submit(matter, "legal_review", "2026-06-25T10:00", "fang", **said))
    assert "legal_reviewer_qualified" in found
    officer = Officer.objects.get(user=matter.bureau.users["fang"])
    officer.reviewing_since = at("2026-06-25T00:00").date()
    officer.save()
    assert "legal_reviewer_qualified" in refused(
        lambda: submit(matter, "legal_review", "2026-06-25T10:00", "fang", **said)
    )
    officer.reviewing_since = at("2019-03-01T00:00").date()
    officer.save()
    with_register = _findings(lambda: submit(matter, "legal_review", "2026-06-25T10:00", "fang", **said))
    assert "legal_reviewer_qualified" not in with_register


def test_register_in_a_request_is_not_believed(matter):
    give_role(matter, "fang", "legal_reviewer")
    matter.go("submit_review")
    officer = Officer.objects.get(user=matter.bureau.users["fang"])
    claimed = [
        {
            "id": str(officer.pk),
            "name": officer.name,
            "legal_qualified": True,
            "reviewing_since": "2010-01-01",
        }
    ]
    payload = matter.payload("legal_review")
    payload["fields"] |= {"reviewer": claimed, "first_time": False, "legal_qualified": True}
    found = refused(
        lambda: perform(
            matter.case, "legal_review", matter.bureau.users["fang"], payload, now=at("2026-06-25T10:00")
        )
    )
    assert "legal_reviewer_qualified" in found


def test_one_person_with_two_roles_approves_once(matter):
    """The head of the unit also stands in for the head of the agency: somebody else has to."""
    give_role(matter, "ye", "agency_head")
    matter.go("draft_disposition", before=True)
    redraft(matter, "2026-06-22T09:00")
    plain(
        matter,
        "approve_departure",
        "2026-06-22T10:00",
        "lu",
        grounds="企业主动停产整改，按基准处罚明显过重。",
    )
    approve(matter, "approve_departure", "2026-06-22T10:10", "ye")
    found = refused(lambda: approve(matter, "approve_departure", "2026-06-22T10:20", "ye"))
    assert "approval_turn" in found
    assert approve(matter, "approve_departure", "2026-06-22T10:30", "cheng").took_effect


def test_who_approved_the_first_step_may_still_return_the_second(matter):
    give_role(matter, "ye", "agency_head")
    matter.go("draft_disposition", before=True)
    redraft(matter, "2026-06-22T09:00")
    plain(
        matter,
        "approve_departure",
        "2026-06-22T10:00",
        "lu",
        grounds="企业主动停产整改，按基准处罚明显过重。",
    )
    approve(matter, "approve_departure", "2026-06-22T10:10", "ye")
    done = perform(matter.case, "approve_departure", matter.bureau.users["ye"], {"fields": {"reason": "理由不充分。"}}, step="return", now=at("2026-06-22T10:20"))  # fmt: skip
    assert not done.took_effect


@pytest.mark.parametrize(
    "items",
    [
        [{"violation": "aq97_7", "whom": "org", "tier": "aq97_7.C", "low": "70000.00", "high": "100000.00", "amount": "80000.00"}],
        [{"violation": "aq101_3", "whom": "org", "tier": "aq97_2.C", "low": "70000.00", "high": "100000.00", "amount": "80000.00"}],
        [{"violation": "aq97_2", "whom": "org", "tier": "aq97_2.C", "low": "0.00", "high": "100000.00", "amount": "80000.00"}],
        [{"violation": "aq97_2", "whom": "org", "low": "0.00", "high": "100000.00", "amount": "80000.00"}],
        [{"violation": "aq101_3", "whom": "person", "low": "0.00", "high": "100000.00", "amount": "80000.00"}],
        [{"violation": "aq101_3", "whom": "org", "low": "0.00", "high": "100000.00", "amount": "40000.00"}],
    ],
    ids=["placeholder", "of another violation", "wider than the tier", "no tier though loaded", "not fined", "other sum"],
)  # fmt: skip
def test_discretion_is_not_what_somebody_types(begun, items):
    matter = begun(Matter, "draft_disposition", before=True)
    found = refused(lambda: submit(matter, "draft_disposition", "2026-06-22T09:00", discretion_items=items))
    assert found & {
        "field.discretion_items", "tier_of_this_violation", "range_of_the_tier", "loaded_benchmark_applied",
        "weighed_apart_added_up",
    }  # fmt: skip


def _findings(asked) -> set[str]:
    try:
        asked()
    except Refused as refusal:
        return {found.check for found in refusal.findings}
    return set()
