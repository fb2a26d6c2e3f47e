"""Who sees which cases: one predicate, resolved as a set in the query, for lists, counts, exports, search and API.

handler              cases of the own unit, and those that the officer works on
unit_head            cases of the own unit
agency_head,
archivist            cases of the agency
legal_reviewer       cases of the agency that were submitted for review or are major decisions
disclosure_officer   cases of the agency that were decided
supervisor           cases of the own agency and of all agencies below it, to read
administrator        no case: system administration gives no insight into matters
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from mingjing.cases.standing import Standing, standing_of

if TYPE_CHECKING:
    from mingjing.cases.standing import Person

NOBODY = Q(pk__in=())


class CaseQuerySet(models.QuerySet):
    """A set of cases; start from `visible_to` wherever a person asks."""

    def visible_to(self, person: Person) -> Self:
        """The cases that this person (user or officer) may read; none for anybody unknown."""
        return self.filter(case_predicate(standing_of(person)))


def case_predicate(standing: Standing | None, prefix: str = "") -> Q:
    """The predicate on cases, or on rows that reach a case by `prefix` (such as `case__`)."""
    if standing is None:
        return NOBODY
    own = Q(**{f"{prefix}agency": standing.agency_id})
    unit = own & Q(**{f"{prefix}unit": standing.unit_id}) if standing.unit_id else NOBODY
    allowed = NOBODY
    for role in standing.roles:
        match role:
            case "handler":
                allowed |= unit | (own & _works_on(standing, prefix))
            case "unit_head":
                allowed |= unit
            case "agency_head" | "archivist":
                allowed |= own
            case "legal_reviewer":
                allowed |= own & (Q(**{f"{prefix}major": True}) | ~Q(**{f"{prefix}review": ""}))
            case "disclosure_officer":
                allowed |= own & Q(**{f"{prefix}decided_on__isnull": False})
            case "supervisor":
                allowed |= Q(**{f"{prefix}agency__in": standing.supervised})
    return allowed


def _works_on(standing: Standing, prefix: str) -> Q:
    posts = apps.get_model("cases", "CaseOfficer").objects.filter(officer=standing.officer_id)
    return Q(Exists(posts.filter(case=OuterRef(f"{prefix}pk"))))
