"""Each deadline has a scenario, and its due day agrees with arithmetic that is not ours (the package chinesecalendar)."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import pytest

import mingjing.packs
from mingjing import law
from mingjing.law.scenario import Scenario, read_scenarios

PACKS = Path(next(iter(mingjing.packs.__path__)))
FILE = PACKS / "cn-emergency/scenarios/deadlines.yaml"
SCENARIOS = read_scenarios(FILE)
LIBRARY = law.load_library(PACKS, ("cn", "cn-emergency", "cn-990105-yj"))


def works(day: date) -> bool:
    """From the yearly notices; a year that is not published yet counts Monday to Friday."""
    return chinese_calendar.is_workday(day) if day.year <= 2026 else day.weekday() < 5


def later(start: date, amount: int, unit: str) -> date:
    """The last day of a period that begins on the day after `start`."""
    if unit == "workdays":
        day = start
        while amount:
            day += timedelta(days=1)
            amount -= works(day)
        return day
    if unit == "days":
        day = start + timedelta(days=amount)
    else:
        months = start.year * 12 + start.month - 1 + amount
        year, month = divmod(months, 12)
        day = date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
    while not works(day):
        day += timedelta(days=1)
    return day


def told(scenario: Scenario) -> tuple[str, dict[str, str]]:
    ((name, expected),) = scenario.expect["clocks"].items()
    return name, expected


def period(name: str) -> tuple[int, str]:
    pack = LIBRARY.on(date(2026, 7, 1))
    amount, unit = str(pack.deadlines[name].lasts).split()
    limit = re.fullmatch(r"limits\.(\w+)", amount)
    return int(pack.limits[limit[1]].value if limit else amount), unit


@pytest.mark.parametrize("one", SCENARIOS, ids=lambda found: found.id)
def test_due_day_agrees_with_an_independent_calendar(one: Scenario) -> None:
    name, expected = told(one)
    amount, unit = period(name)
    start, due = date.fromisoformat(expected["basis"][:10]), expected["due"]
    if unit == "hours":
        assert datetime.fromisoformat(due).date() == start + timedelta(hours=amount)
    else:
        assert date.fromisoformat(due) == later(start, amount, unit)


def test_at_least_thirty_deadlines_have_a_scenario_of_their_own() -> None:
    names = [told(one)[0] for one in SCENARIOS]
    assert len(names) == len(set(names)) >= 30
