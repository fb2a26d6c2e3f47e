"""Clocks read off the acts of a case: what started them, what pauses, extends and ends them."""

from __future__ import annotations

import datetime as dt

from mingjing import law

AT = law.parse_instant("2026-04-04T09:00")


def test_a_limit_runs_falls_due_and_is_overdue(filed):
    clock = filed.clocks("2026-05-31")["decide_in_time"]
    assert (clock.state, clock.due, clock.days_left) == ("running", dt.date(2026, 6, 1), 1)
    assert clock.basis == "2026-03-02"
    late = filed.clocks("2026-06-02")["decide_in_time"]
    assert (late.state, late.over, late.days_left) == ("overdue", True, -1)
    assert "起算事由：立案，2026年3月2日。" in clock.derivation


def test_an_open_pause_stops_the_clock(filed):
    filed.must("suspend", "2026-03-10")
    assert filed.clocks("2026-03-20")["decide_in_time"].state == "paused"
    filed.must("resume", "2026-03-20")
    clock = filed.clocks("2026-03-21")["decide_in_time"]
    assert clock.state == "running"
    assert clock.due == dt.date(2026, 6, 11)
    assert "2026年3月10日至2026年3月20日（含首尾两日，共11日）不计算在内。" in clock.derivation


def test_an_approved_extension_moves_the_due_day(filed):
    filed.must("extend_case", "2026-05-20", fields={"days": 30})
    assert filed.clocks("2026-05-20")["decide_in_time"].due == dt.date(2026, 6, 1)
    filed.must("extend_case", "2026-05-21", "cheng", "agency_head", step="approve")
    assert filed.clocks("2026-05-21")["decide_in_time"].due == dt.date(2026, 6, 30)


def test_met_and_late(filed):
    filed.must("draft", "2026-03-03", fields={"fine": "1000"})
    filed.must("decide", "2026-03-04")
    filed.must("decide", "2026-03-05", "cheng", "agency_head", step="approve")
    clocks = filed.clocks("2026-03-06")
    assert (clocks["decide_in_time"].state, clocks["decide_in_time"].ended_on) == ("met", "2026-03-05")
    assert (clocks["service"].state, clocks["service"].due) == ("running", dt.date(2026, 3, 16))
    filed.must("serve_decision", "2026-03-18", fields={"served_on": "2026-03-17"})
    late = filed.clocks("2026-03-18")["service"]
    assert (late.state, late.done, late.over, late.ended_on) == ("late", True, True, "2026-03-17")


def test_a_clock_begins_at_the_end_of_another(filed):
    assert "surcharge" not in filed.clocks("2026-03-03")
    filed.must("draft", "2026-03-03", fields={"fine": "1000"})
    filed.must("decide", "2026-03-04")
    filed.must("decide", "2026-03-05", "cheng", "agency_head", step="approve")
    clock = filed.clocks("2026-03-20")["surcharge"]
    assert (clock.basis, clock.days, clock.due) == ("2026-03-16", 4, None)


def test_a_window_is_open_used_or_closed(filed):
    filed.must("draft", "2026-03-03", fields={"fine": "1000"})
    filed.must("serve_notice", "2026-03-04", fields={"served_on": "2026-03-04"})
    assert filed.clocks("2026-03-11")["hearing_request"].state == "open"
    assert filed.clocks("2026-03-12")["hearing_request"].state == "closed"
    filed.must("request_hearing", "2026-03-11", fields={"held_on": "2026-03-25"})
    assert filed.clocks("2026-03-12")["hearing_request"].state == "used"
    ahead = filed.clocks("2026-03-12")["notice_ahead"]
    assert (ahead.due, ahead.state) == (dt.date(2026, 3, 16), "met")


def test_a_new_service_starts_the_window_again(filed):
    filed.must("draft", "2026-03-03", fields={"fine": "1000"})
    filed.must("serve_notice", "2026-03-04", fields={"served_on": "2026-03-04"})
    filed.must("request_hearing", "2026-03-05", fields={"held_on": "2026-03-25"})
    filed.must("serve_notice", "2026-03-16", fields={"served_on": "2026-03-16"})
    clock = filed.clocks("2026-03-16")["hearing_request"]
    assert (clock.state, clock.due) == ("open", dt.date(2026, 3, 23))


def test_each_seizure_has_its_own_clock(filed):
    two = {"officers": ("lu", "shen")}
    for number, day in (("扣1", "03"), ("扣2", "06")):
        fields = {"list_no": number, "seized_at": f"2026-03-{day}T10:00", "items": [{"name": "桶"}]}
        filed.must("seize", f"2026-03-{day}T11:00", fields=fields, **two)
    filed.must("release", "2026-03-20", fields={"list_no": "扣1"})
    today = dt.date(2026, 3, 21)
    clocks = [c for c in law.clocks(filed.library.on(today), filed.state, None, today) if c.id == "seizure"]
    assert [(clock.key, clock.state, clock.due) for clock in clocks] == [
        ("扣1", "met", dt.date(2026, 4, 2)),
        ("扣2", "running", dt.date(2026, 4, 5)),
    ]


RELEASED_IN_TIME = """
- id: released_in_time
  title: 期限内解除
  citation: 行政强制法 第25条
  before: [release]
  require: "!clocks.seizure.over"
  on_fail: bar
  say: 应于{clocks.seizure.due|date}前解除。
  mend: 立即解除。
"""


def test_an_act_that_names_a_seizure_is_judged_by_its_clock_alone(altered, matter, refused):
    matter.library = altered("checks/named.yaml", "", RELEASED_IN_TIME)
    matter.file()
    for number, day in (("扣1", "03"), ("扣2", "06")):
        fields = {"list_no": number, "seized_at": f"2026-03-{day}T10:00", "items": [{"name": "桶"}]}
        matter.must("seize", f"2026-03-{day}T11:00", fields=fields, officers=("lu", "shen"))
    late = matter.examine("release", "2026-04-04", fields={"list_no": "扣1"})
    assert refused(late) == {"released_in_time"}
    assert late.bars[0].say == "应于2026年4月2日前解除。"
    assert refused(matter.examine("release", "2026-04-04", fields={"list_no": "扣2"})) == set()
    assert refused(matter.examine("release", "2026-04-04", fields={"list_no": "扣9"})) == {"released_in_time"}
    options = law.options(matter.pack(AT), matter.state, law.Context(now=AT))
    assert next(one for one in options if one.act.id == "release").possible


def test_hours_are_read_from_the_moment(filed):
    fields = {"list_no": "扣1", "seized_at": "2026-03-03T10:00", "items": [{"name": "桶"}]}
    filed.must("seize", "2026-03-03T11:00", fields=fields, officers=("lu", "shen"))
    pack = filed.library.on(dt.date(2026, 3, 4))
    state_at = {
        hour: {c.id: c for c in law.clocks(pack, filed.state, None, law.parse_instant(f"2026-03-04T{hour}"))}[
            "transfer"
        ].state
        for hour in ("09:59", "10:01")
    }
    assert state_at == {"09:59": "running", "10:01": "overdue"}


def test_tasks_are_what_waits_and_what_runs(filed):
    filed.must("extend_case", "2026-03-03", fields={"days": 10})
    today = dt.date(2026, 5, 25)
    found = law.tasks(filed.library.on(today), filed.state, None, today)
    assert [(task.id, task.role, task.due, task.warning) for task in found] == [
        ("approve.extend_case", "agency_head", "", False),
        ("decide_in_time", "handler", "2026-06-01", True),
    ]


def test_a_period_of_somebody_else_is_nobody_s_task(altered, matter):
    ours = "  warn: [10, 3]\n  whose: agency\n"
    theirs = "  warn: [10, 3]\n  who: 排污单位\n  whose: outside\n"
    matter.library = altered("deadlines.yaml", ours, theirs)
    matter.file()
    today = dt.date(2026, 5, 25)
    assert matter.clocks("2026-05-25")["decide_in_time"].state == "running"
    assert law.tasks(matter.library.on(today), matter.state, None, today) == []
