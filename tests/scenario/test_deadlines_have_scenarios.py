"""Each deadline has a scenario, and its day agrees with arithmetic that is not ours (the package chinesecalendar)."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta
from typing import Any

import chinese_calendar
import pytest

from mingjing.law.exercised import expected_clocks
from mingjing.law.packs_on_disk import BUILTIN
from mingjing.law.procedure import Deadline
from mingjing.law.scenario import Scenario, read_scenarios

from .conftest import all_scenarios, library_of, prepared

FILES = sorted(BUILTIN.glob("*/scenarios/deadlines*.yaml"))
SCENARIOS = [one for path in FILES for one in read_scenarios(path) if "clocks" in one.expect]
LIBRARY = library_of("cn", "cn-emergency", "cn-990105-yj")


def works(day: date) -> bool:
    """From the yearly notices; a year that is not published yet counts Monday to Friday."""
    return chinese_calendar.is_workday(day) if 2024 <= day.year <= 2026 else day.weekday() < 5


def months_on(start: date, amount: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + amount, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def workdays_on(start: date, amount: int) -> date:
    day, step = start, timedelta(days=1 if amount > 0 else -1)
    while amount:
        day += step
        amount -= int(works(day)) * (1 if amount > 0 else -1)
    return day


def last_day(rule: Deadline, start: date, amount: int, unit: str) -> date:
    """The last day of a period of `amount` that `rule` counts from, or back from, the event on `start`."""
    amount = -amount if rule.before else amount
    if unit == "workdays":
        return workdays_on(start, amount)
    day = start + timedelta(days=amount) if unit == "days" else months_on(start, amount)
    if not rule.from_next_day:
        day -= timedelta(days=1)
    while rule.kind in ("limit", "wait", "window") and not rule.before and not works(day):
        day += timedelta(days=1)
    return day


def told(scenario: Scenario) -> tuple[str, dict[str, Any]]:
    ((name, expected),) = scenario.expect["clocks"].items()
    return name, expected


def rule_on(scenario: Scenario) -> tuple[Deadline, int, str]:
    """The deadline in force on the day of the scenario, with its length."""
    pack = LIBRARY.on(date.fromisoformat(str(scenario.expect["on"])))
    rule = pack.deadlines[told(scenario)[0]]
    amount, unit = str(rule.lasts).split()
    limit = re.fullmatch(r"limits\.(\w+)", amount)
    return rule, int(pack.limits[limit[1]].value if limit else amount), unit


@pytest.mark.parametrize("one", SCENARIOS, ids=lambda found: found.id)
def test_due_day_agrees_with_an_independent_calendar(one: Scenario) -> None:
    expected = told(one)[1]
    rule, amount, unit = rule_on(one)
    start, today = date.fromisoformat(expected["basis"][:10]), date.fromisoformat(str(one.expect["on"]))
    if rule.kind == "accrual":
        ended = date.fromisoformat(expected.get("ended_on", today.isoformat()))
        assert expected["days"] == (ended - start).days
    elif unit == "hours":
        assert datetime.fromisoformat(expected["due"]).date() == start + timedelta(hours=amount)
    else:
        assert date.fromisoformat(expected["due"]) == last_day(rule, start, amount, unit)


def test_no_deadline_has_two_scenarios_of_its_own() -> None:
    names = [told(one)[0] for one in SCENARIOS]
    assert len(names) == len(set(names)) >= 55


@pytest.mark.parametrize("deadline", list(LIBRARY.items.deadlines))
def test_each_deadline_has_a_scenario_that_expects_its_day(deadline: str) -> None:
    key = "days" if LIBRARY.items.deadlines[deadline][0].kind == "accrual" else "due"
    assert [one for one in all_scenarios() if deadline in expected_clocks(prepared(one), key)]
