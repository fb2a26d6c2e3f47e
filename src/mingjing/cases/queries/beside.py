"""What stands beside a person's own tasks: what waits for somebody else, what is to be made public, reviews under way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from mingjing import law
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case, CaseOfficer, Task
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.queries.lists import DueClock
from mingjing.cases.queries.tasks import UNSURE, row_of_task
from mingjing.cases.standing import Person, standing_of
from mingjing.cases.visibility import NOBODY, case_predicate

DISCLOSING = ("propose", "publish", "withdraw")  # effects of acts that the packs mark
REVIEWING = ("waiting", "returned", "revise", "oppose")
MOST = 40


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that somebody else has to do in a case that the person works on, or that must become public."""

    kind: str
    act: str
    effect: str
    title: str
    who: str
    since: datetime
    case_id: UUID
    case_title: str
    case_number: str
    clock: DueClock


@dataclass(frozen=True, slots=True)
class Beside:
    """`others`: approvals that others owe to the person's cases; `disclosures`: what is to be published or withdrawn."""

    others: Sequence[Waiting]
    disclosures: Sequence[Waiting]


def beside(person: Person, pack: law.Pack) -> Beside:
    """What waits beside the person's own tasks, at most `MOST` lines in all (1 query).

    `pack` = the law whose acts of disclosure are looked for: the agency's own.
    """
    standing = standing_of(person)
    today = timezone.now().astimezone(SHANGHAI).date()
    officer = standing.officer_id if standing else None
    mine = Exists(CaseOfficer.objects.filter(case=OuterRef("case"), officer=officer)) if officer else NOBODY
    held = sorted(standing.roles) if standing else []
    wanted = (Q(kind=Task.Kind.APPROVE) & mine & ~Q(role__in=held)) | Q(act__in=pack.acts_with(*DISCLOSING))
    found = (
        Task.objects.filter(wanted, case_predicate(standing, "case__"), done=None)
        .annotate(unsure=UNSURE)
        .select_related("case__agency")
        .defer("case__state", "case__search")
        .order_by(F("due").asc(nulls_last=True), "created", "pk")[:MOST]
    )
    rows = [_waiting(task, today) for task in found]
    publish = _once(one for one in rows if one.effect in DISCLOSING and one.kind != Task.Kind.APPROVE)
    return Beside([one for one in rows if one.kind == Task.Kind.APPROVE], publish)


def reviews_under_way(person: Person) -> Counter[str]:
    """How many of the open cases that the person sees stand where in the legal review, of the first 500 (1 query)."""
    found = Case.objects.visible_to(person).filter(closed=False, review__in=REVIEWING)
    return Counter(found.values_list("review", flat=True)[:500])


def _waiting(task: Task, today: date) -> Waiting:
    row = row_of_task(task, today)
    pack = library_of(task.case.agency).on(today)
    return Waiting(
        task.kind,
        task.act,
        row.effect,
        task.title,
        pack.role_title(task.role),
        task.created,
        task.case_id,
        task.case.title,
        task.case.number,
        row.clock,
    )


def _once(rows: Iterable[Waiting]) -> list[Waiting]:
    """Several periods may press for one publication: the one that ends first stands for it."""
    first: dict[tuple[UUID, str], Waiting] = {}
    for one in rows:
        first.setdefault((one.case_id, one.act), one)
    return list(first.values())
