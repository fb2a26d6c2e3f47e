"""What a later law changes for an open case: its clocks, and the acts that it newly bars."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from mingjing.law import CHINA, CaseState, Context, Library, load_library
from mingjing.law.touched import Touched, touched

from .conftest import PACKS, Matter

BEFORE, AFTER = date(2026, 9, 30), date(2026, 10, 1)
NEW_CHECK = {
    "id": "not_without_notice", "title": "先行告知", "citation": "行政处罚法 第54条", "before": ["draft"],
    "require": "has(acts.serve_notice)", "on_fail": "bar", "say": "尚未告知。", "mend": "先告知。",
    "in_force": {"from": "2026-10-01"},
}  # fmt: skip


@pytest.fixture
def amended(tmp_path: Path) -> Library:
    """From 2026-10-01 the small pack gives 60 days for a decision, not 90, and lets nothing be proposed before notice."""
    shutil.copytree(PACKS / "mini", tmp_path / "mini")
    path = tmp_path / "mini/deadlines.yaml"
    first, *others = yaml.safe_load(path.read_text("utf-8"))
    later = {**first, "lasts": "60 days", "in_force": {"from": "2026-10-01"}}
    first["in_force"] = {"to": "2026-09-30"}
    path.write_text(yaml.safe_dump([first, later, *others], allow_unicode=True), "utf-8")
    path = tmp_path / "mini/checks/all.yaml"
    path.write_text(
        yaml.safe_dump([*yaml.safe_load(path.read_text("utf-8")), NEW_CHECK], allow_unicode=True), "utf-8"
    )
    return load_library(tmp_path, ("mini",))


def judged(library: Library, state: CaseState, first: date = BEFORE, last: date = AFTER) -> Touched:
    now = datetime(last.year, last.month, last.day, 12, tzinfo=CHINA)
    return touched(library.on(first), library.on(last), state, Context(now=now))


def test_clock_that_moves_is_told_with_both_days(amended: Library) -> None:
    matter = Matter(amended)
    matter.file("2026-09-01")
    (clock,) = judged(amended, matter.state).moved
    # 90 days end on Monday 30 November; 60 on Saturday 31 October, which rolls to Monday.
    assert (clock.id, clock.before, clock.after) == ("decide_in_time", "2026-11-30", "2026-11-02")


def test_act_newly_barred_is_told_with_what_bars_it(amended: Library) -> None:
    matter = Matter(amended)
    matter.file("2026-09-01")
    (barred,) = judged(amended, matter.state).barred
    assert barred.act == "draft"
    assert [(one.check, one.say) for one in barred.findings] == [("not_without_notice", "尚未告知。")]


def test_act_of_another_stage_is_not_told(amended: Library) -> None:
    matter = Matter(amended)
    matter.must(
        "register", "2026-09-01T08:00", fields={"cause": "未消除事故隐患", "party": "恒远仓储有限公司"}
    )
    assert judged(amended, matter.state).barred == ()


def test_law_that_does_not_change_touches_nothing(amended: Library) -> None:
    matter = Matter(amended)
    matter.file("2026-09-01")
    assert not judged(amended, matter.state, date(2026, 9, 2), BEFORE)
