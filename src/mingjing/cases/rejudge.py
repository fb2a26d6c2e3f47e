"""Judging the records of a case again: what each check said of each act, from the records alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mingjing import law
from mingjing.cases.circumstances import context_of
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.replay import library_of_digest


@dataclass(frozen=True)
class Rejudged:
    """One record with the state before it and what the law says of it, under the packs it was made under."""

    pack: law.Pack
    entry: law.RecordEntry
    before: law.CaseState
    after: law.CaseState
    findings: law.Findings


def rejudge(case: Case, records: Iterable[Any]) -> Iterator[Rejudged]:
    """Examine every record of the case anew, in order (no query but for packs that aren't installed)."""
    installed = library_of(case.agency)
    state = law.CaseState.new(case.procedure)
    for record in records:
        entry = law.RecordEntry.from_json(record.entry)
        library = installed if entry.pack_digest == installed.digest else library_of_digest(entry.pack_digest)
        pack = library.on(law.law_day(entry.at))
        context = context_of(case, entry.actor, known_in(entry), entry.recorded_at, entry.elsewhere)
        findings = law.examine(pack, state, _proposal(entry), context)
        after = law.apply(pack, state, entry)
        yield Rejudged(pack, entry, state, after, findings)
        state = after


def known_in(entry: law.RecordEntry) -> dict[str, law.OfficerRef]:
    """The officers as the record says they stood on its day: those taking part, and those named in its fields."""
    found = {ref.id: ref for ref in entry.officers}
    for value in entry.fields.values():
        for one in value if isinstance(value, list) else ():
            if isinstance(one, Mapping) and {"id", "credential", "valid"} <= one.keys():
                found.setdefault(str(one["id"]), law.OfficerRef(**one))
    return found


def _proposal(entry: law.RecordEntry) -> law.Proposal:
    return law.Proposal(
        act=entry.act,
        step=entry.step,
        at=entry.at,
        recorded_at=entry.recorded_at,
        actor=entry.actor,
        officers=entry.officers,
        fields=entry.fields,
        evidence=entry.evidence,
        media=entry.media,
        reasons=entry.reasons,
        born=entry.born,
    )
