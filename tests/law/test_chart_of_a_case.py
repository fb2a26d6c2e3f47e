"""A case on the chart: what was done and when, where it stands, what can be done, what waits and what is late."""

from __future__ import annotations

import datetime as dt

from mingjing import law
from mingjing.law import chart


def standing(matter, day: str) -> chart.Standing:
    moment = law.parse_instant(f"{day}T18:00")
    pack = matter.pack(moment)
    options = law.options(pack, matter.state, law.Context(now=moment))
    today = dt.date.fromisoformat(day)
    return chart.standing_of(pack, matter.state, options, law.clocks(pack, matter.state, None, today), today)


def test_done_acts_tell_their_day_and_the_case_its_stage(filed) -> None:
    found = standing(filed, "2026-03-03")
    assert found.acts["register"] == chart.Mark("done", "已办 2026年3月2日")
    assert found.acts["file_case"].state == "done"
    assert found.stages["clue"] == chart.Mark("done", "2026年3月2日 进入")
    assert found.stages["investigation"] == chart.Mark("now", "本案在此环节")
    assert "decision" not in found.stages


def test_possible_acts_are_marked_and_barred_ones_are_not(filed) -> None:
    found = standing(filed, "2026-03-03")
    assert found.acts["suspend"] == chart.Mark("open", "现在可以办理")
    assert "decide" not in found.acts


def test_submitted_act_waits_for_approval(matter) -> None:
    matter.must(
        "register", "2026-03-02T08:00", fields={"cause": "未消除事故隐患", "party": "恒远仓储有限公司"}
    )
    matter.must("file_case", "2026-03-02T09:00", fields={"filed_on": "2026-03-02"})
    assert standing(matter, "2026-03-02").acts["file_case"] == chart.Mark("wait", "等待批准")


def test_limit_that_is_past_marks_its_act_late(filed) -> None:
    late = {key: mark for key, mark in standing(filed, "2026-12-01").acts.items() if mark.state == "late"}
    assert set(late) == {"decide"}
    assert "已逾期 " in late["decide"].words


def test_chart_of_the_case_shows_marks_and_what_was_done(filed) -> None:
    pack = filed.pack(law.parse_instant("2026-03-03T18:00"))
    content = chart.content_of(pack, pack.procedure(filed.state.procedure))
    drawing = chart.of_case(content, standing(filed, "2026-03-03"), filed.state.stage)
    boxes = {(box.kind, box.key): box for box in drawing.boxes}
    assert boxes["stage", "investigation"].state == "now"
    assert boxes["act", "register"].state == "done"
    assert "已办 2026年3月2日" in [line.text for line in boxes["act", "register"].lines]
    assert boxes["act", "suspend"].state == "open"
    assert boxes["act", "decide"].state == ""
