"""The moments of a case, and what changed between two of them: facts, acts, documents, clocks, what could be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from mingjing import law, papers
from mingjing.cases import circumstances, shown, timeline, timeline_paper
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.reading import visible_case
from mingjing.cases.replay import fold
from mingjing.cases.standing import Person
from mingjing.law.nouns import CLOCK_STATES
from mingjing.records.models.record import Record
from mingjing.records.stream import records_of


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that was otherwise before; "" = it wasn't there."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What came between two moments. Texts are Chinese; `acts`, `documents`, `evidence` and `media` were added."""

    stage: Changed | None
    facts: Sequence[Changed]
    acts: Sequence[str]
    documents: Sequence[str]
    evidence: Sequence[str]
    media: Sequence[str]
    clocks: Sequence[Changed]
    possible: Sequence[str]
    barred: Sequence[str]


@dataclass(frozen=True)
class Replay:
    """Every record of the case as a moment, oldest first; `difference` between the records `since` and `until`.

    `erased`: what the records said was destroyed; then nothing can be compared.
    """

    case: Case
    moments: Sequence[timeline.Entry]
    since: int
    until: int
    difference: Difference
    erased: bool = False


@dataclass(frozen=True, slots=True)
class _Then:
    """The case after one record, as of the moment of recording."""

    state: law.CaseState
    pack: law.Pack
    now: datetime
    clocks: Mapping[tuple[str, str], law.Clock]
    possible: Mapping[str, str]


def replay_page(
    person: Person, case: Case | UUID | str, *, since: int | None = None, until: int | None = None
) -> Replay:
    """The moments and the difference (3 queries); by default what the last record changed. Logged.

    Numbers outside the case's records mean its first or its last. Raises `NoSuchCase`.
    """
    found = visible_case(person, case, "全过程回放")
    records = records_of(found.pk)
    library = library_of(found.agency)
    last = len(records)
    until = min(max(until if until is not None else last, 1), last)
    since = min(max(since if since is not None else until - 1, 0), last)
    since, until = sorted((since, until))
    moments = timeline.entries(records, library, found.procedure)
    if any(record.content.manifest is None for record in records):
        return Replay(found, moments, since, until, _difference(None, None, {}), erased=True)
    names: dict[str, str] = {}
    for record in records[:until]:
        names |= timeline.names_in(record.entry)
    before, after = _then(found, records, since), _then(found, records, until)
    return Replay(found, moments, since, until, _difference(before, after, names))


def printed_timeline(person: Person, case: Case | UUID | str) -> tuple[str, papers.Paper]:
    """The whole timeline on paper, with the name of its file (3 queries); logged. Raises `NoSuchCase`."""
    found = visible_case(person, case, "打印全过程记录")
    entries = timeline.entries(records_of(found.pk), library_of(found.agency), found.procedure)
    name = (found.number or found.title or "案件").replace("/", "-")
    return f"全过程记录 {name}.pdf", timeline_paper.paper(found, entries)


def _then(case: Case, records: Sequence[Record], seq: int) -> _Then | None:
    if seq == 0:
        return None
    until = records[:seq]
    now = until[-1].recorded_at
    pack = library_of(case.agency).on(now.astimezone(SHANGHAI).date())
    state = fold(case, until).state
    clocks = {(one.id, one.key): one for one in law.clocks(pack, state, pack.calendar, now)}
    options = law.options(pack, state, circumstances.context_of(case, None, {}, now))
    return _Then(state, pack, now, clocks, {one.act.id: one.act.title for one in options if one.possible})


def _difference(before: _Then | None, after: _Then | None, names: Mapping[str, str]) -> Difference:
    if after is None:
        return Difference(None, (), (), (), (), (), (), (), ())
    pack, state = after.pack, after.state
    old = before.state if before else law.CaseState.new(state.procedure)
    procedure = pack.procedure(state.procedure)
    stage = Changed("环节", _stage(procedure, old), _stage(procedure, state))
    facts = [
        *_facts("", pack.facts, old.facts, state.facts, pack, names),
        *_facts("当事人：", pack.party_facts, old.party, state.party, pack, names),
    ]
    acts = [
        act.title
        for act in procedure.acts
        for _ in range(len(state.acts.get(act.id, ())) - len(old.acts.get(act.id, ())))
    ]
    was, now = before.possible if before else {}, after.possible
    return Difference(
        stage if stage.before != stage.after else None,
        facts,
        acts,
        [timeline.document_name(one) for one in state.documents[len(old.documents) :]],
        [str(one.get("title") or one.get("file") or "证据") for one in state.evidence[len(old.evidence) :]],
        [str(one.get("title") or one.get("file") or "音像记录") for one in state.media[len(old.media) :]],
        _clocks(before.clocks if before else {}, after.clocks),
        [title for act, title in now.items() if act not in was],
        [title for act, title in was.items() if act not in now],
    )


def _stage(procedure: law.Procedure, state: law.CaseState) -> str:
    return "已办结" if state.closed else procedure.stages.get(state.stage, "")


def _facts(
    prefix: str, kinds: Mapping[str, Any], old: Mapping[str, Any], new: Mapping[str, Any], pack: law.Pack,
    names: Mapping[str, str],
) -> list[Changed]:  # fmt: skip
    found = []
    for key, kind in kinds.items():
        before, after = old.get(key), new.get(key)
        if before != after:
            told = [shown.value(kind, one, pack, names) if one is not None else "" for one in (before, after)]
            if told[0] != told[1]:
                found.append(Changed(prefix + kind.title, *told))
    return found


def _clocks(
    before: Mapping[tuple[str, str], law.Clock], after: Mapping[tuple[str, str], law.Clock]
) -> list[Changed]:
    found = []
    for key in {**before, **after}:
        told = [_told(one.get(key)) for one in (before, after)]
        if told[0] != told[1]:
            clock = after.get(key) or before[key]
            found.append(Changed(f"{clock.title}{'（' + clock.key + '）' if clock.key else ''}", *told))
    return found


def _told(clock: law.Clock | None) -> str:
    if clock is None:
        return ""
    word = CLOCK_STATES.get(clock.state, "")
    if clock.due is None:
        return word
    due = clock.due
    return f"{word}，最后一日{shown.minute(due) if isinstance(due, datetime) else shown.day(due)}"
