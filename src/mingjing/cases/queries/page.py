"""One case with all that its page shows: options with findings, clocks, records, papers, evidence, people, proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone

from mingjing import law
from mingjing.agencies.models import Officer
from mingjing.cases import circumstances, completeness, shown, snapshot, timeline
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.reading import visible_case
from mingjing.cases.replay import fold
from mingjing.cases.standing import Person, Standing, standing_of
from mingjing.records import shards
from mingjing.records.models import Head
from mingjing.records.stream import records_of


@dataclass(frozen=True)
class CasePerson:
    """Somebody who works on the case; `credential` as registered today."""

    officer_id: int
    name: str
    unit: str
    kind: str
    kind_title: str
    credential: str
    valid: bool
    valid_to: date | None


@dataclass(frozen=True)
class Pending:
    """An act that waits for approval. `may_decide`, `may_withdraw`: whether this person can."""

    act: str
    title: str
    next_role: str
    next_role_title: str
    by: str
    at: datetime
    rows: Sequence[timeline.Row]
    approvals: Sequence[Mapping[str, Any]]
    may_decide: bool
    may_withdraw: bool


@dataclass(frozen=True)
class Proof:
    """How far the records of the case are in the log. `head` is the digest of the last record (hex)."""

    records: int
    logged: int
    size: int
    root: str
    head: str

    @property
    def pending(self) -> int:
        return self.records - self.logged


@dataclass(frozen=True)
class CasePage:
    """All of a case at one moment (`as_of`), for one person. At a past moment `then` = the acts as they stood, for anybody,
    and `next_at` = when the next record was made."""

    case: Case
    state: law.CaseState
    pack: law.Pack
    procedure: law.Procedure
    standing: Standing
    as_of: datetime
    derived: Mapping[str, Any]
    options: Sequence[law.Option]
    forecast: law.Forecast | None
    clocks: Sequence[law.Clock]
    entries: Sequence[timeline.Entry]
    people: Sequence[CasePerson]
    pending: Sequence[Pending]
    completeness: completeness.Completeness
    proof: Proof
    then: Sequence[law.Option] = ()
    next_at: datetime | None = None

    @property
    def stage_title(self) -> str:
        return self.procedure.stages.get(self.state.stage, "")

    @property
    def documents(self) -> Sequence[Mapping[str, Any]]:
        """Issued documents: form, title, number, issued_on, digest, size, pages, volume, check_code, act, seq."""
        return self.state.documents

    @property
    def evidence(self) -> Sequence[Mapping[str, Any]]:
        return self.state.evidence

    @property
    def media(self) -> Sequence[Mapping[str, Any]]:
        return self.state.media


def case_page(
    person: Person, case: Case | UUID | str, *, now: datetime | None = None, what: str = "案件"
) -> CasePage:
    """One case for one person (at most 10 queries); the reading is logged as `what`. Raises `NoSuchCase`."""
    found = visible_case(person, case, what)
    standing = standing_of(person)
    now = now or timezone.now()
    pack = library_of(found.agency).on(now.astimezone(SHANGHAI).date())
    state = circumstances.state_of(found)
    actor = circumstances.actor_in(standing, found, pack, state, "", "submit", "")
    context = circumstances.context_of(found, actor, {}, now)
    options = circumstances.options_for(standing, found, pack, state, context)
    return _page(found, standing, pack, state, records_of(found.pk), now, context, options)


def case_page_on(person: Person, case: Case | UUID | str, day: date) -> CasePage:
    """As `case_page_at`, at the end of a day (Asia/Shanghai)."""
    at = datetime.combine(day, time(23, 59, 59, 999_999), SHANGHAI)
    return case_page_at(person, case, at, said=shown.day(day))


def case_page_at(person: Person, case: Case | UUID | str, at: datetime, *, said: str = "") -> CasePage:
    """The case as it stood at an earlier moment (aware), by the records made until then; to read only.

    State, clocks and columns are those of the fold of these records; nothing can be done in the past, so there are no
    options, but `then` tells what could be done. The reading is logged with the moment, as `said` or to the minute.
    Raises `NoSuchCase`, and `NothingYet` when the case had no record by then.
    """
    found = visible_case(person, case, f"案件（回放到{said or shown.minute(at)}）")
    standing = standing_of(person)
    now = at.astimezone(SHANGHAI)
    every = records_of(found.pk)
    records = [one for one in every if one.recorded_at <= now]
    later = every[len(records)].recorded_at if len(records) < len(every) else None
    if not records:
        raise NothingYet
    state = fold(found, records).state
    pack = library_of(found.agency).on(now.date())
    clocks = law.clocks(pack, state, pack.calendar, now)
    derived = circumstances.derived_facts(pack, state, now)
    for name, column in snapshot.columns(found, state, derived, clocks, pack).items():
        setattr(found, name, column)
    context = circumstances.context_of(found, None, {}, now)
    page = _page(found, standing, pack, state, records, now, context, [])
    then = law.options(pack, state, context)
    return replace(
        page,
        then=then,
        next_at=later,
        pending=[replace(one, may_decide=False, may_withdraw=False) for one in page.pending],
    )


class NothingYet(LookupError):
    """The case had no record by that moment."""


def _page(
    found: Case,
    standing: Standing,
    pack: law.Pack,
    state: law.CaseState,
    records: Sequence[Any],
    now: datetime,
    context: law.Context,
    options: Sequence[law.Option],
) -> CasePage:
    procedure = pack.procedure(state.procedure)
    place = shards.current()
    head = Head.objects.filter(log=place.origin).first()
    size = head.size if head else 0
    logged = place.first + size
    entries = timeline.entries(records, library_of(found.agency), state.procedure, logged=logged)
    clocks = law.clocks(pack, state, pack.calendar, now)
    names = {one["id"]: one["name"] for waiting in state.pending.values() for one in waiting["officers"]}
    return CasePage(
        case=found,
        state=state,
        pack=pack,
        procedure=procedure,
        standing=standing,
        as_of=now,
        derived=circumstances.derived_facts(pack, state, now),
        options=options,
        forecast=law.forecast(pack, state, options, clocks, now.astimezone(SHANGHAI).date()),
        clocks=clocks,
        entries=entries,
        people=_people(state, now.astimezone(SHANGHAI).date()),
        pending=[
            _pending(act, waiting, found, pack, procedure, standing, names)
            for act, waiting in state.pending.items()
        ],
        completeness=completeness.of(pack, state, context),
        proof=Proof(
            len(records),
            sum(1 for one in records if one.outbox.idx is not None and one.outbox.idx < logged),
            size,
            bytes(head.root).hex() if head else "",
            records[-1].digest if records else "",
        ),
    )


def _people(state: law.CaseState, day: date) -> list[CasePerson]:
    """The people of the case with their credentials (3 queries), the leading handler first."""
    posts = snapshot.people_of(state)
    found = {
        officer.pk: officer
        for officer in Officer.objects.filter(pk__in={officer for officer, _ in posts})
        .select_related("unit")
        .prefetch_related("credentials__events")
    }
    order = {"handler": 0, "assistant": 1, "reviewer": 2}
    ranked = sorted(posts, key=lambda post: (order.get(post[1], 3), post[0]))
    return [_person(found[officer], kind, day) for officer, kind in ranked if officer in found]


def _person(officer: Officer, kind: str, day: date) -> CasePerson:
    card = officer.credential_on(day)
    return CasePerson(
        officer.pk,
        officer.name,
        officer.unit.name,
        str(kind),
        snapshot.post_title(kind),
        card.number if card else "",
        bool(card and card.valid_on(day)),
        card.valid_to if card else None,
    )


def _pending(
    act_id: str,
    waiting: Mapping[str, Any],
    case: Case,
    pack: law.Pack,
    procedure: law.Procedure,
    standing: Standing,
    names: Mapping[str, str],
) -> Pending:
    act = procedure.act(act_id)
    role = waiting["next_role"]
    own = waiting["by"] == standing.actor_id
    return Pending(
        act=act_id,
        title=act.title if act else "",
        next_role=role,
        next_role_title=pack.role_title(role),
        by=waiting.get("by_name", ""),
        at=datetime.fromisoformat(waiting["at"]),
        rows=timeline.rows_of(act, waiting["fields"], pack, names),
        approvals=waiting["approvals"],
        may_decide=not own and role in standing.roles_in(case.agency_id, case.unit_id),
        may_withdraw=own,
    )
