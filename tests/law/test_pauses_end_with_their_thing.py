"""A pause that is about one of several things ends with that thing, or with the last day of another deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from mingjing import law
from mingjing.law.dependents import with_dependents

OLD = "  pauses: [{from: suspend, to: resume}]\n"
NEW = "  pauses: [{from: seize, to: [release, clocks.seizure], match: {list_no: list_no}}]\n"


@pytest.fixture
def paused(altered: Callable[..., law.Library], matter: Any) -> Any:
    """Whatever is seized stops the clock: until it is released, or its thirty days are over."""
    matter.library = altered("deadlines.yaml", OLD, NEW)
    matter.file()
    return matter


def seize(matter: Any, number: str, day: str) -> None:
    fields = {"list_no": number, "seized_at": f"{day}T10:00", "items": [{"name": "桶"}]}
    matter.must("seize", f"{day}T11:00", fields=fields, officers=("lu", "shen"))


def decision(matter: Any, day: str) -> law.Clock:
    found: law.Clock = matter.clocks(day)["decide_in_time"]
    return found


def test_another_thing_does_not_end_the_pause(paused: Any) -> None:
    seize(paused, "扣1", "2026-03-10")
    seize(paused, "扣2", "2026-03-11")
    paused.must("release", "2026-03-13", fields={"list_no": "扣2"})
    assert decision(paused, "2026-03-14").state == "paused"
    paused.must("release", "2026-03-16", fields={"list_no": "扣1"})
    clock = decision(paused, "2026-03-17")
    assert clock.state == "running"
    assert "2026年3月10日至2026年3月16日（含首尾两日，共7日）不计算在内。" in clock.derivation
    assert clock.due == dt.date(2026, 5, 31) + dt.timedelta(days=7 + 1)  # a Sunday rolls


def test_what_is_never_ended_ends_with_the_last_day_of_the_other_deadline(paused: Any) -> None:
    seize(paused, "扣1", "2026-03-10")
    seize(paused, "扣2", "2026-03-20")
    paused.must("release", "2026-03-13", fields={"list_no": "扣1"})
    assert paused.clocks("2026-04-19")["seizure"].due == dt.date(2026, 4, 19)
    assert decision(paused, "2026-04-19").state == "paused"
    clock = decision(paused, "2026-04-20")
    assert clock.state == "running"
    assert clock.due == dt.date(2026, 5, 31) + dt.timedelta(days=4 + 31 + 1)  # a Sunday rolls
    assert decision(paused, "2026-04-28").due == clock.due


def test_what_ends_after_that_last_day_makes_the_pause_no_longer(paused: Any) -> None:
    seize(paused, "扣1", "2026-03-10")
    before = decision(paused, "2026-04-10").due
    paused.must("release", "2026-04-20", fields={"list_no": "扣1"})
    assert decision(paused, "2026-04-20").due == before


def test_a_deadline_that_ended_in_an_open_pause_stays_as_it_was(paused: Any) -> None:
    seize(paused, "扣1", "2026-03-10")
    paused.must("draft", "2026-03-11", fields={"fine": "1000"})
    paused.must("decide", "2026-03-12")
    paused.must("decide", "2026-03-13", "cheng", "agency_head", step="approve")
    then, later = decision(paused, "2026-03-13"), decision(paused, "2026-03-30")
    assert (then.state, later.state) == ("met", "met")
    assert later.due == then.due == dt.date(2026, 5, 31) + dt.timedelta(days=4)


def test_the_clock_hangs_on_the_deadline_that_ends_its_pauses(paused: Any) -> None:
    pack = paused.library.on(dt.date(2026, 3, 10))
    assert "decide_in_time" in with_dependents(pack, ["seizure"])
    assert pack.deadlines["decide_in_time"].pauses[0].until == ("release", "clocks.seizure")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("{from: seize, to: []}", "没有写明到什么时候为止"),
        ("{from: seize, to: [release, clocks.seized], match: {list_no: list_no}}", "没有“seized”这一期限"),
        ("{from: seize, to: [release, clocks.seizure]}", "逐个计时所依的栏目"),
        ("{from: seize, to: release, match: {list: list_no}}", "“查封扣押”没有“list”这一栏"),
        ("{from: seize, to: release, match: {list_no: list}}", "“解除查封扣押”没有“list”这一栏"),
        ("{from: seize, to: [release, clocks.decide_in_time]}", "互相依赖"),
    ],
)
def test_a_pause_that_can_not_end_is_refused(
    altered: Callable[..., law.Library], wrong: str, said: str
) -> None:
    with pytest.raises(law.PackFaults, match=said):
        altered("deadlines.yaml", OLD, f"  pauses: [{wrong}]\n")
