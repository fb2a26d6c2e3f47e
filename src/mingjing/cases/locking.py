"""One case with agency and unit, only if the person may see it; locked for an act that changes it."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from mingjing.agencies.models import Agency, Unit
from mingjing.cases.compiled import ANY_CASE, Statement, compiled, made
from mingjing.cases.models import Case
from mingjing.cases.standing import Standing

_OF_CASE = len(Case._meta.concrete_fields)
_OF_AGENCY = _OF_CASE + len(Agency._meta.concrete_fields)


def lock(case_id: UUID, person: Standing) -> Case | None:
    """The case with agency and unit, locked until the transaction ends; None when it isn't visible (1 query)."""
    return _found(_statement(person, locked=True), case_id)


def look_up(case_id: UUID, person: Standing | None) -> Case | None:
    """As `lock`, only to read."""
    return _found(_statement(person, locked=False), case_id) if person else None


def _found(statement: Statement, case_id: UUID) -> Case | None:
    for row in statement.rows({ANY_CASE: case_id}):
        case: Case = made(Case, row[:_OF_CASE])
        case.agency = made(Agency, row[_OF_CASE:_OF_AGENCY])
        case.unit = made(Unit, row[_OF_AGENCY:])
        return case
    return None


@lru_cache(maxsize=1024)
def _statement(person: Standing, *, locked: bool) -> Statement:
    """One for each standing: the predicate of what it may see is part of it."""
    visible = Case.objects.visible_to(person).select_related("agency", "unit").filter(pk=ANY_CASE)
    return compiled(visible.select_for_update(of=("self",)) if locked else visible)
