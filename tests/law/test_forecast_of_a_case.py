"""How the time until the decision is spent, at each moment of the pack's whole case: only from checks and deadlines."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mingjing import law
from mingjing.law import scenario_run
from mingjing.law.scenario import prepare, read_scenarios

PACKS = Path(law.__file__).parents[1] / "packs"
FILE = PACKS / "cn-emergency/scenarios/whole_case.yaml"


class Watched(scenario_run.PureDriver):
    """Remembers the forecast after each act that took effect."""

    told: dict[str, law.Forecast | None]

    def propose(self, proposal: law.Proposal, context: law.Context) -> law.Findings:
        found = super().propose(proposal, context)
        day = law.law_day(proposal.at)
        pack = self.library.on(day)
        options = law.options(pack, self.state, context)
        self.told[proposal.act] = law.forecast(
            pack, self.state, options, law.clocks(pack, self.state, pack.calendar, day), day
        )
        return found


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    known = {one.id: one for one in read_scenarios(FILE)}
    prepared = prepare(known["whole-case"], known)
    library = law.load_library(PACKS, prepared.layers)
    driver = Watched(library, scenario_run.initial_state(prepared))
    driver.told = {}
    assert scenario_run.run(prepared, library, driver).differences == ()
    return driver.told


def test_nothing_is_foretold_before_it_is_known_what_will_be_needed(told):
    """The proposed disposition decides whether review and hearing are due; before it nothing is guessed."""
    assert told["file_case"] is None
    assert told["conclude_investigation"] is None


def test_review_then_notice_before_the_last_day(told):
    """Proposed on 22 June: five working days each for review and statement, ninety days from filing on 3 June."""
    found = told["draft_disposition"]
    assert [(leg.titles, leg.act, leg.first, leg.last) for leg in found.legs] == [
        (("法制审核",), "submit_review", date(2026, 6, 22), date(2026, 6, 29)),
        (("陈述申辩",), "serve_notice", date(2026, 6, 29), date(2026, 7, 6)),
    ]
    assert found.also == ("notify_penalty", "deliberate")
    assert (found.goal, found.due) == ("decide", date(2026, 9, 1))
    assert found.spare == (date(2026, 9, 1) - date(2026, 7, 6)).days


def test_periods_that_run_already_keep_their_days(told):
    found = told["serve_notice"]
    assert [(leg.titles, leg.act, leg.last) for leg in found.legs] == [
        (("陈述申辩", "要求听证"), "", date(2026, 7, 6))
    ]


def test_nothing_left_to_wait_for_is_no_forecast(told):
    assert told["waive_hearing"] is None
    assert told["decide"] is None
    assert told["archive_case"] is None
