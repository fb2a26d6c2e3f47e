"""An extension must be approved before the period runs out: what comes later is refused, and lengthens nothing."""

from __future__ import annotations

import datetime as dt

from mingjing import law

D = dt.date.fromisoformat
DUE = D("2026-06-01")


def extended(matter, submitted, approved, days=30):
    matter.must("extend_case", submitted, fields={"days": days})
    return matter.do("extend_case", approved, "cheng", "agency_head", step="approve")


def test_approved_on_the_last_day_it_counts(filed):
    assert extended(filed, "2026-05-20", "2026-06-01").ok()
    clock = filed.clocks("2026-06-01")["decide_in_time"]
    assert clock.due == D("2026-06-30")
    assert "2026年6月1日批准延长30日，当时的期限至2026年6月1日。" in clock.derivation


def test_approved_a_day_too_late_it_is_refused(filed, refused):
    findings = extended(filed, "2026-05-20", "2026-06-02")
    assert refused(findings) == {"extension_in_time"}
    (told,) = findings.refusals
    assert told.citation == "行政处罚法 第60条"
    assert told.say == "“作出处罚决定”的期限已于2026年6月1日届满，届满以后批准的延长不发生效力。"
    assert "期限届满以前报批" in told.mend


def test_submitted_too_late_it_is_refused_at_once(filed, refused):
    assert refused(filed.do("extend_case", "2026-06-02", fields={"days": 30})) == {"extension_in_time"}


def test_what_was_approved_too_late_all_the_same_lengthens_nothing(filed):
    """A record made before the rule was there, or imported: the derivation says what it is worth."""
    filed.must("extend_case", "2026-05-20", fields={"days": 30})
    late = filed.proposal("extend_case", "2026-06-02", "cheng", "agency_head", step="approve")
    record = law.RecordEntry(
        filed.state.seq + 1, "extend_case", "approve", late.at, late.at, late.actor, fields={}
    )
    state = law.apply(filed.pack(late.at), filed.state, record)
    (clock,) = [
        c for c in law.clocks(filed.library.on(DUE), state, None, D("2026-06-03")) if c.id == "decide_in_time"
    ]
    assert (clock.due, clock.over) == (DUE, True)
    assert (
        "2026年6月2日批准的延长30日在期限届满（2026年6月1日）以后作出，不发生延长的效力。" in clock.derivation
    )


def test_a_pack_may_let_later_approvals_count(altered, refused):
    from .conftest import Matter

    rule = "extend: {by: extend_case, lasts: days}"
    matter = Matter(altered("deadlines.yaml", rule, rule.replace("days}", "days, in_time: false}")))
    matter.file()
    assert extended(matter, "2026-05-20", "2026-06-02").ok()
    assert matter.clocks("2026-06-02")["decide_in_time"].due == D("2026-06-30")


def test_a_second_extension_counts_from_the_day_that_the_first_gave(filed):
    assert extended(filed, "2026-05-20", "2026-05-21").ok()
    assert extended(filed, "2026-06-20", "2026-06-29", days=10).ok()  # 31 May + 30 days
    assert filed.clocks("2026-06-29")["decide_in_time"].due == D("2026-07-10")
