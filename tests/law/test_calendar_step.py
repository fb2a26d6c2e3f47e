"""From one calendar to another: what a clock's row alone says must never miss a day that moves."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjing import law
from mingjing.law.calendar import HolidayYear, WorkCalendar
from mingjing.law.packs_on_disk import BUILTIN
from mingjing.law.scenario import prepare, read_scenarios
from mingjing.law.scenario_run import PureDriver, initial_state, run

SCENARIOS = BUILTIN / "cn-emergency" / "scenarios"
NAMES = (
    "whole-case",
    "court-case",
    "surcharge-stopped-by-remedy",
    "extension-before-expiry",
    "seizure-extended-once",
)
DAYS = st.dates(dt.date(2026, 5, 20), dt.date(2027, 6, 30))
NOTICES = st.dictionaries(DAYS, st.booleans(), max_size=12)


@cache
def states():
    """The cases of the packs' scenarios after every act, each with the moment of its last record."""
    library = law.load_library(BUILTIN, ("cn", "cn-emergency", "cn-990105-yj"))
    every = {one.id: one for path in sorted(SCENARIOS.glob("*.yaml")) for one in read_scenarios(path)}
    found = []
    for name in NAMES:
        driver = PureDriver(library, initial_state(prepare(every[name], every)))
        run(prepare(every[name], every), library, driver)
        for count in range(1, len(driver.records) + 1, 3):
            found.append((law.replay(library, driver.records[:count]), driver.records[count - 1].recorded_at))
    return library, found


def calendar(days) -> WorkCalendar:
    """Days off (True) and adjusted working days (False) of 2026 and 2027; a year that names none is not published."""
    years = []
    for year in sorted({day.year for day in days}):
        own = {day: off for day, off in days.items() if day.year == year}
        rest = {day: "假日" for day, off in own.items() if off}
        years.append(
            HolidayYear(year, f"{year}", rest, frozenset(day for day, off in own.items() if not off))
        )
    return WorkCalendar.of(years)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.integers(0, 10_000), NOTICES, NOTICES)
def test_no_clock_moves_without_being_foretold(which, first, second):
    library, found = states()
    state, now = found[which % len(found)]
    pack = library.on(law.law_day(now))
    before, after = calendar(first), calendar({**first, **second})
    step = law.CalendarStep(before, after)
    old = {(c.id, c.key, c.basis): c for c in law.clocks(pack, state, before, now)}
    foretold = {
        clock.id
        for clock in old.values()
        if clock.due
        and step.changes(
            pack, clock.id, dt.date.fromisoformat(clock.basis), _day(clock.due), clock.provisional
        )
    }
    computed = law.with_dependents(pack, foretold)
    new = law.clocks(pack, state, after, now)
    for clock in new:
        kept = old.get((clock.id, clock.key, clock.basis))
        same = kept and (kept.due, kept.provisional, kept.state) == (
            clock.due,
            clock.provisional,
            clock.state,
        )
        assert same or clock.id in computed, clock.title
    assert {c.id for c in old.values()} ^ {c.id for c in new} <= computed
    assert law.clocks(pack, state, after, now, only=computed) == [
        clock for clock in new if clock.id in computed
    ]


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.sets(DAYS, max_size=10), DAYS)
def test_a_day_off_more_never_moves_a_clock_of_a_case_backwards(which, holidays, more):
    library, found = states()
    state, now = found[which % len(found)]
    pack = library.on(law.law_day(now))
    before = law.clocks(pack, state, calendar(dict.fromkeys(holidays, True)), now)
    after = {
        (c.id, c.key): c.due
        for c in law.clocks(pack, state, calendar(dict.fromkeys({*holidays, more}, True)), now)
    }
    for clock in before:
        rule = pack.deadlines[clock.id]
        if clock.due and not rule.before and (clock.id, clock.key) in after:
            assert after[clock.id, clock.key] >= clock.due, clock.title


def _day(due: dt.date) -> dt.date:
    return law.law_day(due) if isinstance(due, dt.datetime) else due


@pytest.mark.parametrize("name", ["surcharge_daily", "court_application"])
def test_what_hangs_on_another_clock_is_known(name):
    library, _ = states()
    pack = library.on(dt.date(2026, 7, 1))
    starting = {"surcharge_daily": "fine_payment", "court_application": "suit_direct"}[name]
    assert name in law.with_dependents(pack, [starting])
    assert law.with_dependents(pack, ["archiving"]) == {"archiving"}
