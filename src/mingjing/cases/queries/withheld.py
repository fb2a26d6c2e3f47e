"""Decisions that were decided not to be made public, or not yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from mingjing import law
from mingjing.cases import shown
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.standing import Person

MOST = 20


@dataclass(frozen=True, slots=True)
class Withheld:
    """One decision that is kept back. `review_on`: when deferring is looked at again (text, may be empty)."""

    case_id: UUID
    case_title: str
    case_number: str
    kind: str
    ground: str
    explanation: str
    on: str
    review_on: str


def withheld(person: Person, pack: law.Pack) -> Sequence[Withheld]:
    """The latest decisions kept back in cases that the person sees, at most `MOST` (1 query).

    `pack` = the law whose acts of keeping back are looked for: the agency's own.
    """
    today = timezone.now().astimezone(SHANGHAI).date()
    kept_back = Case.objects.visible_to(person).filter(
        decided_on__isnull=False,
        published=False,
        state__acts__has_any_keys=sorted(pack.acts_with("withhold")),
    )
    found = kept_back.select_related("agency").defer("search").order_by("-decided_on", "id")[:MOST]
    return [row for case in found if (row := _row(case, today)) is not None]


def _row(case: Case, today: date) -> Withheld | None:
    pack = library_of(case.agency).on(today)
    act, done = pack.procedure(case.procedure).with_effect("withhold"), case.state["acts"]
    if act is None or act.id not in done:
        return None
    last: dict[str, Any] = done[act.id][-1]
    told = {
        name: shown.value(act.fields[name], last.get(name), pack, {})
        for name in ("kind", "ground", "explanation", "review_on")
    }
    return Withheld(case.pk, case.title, case.number, on=shown.day(str(last["at"])), **told)
