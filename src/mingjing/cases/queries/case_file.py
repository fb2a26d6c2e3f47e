"""The case file of a case: its two volumes with page numbers, what is missing and who owes it, what it would score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from mingjing import law
from mingjing.cases import circumstances, completeness, tasks
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.reading import visible_case
from mingjing.cases.rejudge import rejudge
from mingjing.cases.standing import Person
from mingjing.records.models.record import Record
from mingjing.records.stream import records_of

HANDLER = "handler"


@dataclass(frozen=True, slots=True)
class Volume:
    """正卷 or 副卷; `key` as in `law.VOLUMES`."""

    key: str
    title: str
    leaves: Sequence[law.Leaf]

    @property
    def pages(self) -> int:
        return self.leaves[-1].last if self.leaves else 0


@dataclass(frozen=True, slots=True)
class Owed:
    """What is missing, what it costs, who owes it (in Chinese), and before which act it must be there."""

    deduction: completeness.Deduction
    by: str


@dataclass(frozen=True, slots=True)
class Due:
    """Something that must be done next: an approval, a duty that runs. `on` = its last day, if it has one."""

    title: str
    by: str
    on: date | None


@dataclass(frozen=True)
class CaseFile:
    """All that the page of the case file shows. `happened` is empty when a record's content was erased."""

    case: Case
    state: law.CaseState
    pack: law.Pack
    as_of: datetime
    volumes: Sequence[Volume]
    bindings: Sequence[Mapping[str, Any]]
    owed: Sequence[Owed]
    happened: Sequence[completeness.Happened]
    due: Sequence[Due]
    erased: bool

    @property
    def points(self) -> int:
        """What the file would score in an evaluation today, of 100."""
        lost = [one.deduction.points for one in self.owed] + [one.points for one in self.happened]
        return max(0, round(100 - sum(lost)))

    @property
    def vetoes(self) -> int:
        return sum(one.deduction.veto for one in self.owed) + sum(one.veto for one in self.happened)


def case_file(person: Person, case: Case | UUID | str) -> CaseFile:
    """The file of a case for a person who may see it (4 queries); the reading is logged. Raises `NoSuchCase`."""
    found = visible_case(person, case, "案卷")
    now = timezone.now()
    pack = library_of(found.agency).on(now.astimezone(SHANGHAI).date())
    state = circumstances.state_of(found)
    records = records_of(found.pk)
    erased = any(one.content.manifest is None for one in records)
    lost = completeness.of(pack, state, circumstances.context_of(found, None, {}, now)).lost
    names = handlers(state, records)
    leaves = law.contents(pack, state)
    numbered = {id(leaf.document) for leaf in leaves}
    return CaseFile(
        case=found,
        state=state,
        pack=pack,
        as_of=now,
        volumes=[
            Volume(key, title, [leaf for leaf in leaves if leaf.volume == key])
            for key, title in law.VOLUMES.items()
        ],
        bindings=[one for one in state.documents if id(one) not in numbered],
        owed=[Owed(one, owed_by(pack, one.owed_by, names)) for one in lost] if not _archived(state) else [],
        happened=[] if erased else completeness.happened(rejudge(found, records)),
        due=[
            Due(one.title, owed_by(pack, [one.role], names), one.due)
            for one in tasks.wanted(found, state, pack, law.clocks(pack, state, pack.calendar, now))
        ],
        erased=erased,
    )


def _archived(state: law.CaseState) -> bool:
    return bool(state.acts.get(completeness.CLOSING[-1]))


def owed_by(pack: law.Pack, roles: Iterable[str], names: Sequence[str]) -> str:
    """Roles in Chinese; the handlers of the case by name."""
    said = []
    for role in roles:
        own = f"（{'、'.join(names)}）" if role == HANDLER and names else ""
        said.append(pack.role_title(role) + own)
    return "或者".join(said)


def handlers(state: law.CaseState, records: Sequence[Record]) -> list[str]:
    """Names of the case's handlers, as its records call them (no query)."""
    ids = [
        str(one.get("id") if isinstance(one, Mapping) else one) for one in state.facts.get("handlers") or ()
    ]
    known: dict[str, str] = {}
    for record in records:
        if record.content.manifest is not None:
            told = record.entry
            known |= {one["id"]: one["name"] for one in [*told["officers"], told["actor"]]}
    return [known[one] for one in ids if one in known]
