"""Loading the demo: every move of every case, in one order of time, so that the log's times never go back.

A load that was stopped in the middle goes on where it was: each move carries a request key of its own, and the day
on which loading began stays the day to which all dates are relative.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from mingjing.agencies.models import Agency
from mingjing.cases.importing.acting import Move, make
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.refused import Refused
from mingjing.project.demo import bureau, recordings, told
from mingjing.project.demo.faults import StoryBroken
from mingjing.project.demo.story import Story
from mingjing.project.demo.story import stories as stories_of
from mingjing.project.hidden import hidden_places

Progress = Callable[[int, int, str], None]
DONE, WHOLE = "demo_loaded", "demo_whole"


@dataclass(frozen=True)
class Event:
    """One move of a story with its place in it."""

    move: Move
    story: Story
    place: int


def load(today: date, told_progress: Progress = lambda done, of, what: None) -> Agency:
    """Make the bureau and its cases if they aren't there. Raises NotEmpty, StoryBroken."""
    agency = bureau.found(today)
    if agency.facts.get(DONE):
        return agency
    begun = date.fromisoformat(agency.facts[bureau.MARK])
    pack = library_of(agency).on(begun)
    events = in_order(stories_of(begun, pack, hidden_places))
    cast = bureau.cast_of(agency)
    known = {story.id: _known(story) for story in {event.story.id: event.story for event in events}.values()}
    for number, event in enumerate(events, 1):
        told_progress(number, len(events), event.story.told.words["party"])
        case = known[event.story.id]
        if case is not None and case.seq > event.place:
            continue
        known[event.story.id] = _play(event, case, cast)
    told_progress(len(events), len(events), "音像记录")
    there = {event.story.told.id: known[event.story.id] for event in events}
    recordings.take_in(agency, cast, begun, {name: case for name, case in there.items() if case is not None})
    agency.facts = {**agency.facts, DONE: begun.isoformat()}
    agency.save(update_fields=["facts"])
    return agency


def loaded_on() -> date | None:
    """The day on which the demo was loaded here as a whole, decisions of others included; None if it wasn't."""
    agency = bureau.demo_agency()
    done = agency.facts.get(WHOLE) if agency else None
    return date.fromisoformat(done) if done else None


def note_whole(agency: Agency, today: date) -> None:
    """All of the demo is there: later starts needn't look."""
    agency.facts = {**agency.facts, WHOLE: today.isoformat()}
    agency.save(update_fields=["facts"])


def matters(agency: Agency) -> tuple[list[tuple[str, int]], list[tuple[str, str, str]]]:
    """What is told: (procedure, number of cases), and for each case born of another (party, whence, what it is)."""
    cases = told.cases()
    pack = library_of(agency).on(date.fromisoformat(agency.facts[bureau.MARK]))
    titles = {one.id: pack.procedure(one.procedure).title for one in cases}
    born = [(str(one.words["party"]), titles[one.born_of], titles[one.id]) for one in cases if one.born_of]
    return list(Counter(titles.values()).items()), born


def in_order(stories: Iterable[Story]) -> list[Event]:
    """All moves by time; those of one moment in the order of the cases."""
    events = [
        (move.at, n, place, Event(move, story, place))
        for n, story in enumerate(stories)
        for place, move in enumerate(story.moves)
    ]
    return [event for *_, event in sorted(events, key=lambda one: one[:3])]


def _known(story: Story) -> Case | None:
    return Case.objects.filter(pk=story.id).first()


def _play(event: Event, case: Case | None, cast: Any) -> Case:
    """Each record of a case is one move, so a case's number of records says how far it has come."""
    try:
        done = make(
            event.move, case, cast, case_id=event.story.id, handlers=event.story.people, now=event.move.at,
            key=f"{bureau.MARK}-{event.story.id}-{event.place}", procedure=event.story.told.procedure, parent=event.story.parent,
        )  # fmt: skip
    except Refused as refusal:
        found = "；".join(f"{one.check} {one.say}" for one in refusal.findings)
        raise StoryBroken(
            f"演示案件“{event.story.told.id}”不能办理“{event.move.step.act}”：{found}"
        ) from refusal
    return done.case
