"""The proof of a deadline (期限计算书): `mingjing law clock`, given what the proof carries, says the same again."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from typer.testing import CliRunner

from mingjing import law
from mingjing.law.due import compute_due
from mingjing.law.packs_on_disk import BUILTIN
from mingjing.law.scenario import prepare, read_scenarios
from mingjing.law.scenario_run import PureDriver, initial_state, run
from mingjing.project.cli import app

from .conftest import PACKS

LAYERS = ("cn", "cn-emergency", "cn-990105-yj")
SCENARIOS = BUILTIN / "cn-emergency" / "scenarios"
D = dt.date.fromisoformat


def again(proof):
    """What the command line makes of the proof's own arguments."""
    done = CliRunner().invoke(app, proof["recompute"])
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def proof(clock, on, calendar, pack):
    found = clock.computed or clock.accrued
    return law.proof_of(found, on, calendar, cause=clock.cause, pack=pack)


@pytest.fixture(scope="module")
def library():
    return law.load_library(BUILTIN, LAYERS)


def played(library, name):
    """The state after one of the packs' own scenarios, in the pure room."""
    every = {one.id: one for path in sorted(SCENARIOS.glob("*.yaml")) for one in read_scenarios(path)}
    prepared = prepare(every[name], every)
    driver = PureDriver(library, initial_state(prepared))
    run(prepared, library, driver)
    return driver.state


def test_every_clock_is_computed_again_from_its_proof(library):
    found = {}
    for scenario, on in (
        ("court-case", "2027-03-10"),
        ("surcharge-stopped-by-remedy", "2026-09-25"),
        ("extension-before-expiry", "2026-09-05"),
        ("seizure-extended-once", "2026-07-20"),
    ):
        for clock in law.clocks(library.on(D(on)), played(library, scenario), None, D(on)):
            found[clock.id, bool(clock.computed and clock.computed.extensions)] = clock, D(on)
    assert len(found) > 20
    for clock, on in found.values():
        told = proof(clock, on, library.calendar, library.id)
        assert again(told) == told, clock.title
    surcharge, _ = found["surcharge_daily", False]
    assert (surcharge.days, str(surcharge.amount)) == (9, "21600.00")


def test_pauses_hours_and_late_extensions_are_carried(filed):
    filed.must("suspend", "2026-03-10")
    filed.must("resume", "2026-03-20")
    filed.must("extend_case", "2026-05-20", fields={"days": 30})
    filed.must("extend_case", "2026-05-21", "cheng", "agency_head", step="approve")
    fields = {"list_no": "扣1", "seized_at": "2026-03-23T10:00", "items": [{"name": "桶"}]}
    filed.must("seize", "2026-03-23T11:00", fields=fields, officers=("lu", "shen"))
    found = filed.clocks("2026-05-25")
    for name in ("decide_in_time", "transfer", "seizure"):
        told = proof(found[name], D("2026-05-25"), filed.library.calendar, str(PACKS / "mini"))
        assert again(told) == told
    told = proof(found["decide_in_time"], D("2026-05-25"), filed.library.calendar, "")
    assert told["pauses"] == [{"first": "2026-03-10", "last": "2026-03-20"}]
    assert [one["counts"] for one in told["extensions"]] == [True]


def test_the_proof_names_the_notices_that_took_part(library):
    rule = library.on(D("2026-12-20")).deadlines["decision_service"]
    told = law.proof_of(
        compute_due(rule, D("2026-12-25"), [(7, "workdays")], library.calendar),
        D("2026-12-25"),
        library.calendar,
    )
    assert [(one["year"], one["published"]) for one in told["calendar"]] == [(2026, True), (2027, False)]
    assert told["calendar"][0]["notice"] == "国办发明电〔2025〕7号"
    assert told["provisional"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["decide_in_time", "--from", "2026-03-02", "--extend", "soon"], "应当写成长度@批准之日"),
        (["decide_in_time", "--from", "2026-03-02", "--extend", "30 years"], "years"),
        (["decide_in_time", "--from", "2026-03-02", "--extend", "30 days@2026-02-30"], "不是日期"),
        (["decide_in_time", "--from", "2026-03-02", "--lasts", "soon later"], "期间单位“later”不认识"),
        (["decide_in_time", "--from", "2026-03-02", "--on", "2026-13-01"], "不是日期"),
        (["surcharge", "--from", "2026-03-02", "--until", "then"], "不是日期"),
    ],
)  # fmt: skip
def test_bad_arguments_are_told(words, said):
    done = CliRunner().invoke(app, ["law", "clock", *words, "--pack", str(PACKS / "mini")])
    assert done.exit_code == 1
    assert said in done.output
