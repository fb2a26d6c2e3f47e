"""What a destroyed case no longer tells: the content of its records and its cached state. Entries and digests stay.

Each record that is erased is named by a record of its own (kind "disposal"), so that whoever checks an export or the log
can tell an erasure from a loss (ledger spec 6.4). The number, the name and the party of the case stay for the register of
what was destroyed; the party's code, every entered field and the drafts go.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from mingjing import law
from mingjing.cases.circumstances import state_of
from mingjing.cases.models import Case, Draft
from mingjing.cases.search import search_vector
from mingjing.records import erasure
from mingjing.records.stream import append, records_of

ACT = "destroy_content"
FACTS = ("handlers", "closed_on", "decided_on", "filed_on", "number")
PAPER = ("seq", "act", "form", "title", "number", "issued_on", "pages", "digest", "volume", "check_code", "sha256", "mime",
         "kind", "scene", "start", "end")  # fmt: skip
Source = Callable[[UUID], Iterable[str]]  # the case's id; digests (SHA-256, hex)
Going = Callable[[Collection[UUID]], Iterable[UUID]]  # cases; those of them of which it is so
_copies: list[Source] = []
_being_copied: list[Going] = []
_begun: list[Going] = []


def copied_in(source: Source, under_way: Going) -> None:
    """Register who keeps copies of a case file in the vault, and of which cases one is being made; for `AppConfig.ready`."""
    if source not in _copies:
        _copies.append(source)
        _being_copied.append(under_way)


def begun_in(begun: Going) -> None:
    """Register who destroys case files, and which destructions have begun; for `AppConfig.ready`."""
    if begun not in _begun:
        _begun.append(begun)


def copies_of(case_id: UUID) -> set[str]:
    """Digests of the copies that were made of the case file (1 query for each who keeps them)."""
    return {digest for source in _copies for digest in source(case_id)}


def being_copied(cases: Collection[UUID]) -> set[UUID]:
    """Those of the cases of which a copy is being made: they can't be destroyed meanwhile (1 query for each who makes them)."""
    return {case for going in _being_copied for case in going(cases)}


def is_begun(case_id: UUID) -> bool:
    """Has the destruction of the case file begun, or is it done (2 queries)? Whoever must be sure holds the case's lock."""
    return erasure.is_unlinked(case_id) or any(case_id in begun([case_id]) for begun in _begun)


def erase_content(case_id: UUID, disposal: str, now: datetime) -> None:
    """Erase what the case's records say and what its row tells of it, inside the caller's transaction; `disposal` = the list's id.

    Raises RuntimeError outside a transaction. A case that is erased already stays as it was.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if erasure.is_unlinked(case_id):
        return
    records = [one for one in records_of(case_id) if one.content.manifest is not None]
    last = None
    for number, record in enumerate(records, case.seq + 1):
        told = _told(number, record.rid, disposal, now)
        last = append(case_id, number, told, now=now, kind="disposal", corrects=record)
        erasure.erase(record, last)
    if last is not None:
        erasure.unlink(last, case_id)
        case.seq = last.seq
    case.state = _bare(state_of(case), case.seq).to_json()
    case.party_code = ""
    case.search = search_vector(case.number, case.title, case.party_name)
    case.save(update_fields=["seq", "state", "party_code", "search"])
    Draft.objects.filter(case=case).delete()


def _told(seq: int, rid: str, disposal: str, now: datetime) -> dict[str, Any]:
    """The record of an erasure: which record by which list, and nothing of a person."""
    actor = law.ActorRef(id="", name="系统", role="archivist")
    entry = law.RecordEntry(seq, ACT, "submit", now, now, actor, fields={"record": rid, "disposal": disposal})
    return entry.to_json()


def _bare(state: law.CaseState, seq: int) -> law.CaseState:
    """The course of the case and its directory of papers, without anything that was entered."""
    return replace(
        state,
        facts={name: state.facts[name] for name in FACTS if name in state.facts},
        party={},
        acts={act: tuple(_only(done, ("at", "seq")) for done in all_) for act, all_ in state.acts.items()},
        pending={},
        returned={},
        documents=_each(state.documents),
        evidence=_each(state.evidence),
        media=_each(state.media),
        seq=seq,
    )


def _each(items: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    return tuple(_only(one, PAPER) for one in items)


def _only(one: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: one[name] for name in names if name in one}
