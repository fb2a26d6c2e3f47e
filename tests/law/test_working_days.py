"""Working-day arithmetic: never backwards, and as an independent package counts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import chinese_calendar
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import mingjing
from mingjing.law.calendar import HolidayYear, WorkCalendar, holiday_year
from mingjing.law.due import compute_due
from mingjing.law.faults import Fault
from mingjing.law.periods import Span, add_months
from mingjing.law.procedure import Deadline
from mingjing.law.yaml_source import Origin

FOLDER = Path(mingjing.__file__).parent / "packs" / "cn" / "calendar"
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 1))
UNITS = st.sampled_from(["days", "workdays", "months"])
ONE = dt.timedelta(days=1)


def rule(**more):
    data = {
        "id": "x",
        "title": "期限",
        "citation": "行政处罚法 第60条",
        "kind": "limit",
        "starts": "a",
        "lasts": "1 days",
    }
    return Deadline.model_validate({**data, **more})


def calendar(holidays, workdays=()):
    return WorkCalendar.of([HolidayYear(2026, "试验", dict.fromkeys(holidays, "假日"), frozenset(workdays))])


@pytest.fixture(scope="module")
def national() -> WorkCalendar:
    faults: list[Fault] = []
    read = [
        yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) for path in sorted(FOLDER.glob("*.yaml"))
    ]
    years = [
        holiday_year({**data, "year": int(data["year"])}, Origin("cn", "calendar"), faults) for data in read
    ]
    assert not faults
    return WorkCalendar.of([year for year in years if year is not None])


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_each_day_as_an_independent_package_has_it(national, year):
    first = dt.date(year, 1, 1)
    days = [first + ONE * step for step in range((dt.date(year, 12, 31) - first).days + 1)]
    assert [day for day in days if national.is_workday(day) != chinese_calendar.is_workday(day)] == []
    assert national.published(first)


@given(st.dates(dt.date(2024, 1, 1), dt.date(2026, 10, 1)), st.integers(1, 40))
def test_counting_as_an_independent_package_counts(national, day, count):
    end, left = day, count
    while left:
        end += ONE
        left -= chinese_calendar.is_workday(end)
    assert national.add(day, count) == end
    assert national.subtract(end, count) <= day + ONE or chinese_calendar.is_workday(day)


@given(DAYS, st.integers(0, 120), UNITS, st.booleans(), st.sets(DAYS, max_size=20), DAYS)
def test_a_new_holiday_never_moves_a_due_day_backwards(start, amount, unit, from_next_day, holidays, more):
    deadline = rule(from_next_day=from_next_day)
    before = compute_due(deadline, start, [(amount, unit)], calendar(holidays))
    after = compute_due(deadline, start, [(amount, unit)], calendar(holidays | {more}))
    assert after.day >= before.day


@given(DAYS, st.integers(0, 60), UNITS, DAYS, st.integers(0, 30))
def test_a_pause_never_shortens_a_period(start, amount, unit, first, length):
    table = calendar(set())
    plain = compute_due(rule(), start, [(amount, unit)], table)
    paused = compute_due(rule(), start, [(amount, unit)], table, [Span(first, first + ONE * length)])
    assert paused.day >= plain.day


@given(DAYS, st.integers(1, 200), UNITS)
def test_the_last_day_of_a_limit_is_a_working_day(start, amount, unit):
    table = calendar({dt.date(2026, 10, day) for day in range(1, 8)}, {dt.date(2026, 10, 10)})
    assert table.is_workday(compute_due(rule(), start, [(amount, unit)], table).day)


@given(DAYS, st.integers(1, 100))
def test_forward_and_back_again(start, count):
    table = calendar(set())
    assert table.subtract(table.add(start, count), count) <= start
    assert table.between(start + ONE, table.add(start, count)) == count


@given(st.dates(dt.date(1950, 1, 1), dt.date(2150, 1, 1)), st.integers(0, 600))
def test_months_end_on_the_same_day_number_or_the_last(start, count):
    end = add_months(start, count)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == count
    assert end.day == start.day or ((end + ONE).day == 1 and end.day < start.day)
