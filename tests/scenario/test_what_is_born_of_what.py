"""Which cases may be born of a case as it stands, and with what their first form begins."""

from __future__ import annotations

from typing import Any

import pytest
from tests.scenario.conftest import layers_of, library_of, prepared

from mingjing import law
from mingjing.law.scenario_run import PureDriver, before_act, initial_state, run

AGENCY = {"name": "江临市云湖区应急管理局", "phone": "0990-5512350"}


def born(scenario: str, before: str = "") -> dict[str, law.Birth]:
    """By procedure, what may be born after the scenario, or before its last step of an act."""
    item = prepared(scenario)
    library = library_of(*layers_of(item))
    driver = PureDriver(library, initial_state(item))
    if before:
        state, proposal, _ = before_act(item, library, before)
        now = proposal.at
    else:
        assert not run(item, library, driver).differences
        state, now = driver.state, driver.records[-1].at
    found = law.births(library.on(law.law_day(now)), state, now, AGENCY)
    return {one.procedure: one for one in found}


def test_a_stop_that_is_not_carried_out_may_lead_to_cutting_the_power() -> None:
    begins = born("inspection-case-urgent", before="agree_resumption")["power_cut"].begins
    told: dict[str, Any] = {
        "decision_no": "江云应急现决2026-6", "decision_kind": "stop_use", "decision_served_on": "2026-08-31",
        "major_hazard": True, "hazard": "燃气调压柜泄漏，可燃气体报警装置被人为关闭",
    }  # fmt: skip
    assert {name: begins[name] for name in told} == told


def test_a_stop_that_was_lifted_leads_to_no_power_cut() -> None:
    assert "power_cut" not in born("inspection-case-urgent")


def test_a_violation_found_on_a_visit_may_lead_to_a_measure() -> None:
    begins = born("inspection-case-urgent")["coercion.measure"].begins
    assert begins["facts"] == "燃气调压柜泄漏报警，报警装置被人为关闭。"
    assert begins["discovered_on"] == "2026-08-31"
    assert begins["source"] == "inspection"


def test_a_visit_that_found_nothing_leads_to_nothing() -> None:
    assert born("inspection-case-remote") == {}


@pytest.mark.parametrize(("licence", "punished"), [("licence-revoked", True), ("licence-withdrawn", False)])
def test_only_fraud_leads_from_a_licence_to_a_penalty(licence: str, punished: bool) -> None:
    assert ("penalty.ordinary" in born(licence)) is punished


def test_a_fine_that_was_paid_is_not_executed() -> None:
    assert "coercion.execution" in born("court-case", before="apply_court")
    assert "coercion.execution" not in born("paid-after-demand")
