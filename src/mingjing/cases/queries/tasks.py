"""What a person has to do, the least days left first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from mingjing.cases.libraries import library_of
from mingjing.cases.models import Task
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.queries.lists import DueClock, unsure
from mingjing.cases.standing import Person, Standing, standing_of
from mingjing.cases.tasks import OF_A_UNIT
from mingjing.cases.visibility import NOBODY, case_predicate

LIMIT = 100
UNSURE = unsure("case", deadline="deadline", due="due")


@dataclass(frozen=True)
class TaskRow:
    """One thing to do. `kind` is approve, mend (sent back) or act; `act` the act to open, `effect` its mark in the pack."""

    id: int
    kind: str
    act: str
    title: str
    detail: str
    case_id: UUID
    case_number: str
    case_title: str
    party_name: str
    role: str
    clock: DueClock
    effect: str = ""


@dataclass(frozen=True)
class TaskList:
    rows: Sequence[TaskRow]
    has_more: bool


def tasks_for(person: Person, limit: int = LIMIT) -> TaskList:
    """Open tasks of the roles that the person holds, in cases that the person may see (at most 4 queries)."""
    standing = standing_of(person)
    today = timezone.now().astimezone(SHANGHAI).date()
    found = list(
        open_tasks(standing)
        .annotate(unsure=UNSURE)
        .select_related("case__agency")
        .defer("case__state", "case__search")
        .order_by(F("due").asc(nulls_last=True), "created", "pk")[: limit + 1]
    )
    return TaskList([row_of_task(task, today) for task in found[:limit]], len(found) > limit)


def open_tasks(standing: Standing | None) -> QuerySet:
    """The open tasks of a person as a set: by role and unit, or named for the officer."""
    mine = Q(officer=standing.officer_id) if standing and standing.officer_id else NOBODY
    for place in standing.places if standing else ():
        one = Q(role=place.role, case__agency=place.agency_id, officer=None)
        mine |= one & Q(unit=place.unit_id) if place.role in OF_A_UNIT else one
    return Task.objects.filter(mine, case_predicate(standing, "case__"), done=None)


def row_of_task(task: Any, today: date) -> TaskRow:
    """A task, annotated with `UNSURE`, with its case and its clock as of today."""
    left = (task.due - today).days if task.due else None
    pack = library_of(task.case.agency).on(today)
    deadline = pack.deadlines.get(task.deadline)
    procedure = pack.procedures.get(task.case.procedure)
    act = procedure.act(task.act) if procedure else None
    citation = deadline.citation if deadline else ""
    state = "idle" if left is None else "overdue" if left < 0 else "running"
    return TaskRow(
        task.pk,
        task.kind,
        task.act,
        task.title,
        task.item,
        task.case_id,
        task.case.number,
        task.case.title,
        task.case.party_name,
        task.role,
        DueClock(deadline.title if deadline else "", task.due, left, state, citation, task.unsure),
        act.effect if act else "",
    )
