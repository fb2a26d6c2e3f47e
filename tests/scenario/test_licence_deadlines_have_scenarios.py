"""Each clock of licences has a scenario, and its due day agrees with the statute table and arithmetic that is not ours.

The periods are written here once more, from 行政许可法 and 安全生产许可证条例, so that a figure changed in a pack is noticed.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
import yaml

import mingjing.packs
from mingjing.law.scenario import Scenario, read_scenarios

PACKS = Path(next(iter(mingjing.packs.__path__)))
SCENARIOS = read_scenarios(PACKS / "cn-emergency/scenarios/licence_deadlines.yaml")
CLOCKS = [PACKS / "cn/deadlines/licence.yaml", PACKS / "cn-emergency/deadlines/licence.yaml"]
# amount, unit; a minus = before the event. `roll` = a last day on a rest day moves to the next working day.
PERIODS: dict[str, tuple[int, str, bool]] = {
    "license_correction_notice": (5, "workdays", False),  # 行政许可法 第32条、第82条
    "license_decision": (20, "workdays", False),  # 第42条第1款
    "license_joint_decision": (45, "workdays", False),  # 第42条第2款
    "licence_decision_other_law": (60, "workdays", False),  # what the scenario says another law sets
    "license_lower_review": (20, "workdays", False),  # 第43条
    "license_test_assign": (5, "workdays", False),  # 第55条
    "licence_statement": (5, "workdays", False),  # the agency's own
    "license_hearing_request": (5, "workdays", False),  # 第47条
    "license_hearing_hold": (20, "workdays", False),  # 第47条
    "license_hearing_notice": (-7, "workdays", False),  # 第48条
    "license_issue": (10, "workdays", False),  # 第44条
    "licence_validity": (0, "days", False),  # what the decision says
    "license_renewal_apply": (-30, "days", False),  # 第50条
    "license_renewal_decide": (0, "days", False),  # 第50条
    "license_false_material_ban": (12, "months", False),  # 第78条
    "license_fraud_ban": (36, "months", False),  # 第79条
    "publish_license_decision": (7, "workdays", False),  # 国办发〔2018〕118号
    "licence_records_open": (5, "workdays", False),  # the agency's own
    "licence_reconsideration_apply": (60, "days", True),  # 行政复议法 第20条
    "licence_suit_direct": (6, "months", True),  # 行政诉讼法 第46条
    "licence_archiving": (30, "days", True),  # the agency's own
    "safety_permit_review": (45, "days", True),  # 安全生产许可证条例 第7条
    "safety_permit_validity": (36, "months less a day", False),  # 第9条
    "safety_permit_renewal": (-3, "months", False),  # 第9条
}


def works(day: date) -> bool:
    """From the yearly notices; a year that is not published yet counts Monday to Friday."""
    return chinese_calendar.is_workday(day) if day.year <= 2026 else day.weekday() < 5


def due(start: date, amount: int, unit: str, roll: bool) -> date:
    """The last day of a period that begins on the day after `start`, or the last day before an event."""
    step = timedelta(days=1 if amount >= 0 else -1)
    day = start
    if unit == "workdays":
        left = abs(amount)
        while left:
            day += step
            left -= works(day)
    elif unit == "days":
        day += timedelta(days=amount)
    else:
        year, month = divmod(start.year * 12 + start.month - 1 + amount, 12)
        day = date(year, month + 1, start.day) - timedelta(days="less" in unit)
    while roll and not works(day):
        day += timedelta(days=1)
    return day


def told(scenario: Scenario) -> tuple[str, dict[str, str]]:
    ((name, expected),) = scenario.expect["clocks"].items()
    return name, expected


@pytest.mark.parametrize("one", SCENARIOS, ids=lambda found: found.id)
def test_due_day_agrees_with_an_independent_calendar(one: Scenario) -> None:
    name, expected = told(one)
    assert date.fromisoformat(expected["due"]) == due(date.fromisoformat(expected["basis"]), *PERIODS[name])


def test_every_clock_of_licences_has_a_scenario_of_its_own() -> None:
    names = [told(one)[0] for one in SCENARIOS]
    declared = {clock["id"] for path in CLOCKS for clock in yaml.safe_load(path.read_text("utf-8"))}
    assert sorted(names) == sorted(declared) == sorted(PERIODS)
