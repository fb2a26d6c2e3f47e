"""A new holiday notice worked through many open cases, by the very function that `mingjing law calendar import` calls."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date, timedelta

from bench import bare, copies, playing, story
from bench.bureau import Bureau
from bench.rows import Baseline, Row
from mingjing import law
from mingjing.cases.calendar_changes import take_in
from mingjing.cases.libraries import library_of
from mingjing.cases.models import CaseClock
from mingjing.law.notices import in_force

AIM_SECONDS, AIM_CASES = 60.0, 100_000
MODELS = 10
YEAR = 2026


def measure(*, cases: int, small: bool) -> list[Row]:
    desk = playing.bureau()
    steps = len(story.whole_case().steps) - 3  # before the case is closed
    models = 3 if small else MODELS
    stops = [8 + number * (steps - 8) // (models - 1) for number in range(models)]
    made = [playing.play(desk.stage(), story.beginning(stop)).case.pk for stop in stops]
    copies.open_copies(made, cases)
    clocks = CaseClock.objects.count()
    plain = _plain()
    wall, busy = time.perf_counter(), time.process_time()
    record = take_in(_amended(desk), library_of(desk.agency), lambda done, of: None)
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    beside = Baseline("reading and json.loads of every state", plain)
    return [
        Row("clocks", "cases computed anew", record.cases, "cases"),
        Row("clocks", f"clocks moved, of {clocks:,}", record.moved.count(), "clocks"),
        Row("clocks", "all of it", wall, "s", beside, AIM_SECONDS * max(cases, 1) / AIM_CASES),
        Row("clocks", "all of it, Python's own work", busy, "s", beside),
        Row("clocks", "of one case", 1000 * wall / max(record.cases, 1), "ms"),
    ]


def _amended(desk: Bureau) -> law.HolidayYear:
    """The year's notice with every Friday off: whatever clock of an open case runs for a week moves."""
    held = in_force(library_of(desk.agency).notices, YEAR)
    if held is None or held.published_on is None:
        raise RuntimeError("the packs have no notice for the year")
    first = date(YEAR, 1, 1)
    fridays = [day for step in range(365) if (day := first + timedelta(days=step)).weekday() == 4]
    more = {day: "临时假日" for day in fridays if day not in held.workdays}
    return replace(
        held, notice="国办发明电〔2026〕99号", amends=held.notice, published_on=held.published_on + timedelta(days=60),
        holidays={**more, **held.holidays},
    )  # fmt: skip


def _plain() -> float:
    """Seconds to read the states of all cases and parse them."""
    begun = time.perf_counter()
    with bare.role() as connection, connection.cursor("states") as cursor:
        cursor.execute("SELECT state::text FROM cases_case")
        for (state,) in cursor:
            json.loads(state)
    return time.perf_counter() - begun
