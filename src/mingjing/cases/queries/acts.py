"""Which act of each case has an effect, by what the case's own procedure says."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.standing import Person
from mingjing.law.procedure import Effect


def acts_with_effect(person: Person, cases: Iterable[UUID], effect: Effect) -> dict[UUID, str]:
    """The act's id by case, of those cases that the person sees and whose procedure has one (1 query)."""
    today = timezone.now().astimezone(SHANGHAI).date()
    seen = Case.objects.visible_to(person).filter(pk__in=set(cases)).select_related("agency")
    found: dict[UUID, str] = {}
    for case in seen.defer("state", "search"):
        procedure = library_of(case.agency).on(today).procedures.get(case.procedure)
        act = procedure.with_effect(effect) if procedure else None
        if act is not None:
            found[case.pk] = act.id
    return found
