"""Each clock of coercion has a scenario, and its due day agrees with the law's figures and a calendar that isn't ours."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import pytest
import yaml

import mingjing.packs
from mingjing.law.scenario import Scenario, read_scenarios

PACKS = Path(next(iter(mingjing.packs.__path__)))
SCENARIOS = read_scenarios(PACKS / "cn-emergency/scenarios/coercion_deadlines.yaml")
# As the articles have them, written down apart from the packs. Where the scenario's own document fixes the period
# (demand, announcement, detention), it is that of the scenario.
FIGURES = {
    "urgent_measure_report": (24, "hours"),  # 行政强制法 第19条
    "urgent_measure_review": (1, "workdays"),
    "freeze_decision_delivery": (3, "workdays"),  # 第31条、第69条
    "freeze_period": (30, "plain days"),  # 第32条: what ends a restriction doesn't roll
    "liberty_period": (24, "hours"),
    "demand_term": (10, "workdays"),
    "execution_day": (0, "days"),
    "demolition_term": (15, "days"),
    "performance_reminder_3d": (-3, "workdays"),  # 第51条、第69条
    "execution_suspended_end": (36, "plain months"),  # 第39条第2款
    "agreement_term": (0, "plain days"),
    "surcharge_then_enforce": (30, "days"),  # 第46条
    "court_accept": (5, "workdays"),  # 第56条
    "court_ruling_doubt": (30, "days"),  # 第58条第2款
    "court_refusal_review": (15, "days"),  # 第56条第2款
    "court_refusal_review_ruling": (15, "days"),
    "court_nonexec_review": (15, "days"),  # 第58条第3款
    "court_nonexec_review_ruling": (30, "days"),
    "measure_reconsideration_apply": (60, "days"),  # 行政复议法 第20条
    "measure_suit_direct": (6, "months"),  # 行政诉讼法 第46条
    "execution_reconsideration_apply": (60, "days"),
    "execution_suit_direct": (6, "months"),
    "publish_other_decisions": (20, "workdays"),  # 国办发〔2018〕118号 二(六)
}


def works(day: date) -> bool:
    """From the yearly notices; a year that is not published yet counts Monday to Friday."""
    return chinese_calendar.is_workday(day) if day.year <= 2026 else day.weekday() < 5


def last_day(start: date, amount: int, unit: str) -> date:
    """The last day of a period that begins on the day after `start`; a negative amount is counted backwards."""
    day = start
    if unit == "workdays":
        step = timedelta(days=1 if amount > 0 else -1)
        for _ in range(abs(amount)):
            day += step
            while not works(day):
                day += step
        return day
    if unit.endswith("months"):
        year, month = divmod(start.year * 12 + start.month - 1 + amount, 12)
        day = date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
    else:
        day = start + timedelta(days=amount)
    while not unit.startswith("plain") and not works(day):
        day += timedelta(days=1)
    return day


@pytest.mark.parametrize("one", SCENARIOS, ids=lambda found: found.id)
def test_due_day_agrees_with_an_independent_calendar(one: Scenario) -> None:
    ((name, expected),) = one.expect["clocks"].items()
    amount, unit = FIGURES[name]
    start, due = date.fromisoformat(expected["basis"]), expected["due"]
    if unit == "hours":
        assert datetime.fromisoformat(due).date() == start + timedelta(hours=amount)
    else:
        assert date.fromisoformat(due) == last_day(start, amount, unit)


def test_no_clock_of_coercion_is_without_a_scenario() -> None:
    written = yaml.safe_load((PACKS / "cn/deadlines/coercion.yaml").read_text("utf-8"))
    told = {name for one in SCENARIOS for name in one.expect["clocks"]}
    assert {one["id"] for one in written} <= told
