"""Whatever the day of loading, the stories are lawful, lie in the past, and put nobody at two places at once."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

sys.path.insert(0, str(Path(__file__).parent))

from pure_play import drivers_of, play

from mingjing import law
from mingjing.project.demo import told
from mingjing.project.demo.load import in_order
from mingjing.project.demo.schedule import days_of
from mingjing.project.demo.story import stories

LAYERS = ("cn", "cn-emergency", "cn-990105-yj")
# An ordinary Sunday; a Tuesday; after the Spring Festival; after the National Day; a case that spans the Spring
# Festival; the first days of a year; years without a published calendar.
DAYS = [
    date(2026, 11, 22), date(2026, 9, 1), date(2026, 3, 2), date(2026, 10, 12), date(2026, 10, 20), date(2027, 1, 8),
    date(2027, 2, 26), date(2028, 5, 6),
]  # fmt: skip


# What the stories tell as late: fines that aren't paid.
LATE = {
    ("overdue", "fine_payment"),
    ("unpaid", "fine_payment"),
    ("court", "fine_payment"),
    ("execution", "fine_payment"),
}


@pytest.fixture(scope="module")
def library() -> law.Library:
    return law.load_library(Path(settings.MINGJING_PACKS), LAYERS)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_story_is_lawful(library: law.Library, day: date) -> None:
    told_cases = stories(day, library.on(day), lambda case, form: [])
    assert play(told_cases, library, day) == []


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_born_cases_carry_their_evidence_and_nothing_is_late_but_what_is_told_so(
    library: law.Library, day: date
) -> None:
    told_cases = stories(day, library.on(day), lambda case, form: [])
    born = [story for story in told_cases if story.parent is not None]
    assert {story.told.procedure for story in born} == {"penalty.ordinary", "coercion.execution"}
    by_id = {story.id: story for story in told_cases}
    for story in born:
        assert by_id[story.parent].moves[0].at < story.moves[0].at
    drivers = drivers_of(told_cases, library, day)
    assert late(told_cases, drivers, library, day) == LATE
    for story in born:
        assert (
            drivers[story.id].state.evidence[0]["title"] == drivers[story.parent].state.evidence[0]["title"]
        )


def late(told_cases, drivers, library: law.Library, day: date) -> set[tuple[str, str]]:
    """Limits that are overdue on the morning of loading, by story."""
    pack, now = library.on(day), law.parse_instant(f"{day}T09:00")
    return {
        (story.told.id, clock.id)
        for story in told_cases
        for clock in law.clocks(pack, drivers[story.id].state, pack.calendar, now)
        if clock.state == "overdue"
    }


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_nothing_happens_on_the_day_of_loading_or_after_it(library: law.Library, day: date) -> None:
    events = in_order(stories(day, library.on(day), lambda case, form: []))
    assert events[-1].move.at.date() < day
    assert all(a.move.at <= b.move.at for a, b in pairwise(events))


def test_days_of_a_case_never_go_back_and_are_working_days(library: law.Library) -> None:
    calendar = library.on(DAYS[0]).calendar
    for week in range(80):
        today = date(2026, 6, 1) + timedelta(days=5 * week)
        for case in told.cases():
            days = days_of(case, today, calendar)
            assert days == sorted(days), (case.id, today)
            assert all(calendar.is_workday(day) for day in days)


def test_nobody_is_at_two_places_at_once(library: law.Library) -> None:
    held: dict[str, list[tuple[str, str]]] = {}
    for story in stories(DAYS[0], library.on(DAYS[0]), lambda case, form: []):
        for move in story.moves:
            fields = move.step.fields
            if move.kind == "submit" and move.step.officers and {"start", "end"} <= set(fields):
                for who in move.step.officers:
                    held.setdefault(who, []).append((fields["start"], fields["end"]))
    assert held
    for spans in held.values():
        assert all(a[1] <= b[0] for a, b in pairwise(sorted(spans)))
