"""A new holiday notice: which clocks of which cases it moves, and that the cache stays what the records say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from whole_case import Matter

from mingjing.cases import calendar_changes, libraries, rebuild, recalculation
from mingjing.cases.libraries import library_of
from mingjing.cases.models import CalendarChange, Case, CaseClock, MovedClock, Task
from mingjing.cases.replay import replay
from mingjing.law import HolidayYear
from mingjing.law.notices import in_force

pytestmark = pytest.mark.django_db(transaction=True)
FRIDAY = date(2026, 7, 10)


@pytest.fixture(autouse=True)
def _packs_as_before(bureau, monkeypatch):
    """The next test finds the packs as they were loaded before the notice, and needn't load them anew."""
    library_of(bureau.agency)
    monkeypatch.setattr(libraries, "_by_layers", dict(libraries._by_layers))


def silent(done: int, of: int) -> None:
    """Nobody watches."""


def amended(bureau, *days: date):
    """The notice of 2026 with more days off."""
    held = in_force(library_of(bureau.agency).notices, 2026)
    return replace(
        held,
        notice="国办发明电〔2026〕3号",
        amends=held.notice,
        published_on=held.published_on + timedelta(days=90),
        holidays={**dict.fromkeys(days, "临时假日"), **held.holidays},
    )


def first_notice(year: int):
    """A year that nobody has published yet: New Year's Day and the first week of October."""
    days = [date(year, 1, 1), *(date(year, 10, day) for day in range(1, 8))]
    return HolidayYear(
        year,
        f"国办发明电〔{year - 1}〕9号",
        dict.fromkeys(days, "假日"),
        frozenset(),
        "通知",
        date(year - 1, 11, 20),
    )


def take_in(bureau, notice) -> CalendarChange:
    return calendar_changes.take_in(notice, library_of(bureau.agency), silent)


def test_the_day_due_its_task_and_the_list_move_with_the_notice(begun, bureau):
    matter = begun(Matter, "decide")
    notice = amended(bureau, FRIDAY)
    foretold = calendar_changes.preview(notice, silent)
    assert CaseClock.objects.get(deadline="decision_service").due == date(2026, 7, 15)
    assert not CalendarChange.objects.exists()
    record = take_in(bureau, notice)
    told = {(one.deadline, one.old, one.new) for one in calendar_changes.moved_by(record)}
    assert ("decision_service", date(2026, 7, 15), date(2026, 7, 16)) in told
    assert told == {(one.deadline, one.old, one.new) for one in foretold}
    assert CaseClock.objects.get(deadline="decision_service").due == date(2026, 7, 16)
    assert Task.objects.get(deadline="decision_service", done=None).due == date(2026, 7, 16)
    case = Case.objects.get(pk=matter.case.pk)
    assert (case.next_due, case.next_due_deadline) == (date(2026, 7, 16), "送达行政处罚决定书")
    assert (record.cases, record.done_at is not None) == (1, True)


def test_the_cache_stays_what_the_records_say(begun, bureau):
    begun(Matter, "serve_decision")
    take_in(
        bureau,
        amended(bureau, FRIDAY, date(2026, 7, 20), date(2026, 7, 21), date(2026, 9, 7), date(2027, 1, 4)),
    )
    report = rebuild.check()
    assert report.equal, [str(one) for one in report.differences]


def test_a_year_that_is_published_is_no_longer_provisional(begun, bureau):
    begun(Matter, "serve_decision")
    assert CaseClock.objects.get(deadline="suit_direct").provisional
    record = take_in(bureau, first_notice(2027))
    assert not CaseClock.objects.get(deadline="suit_direct").provisional
    assert record.cases == 1
    assert rebuild.check().equal


def test_records_are_replayed_by_the_packs_that_they_were_judged_by(begun, bureau):
    matter = begun(Matter, "decide")
    before = replay(matter.case).state
    old = library_of(bureau.agency).digest
    take_in(bureau, amended(bureau, FRIDAY))
    assert library_of(bureau.agency).digest != old
    assert replay(Case.objects.select_related("agency").get(pk=matter.case.pk)).state == before
    matter.go("serve_decision")  # the next act is judged by the new calendar
    assert rebuild.check().equal


def test_what_was_stopped_goes_on_behind_the_last_batch(bureau, monkeypatch):
    for _ in range(3):
        one = Matter(bureau)
        one.go("register_clue")
    monkeypatch.setattr(recalculation, "BATCH", 1)
    notice = amended(bureau, date(2026, 6, 8))

    class Stopped(Exception):
        pass

    def stop(done: int, of: int) -> None:
        assert of == 3
        if done == 2:
            raise Stopped

    known = library_of(bureau.agency)
    with pytest.raises(Stopped):
        calendar_changes.take_in(notice, known, stop)
    assert CalendarChange.objects.get().done_at is None
    moved = MovedClock.objects.count()
    seen = []
    record = calendar_changes.take_in(
        notice, library_of(bureau.agency), lambda done, of: seen.append((done, of))
    )
    assert seen[-1] == (3, 3)
    assert record.cases == 3
    assert MovedClock.objects.count() > moved
    assert (
        MovedClock.objects.values("case", "deadline", "item").distinct().count() == MovedClock.objects.count()
    )
    assert rebuild.check().equal
    assert take_in(bureau, notice) == record  # asked once more: nothing happens


def test_a_case_out_of_reach_is_not_read(begun, bureau):
    begun(Matter, "file_case")
    record = take_in(bureau, amended(bureau, date(2026, 3, 6)))
    assert (record.cases, record.moved.count()) == (0, 0)
