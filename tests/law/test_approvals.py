"""An act with approvals takes effect with the last one; the submitter never approves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mingjing import law


@pytest.fixture
def submitted(matter):
    matter.must("register", "2026-03-02T08:00", fields={"cause": "甲", "party": "乙"})
    matter.must("file_case", "2026-03-02T09:00", fields={"filed_on": "2026-03-02"})
    return matter


def test_nothing_takes_effect_before_the_last_approval(submitted):
    assert submitted.state.stage == "clue"
    assert submitted.state.pending["file_case"]["next_role"] == "unit_head"
    submitted.must("file_case", "2026-03-02T10:00", "ye", "unit_head", step="approve")
    assert "file_case" not in submitted.state.acts
    assert submitted.state.pending["file_case"]["next_role"] == "agency_head"
    submitted.must(
        "file_case", "2026-03-03T10:00", "cheng", "agency_head", step="approve", fields={"opinion": "同意"}
    )
    done = submitted.state.acts["file_case"][-1]
    assert submitted.state.stage == "investigation"
    assert (done["by"], done["at"], done["submitted_at"]) == (
        "lu",
        "2026-03-03T10:00:00+08:00",
        "2026-03-02T09:00:00+08:00",
    )
    assert [(approval["role"], approval["by"]) for approval in done["approvals"]] == [
        ("unit_head", "ye"),
        ("agency_head", "cheng"),
    ]
    assert done["approvals"][1]["opinion"] == "同意"
    assert not submitted.state.pending


def test_approvals_come_in_order(submitted, refused):
    findings = submitted.examine("file_case", "2026-03-02T10:00", "cheng", "agency_head", step="approve")
    assert refused(findings) == {"role"}
    assert "由承办机构负责人审批" in findings.bars[0].say


def test_who_submitted_does_not_approve(submitted, refused):
    assert refused(submitted.examine("file_case", "2026-03-02T10:00", "lu", "unit_head", step="approve")) == {
        "approval_turn"
    }


def test_what_waits_is_not_submitted_again(submitted, refused):
    again = submitted.examine("file_case", "2026-03-02T10:00", fields={"filed_on": "2026-03-02"})
    assert refused(again) == {"pending"}


def test_nothing_to_approve(filed, refused):
    assert refused(filed.examine("extend_case", "2026-03-03", "cheng", "agency_head", step="approve")) == {
        "pending"
    }


def test_a_return_says_why(submitted, refused):
    bare = submitted.examine("file_case", "2026-03-02T10:00", "ye", "unit_head", step="return")
    assert refused(bare) == {"field.reason"}
    submitted.must(
        "file_case", "2026-03-02T10:00", "ye", "unit_head", step="return", fields={"reason": "补充线索材料"}
    )
    assert not submitted.state.pending
    submitted.must("file_case", "2026-03-02T11:00", fields={"filed_on": "2026-03-02"})
    assert submitted.state.pending["file_case"]["approvals"] == []


def test_only_the_submitter_withdraws(submitted, refused):
    assert refused(submitted.examine("file_case", "2026-03-02T10:00", "shen", step="withdraw")) == {
        "approval_turn"
    }
    submitted.must("file_case", "2026-03-02T10:00", "lu", step="withdraw")
    assert not submitted.state.pending


def test_an_approval_is_not_earlier_than_the_submission(submitted, refused):
    early = submitted.examine(
        "file_case", "2026-03-02T08:30", "ye", "unit_head", step="approve", recorded_at="2026-03-02T12:00"
    )
    assert refused(early) == {"not_before_cause"}


def test_checks_are_asked_again_when_the_act_takes_effect(filed, refused):
    filed.must("draft", "2026-03-03", fields={"fine": "1000"})
    filed.must("decide", "2026-03-04")
    filed.must("draft", "2026-03-05", fields={"fine": "60000"})
    late = filed.examine("decide", "2026-03-06", "cheng", "agency_head", step="approve")
    assert refused(late) == {"legal_review", "fine_as_drafted"}


def test_a_check_at_effect_does_not_stop_the_submission(filed, refused):
    filed.must("draft", "2026-03-03", fields={"fine": "0"})
    filed.must("decide", "2026-03-04")
    assert refused(filed.examine("decide", "2026-03-05", "cheng", "agency_head", step="approve")) == {
        "effect_only"
    }


def test_an_approval_changes_nothing_of_what_was_submitted(submitted, refused):
    findings = submitted.examine(
        "file_case",
        "2026-03-02T10:00",
        "ye",
        "unit_head",
        step="approve",
        fields={"filed_on": "2026-01-01", "by": "x"},
    )
    assert refused(findings) == {"field.filed_on", "field.by"}
    forged = replace(
        submitted.records[-1],
        seq=3,
        step="approve",
        actor=law.ActorRef("ye", "ye", "unit_head"),
        fields={"by": "x"},
    )
    state = law.apply(submitted.pack(forged.at), submitted.state, forged)
    assert state.pending["file_case"]["approvals"][0]["by"] == "ye"
