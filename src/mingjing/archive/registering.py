"""A bound case file comes into the archive room: with the archive act, in its transaction, it gets its number and term."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mingjing import law
from mingjing.archive import numbering
from mingjing.archive.models import ArchivedFile
from mingjing.cases import locking
from mingjing.cases.circumstances import as_id, state_of
from mingjing.cases.effects import Done
from mingjing.cases.issuing import agency_facts
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.refused import NoSuchCase, bad
from mingjing.cases.standing import Person, standing_of
from mingjing.records.models import Record

ACT, RULE = "archive_case", "retention_as_ruled"


def note(done: Done) -> None:
    """Register the file when the archive act takes effect (2 queries then, none for other acts)."""
    if done.act == ACT:
        _register(done.case, done.pack, done.state, done.occurrence, done.now)


def register(person: Person, case_id: UUID | str) -> ArchivedFile:
    """Register a file that was bound before there was an archive room; the archivist's. Raises `NoSuchCase`, `Refused`."""
    standing = standing_of(person)
    now = timezone.now()
    with transaction.atomic():
        case = locking.lock(as_id(case_id), standing) if standing else None
        if case is None or standing is None:
            raise NoSuchCase
        if "archivist" not in standing.roles_in(case.agency_id):
            raise bad("归档登记由档案管理员办理。")
        return registered(case, now)


def registered(case: Case, now: datetime) -> ArchivedFile:
    """The case's file in the archive room, registered now if it isn't yet. Raises `Refused` if it isn't bound."""
    found = ArchivedFile.objects.select_related("case", "agency").filter(case=case).first()
    if found is not None:
        return found
    state = state_of(case)
    bound = state.acts.get(ACT)
    if not bound:
        raise bad("本案还没有归档，不能登记。", mend="结案后由档案管理员办理“归档”，编好卷内目录。")
    return _register(case, pack_on(case.agency, now.astimezone(SHANGHAI).date()), state, bound[-1], now)


def _register(
    case: Case, pack: law.Pack, state: law.CaseState, bound: Mapping[str, Any], now: datetime
) -> ArchivedFile:
    proposed = law.retention(pack, state, now, agency_facts(case.agency))
    period = law.period_of(pack, str(bound.get("retention") or ""))
    if period is None:
        raise bad("归档时所选的保管期限不在现行的保管期限表中。", mend="核对法规包中的“案卷保管期限”。")
    archived_on = _day(bound.get("archived_on")) or now.astimezone(SHANGHAI).date()
    closed_on = _day(state.facts.get("closed_on")) or archived_on
    kind = pack.procedure(state.procedure).kind
    number = numbering.take(pack, case.agency_id, kind, closed_on.year, period.id)
    return ArchivedFile.objects.create(
        case=case,
        agency=case.agency,
        number=number.text,
        category=number.category,
        year=closed_on.year,
        period=period.id,
        seq=number.seq,
        proposed=proposed.period.id if proposed.period else "",
        ground=proposed.reason,
        provisional=proposed.provisional,
        reason=_reason(case, bound) if proposed.period != period else "",
        closed_on=closed_on,
        archived_on=archived_on,
        until=law.last_day(period, closed_on),
        registered_at=now,
    )


def _reason(case: Case, bound: Mapping[str, Any]) -> str:
    """Why another term was chosen, as the record of the archive act says (1 query)."""
    record = Record.objects.select_related("content").get(case_id=case.pk, seq=bound["seq"])
    return str(record.entry["reasons"].get(RULE, ""))


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)[:10]) if text else None
