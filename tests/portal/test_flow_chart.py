"""The flow chart is the procedure that the system runs: every stage, every act, every rule with its article."""

from __future__ import annotations

from datetime import date

import pytest

from mingjing.disclosure import programme
from mingjing.portal.flow import WIDTH, chart

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def pack():
    return programme.pack_on(DAY)


@pytest.fixture(scope="module")
def drawn(pack):
    return chart(pack, pack.procedure("penalty.ordinary"))


def test_every_stage_and_every_act_is_drawn(pack, drawn):
    procedure = pack.procedure("penalty.ordinary")
    assert [stage.id for stage in drawn.stages] == list(procedure.stages)
    assert {step.id for stage in drawn.stages for step in stage.steps} == {act.id for act in procedure.acts}
    assert len(drawn.arrows) == len(drawn.stages) - 1


def test_decision_waits_for_legal_review_and_says_by_which_article(drawn):
    decide = next(step for stage in drawn.stages for step in stage.steps if step.id == "decide")
    gates = [rule for rule in decide.rules if rule.on_fail == "bar"]
    assert any("第58条" in rule.citation for rule in gates)
    assert all(rule.citation for rule in decide.rules)
    assert "机关负责人" in decide.approvals


def test_period_of_the_decision_is_the_law_packs(pack, drawn):
    stage = next(stage for stage in drawn.stages if stage.id == "decision")
    assert stage.note == "90日内"
    assert programme.periods(DAY)["penalty_decision"] == "90日"


def test_unsure_items_are_marked(pack, drawn):
    unsure = {check.title for check in pack.checks.values() if check.provisional}
    shown = {
        rule.title: rule.provisional for stage in drawn.stages for step in stage.steps for rule in step.rules
    }
    assert unsure
    assert all(shown[title] for title in unsure & set(shown))


def test_boxes_do_not_overlap_and_stay_inside(drawn):
    places = {(stage.x, stage.y) for stage in drawn.stages}
    assert len(places) == len(drawn.stages)
    assert all(stage.x >= 0 and stage.x + WIDTH <= drawn.width for stage in drawn.stages)
    assert all(stage.exit_y <= drawn.height for stage in drawn.stages if stage.exits)
