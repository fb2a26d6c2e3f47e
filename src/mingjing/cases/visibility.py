"""Who sees which cases: one predicate, resolved as a set in the query, for lists, counts, exports, search and API.

handler              cases of the own unit, and those that the officer works on
unit_head            cases of the own unit
agency_head,
archivist            cases of the agency
legal_reviewer       cases of the agency that were submitted for review or are major decisions, and those in which an
                     act waits for the reviewer's approval
disclosure_officer   cases of the agency that were decided
supervisor           cases of the own agency and of all agencies below it, to read
administrator        no case: system administration gives no insight into matters
"""

from __future__ import annotations

from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from mingjing.cases.standing import Person, Place, Standing, standing_of

NOBODY = Q(pk__in=())


class CaseQuerySet(models.QuerySet):
    """A set of cases; start from `visible_to` wherever a person asks."""

    def visible_to(self, person: Person) -> Self:
        """The cases that this person (account or officer) may read; none for anybody unknown."""
        return self.filter(case_predicate(standing_of(person)))


def case_predicate(standing: Standing | None, prefix: str = "") -> Q:
    """The predicate on cases, or on rows that reach a case by `prefix` (such as `case__`)."""
    allowed = NOBODY
    for place in standing.places if standing else ():
        allowed |= _allowed(place, standing, prefix)
    return allowed


def _allowed(place: Place, standing: Standing, prefix: str) -> Q:
    own = Q(**{f"{prefix}agency": place.agency_id})
    unit = own & Q(**{f"{prefix}unit": place.unit_id}) if place.unit_id else NOBODY
    match place.role:
        case "handler":
            return unit | (own & _works_on(standing, prefix)) if standing.officer_id else unit
        case "unit_head":
            return unit
        case "agency_head" | "archivist":
            return own
        case "legal_reviewer":
            reviewed = Q(**{f"{prefix}major": True}) | ~Q(**{f"{prefix}review": ""})
            return own & (reviewed | Q(**{f"{prefix}pk__in": _waiting_for(place.role)}))
        case "disclosure_officer":
            return own & Q(**{f"{prefix}decided_on__isnull": False})
        case "supervisor":
            return Q(**{f"{prefix}agency__in": place.below})
    return NOBODY


def _waiting_for(role: str) -> models.QuerySet:
    """Cases in which an act waits for the approval of this role."""
    tasks = apps.get_model("cases", "Task").objects
    return tasks.filter(kind="approve", role=role, done=None).values("case_id")


def _works_on(standing: Standing, prefix: str) -> Q:
    posts = apps.get_model("cases", "CaseOfficer").objects.filter(officer=standing.officer_id)
    return Q(Exists(posts.filter(case=OuterRef(f"{prefix}pk" if not prefix else prefix.rstrip("_")))))
