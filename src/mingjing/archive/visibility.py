"""Who sees the archive room: whoever may see the case, as far as a post of the archive room's work is held.

A file in the archive room says the case's name: its predicate is the case's. Transfer lists name cases of all units:
archivist and head see those of the agency, others the ones that they made. Disposals are shown to those who take a step.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from mingjing.cases.destruction import ROLES
from mingjing.cases.standing import Person, standing_of
from mingjing.cases.visibility import NOBODY, case_predicate


class ArchivedFileQuerySet(models.QuerySet):
    """A set of archived files; start from `visible_to` wherever a person asks."""

    def visible_to(self, person: Person) -> Self:
        """The files of the cases that this person (account or officer) may see; none for anybody unknown."""
        return self.filter(case_predicate(standing_of(person), "case__"))


class TransferQuerySet(models.QuerySet):
    """A set of transfer lists; start from `visible_to` wherever a person asks."""

    def visible_to(self, person: Person) -> Self:
        """Lists of the agencies in which the person is archivist or head, and those that the person made."""
        standing = standing_of(person)
        if standing is None:
            return self.none()
        places = [one.agency_id for one in standing.places if one.role in ("archivist", "agency_head")]
        return self.filter(
            Q(agency__in=places) | (Q(given_by=standing.user_id) if standing.places else NOBODY)
        )


class FileDisposalQuerySet(models.QuerySet):
    """A set of disposals; start from `visible_to` wherever a person asks."""

    def visible_to(self, person: Person) -> Self:
        """Those of the agencies in which the person is archivist, legal reviewer or head."""
        standing = standing_of(person)
        places = [one.agency_id for one in standing.places if one.role in ROLES] if standing else []
        return self.filter(agency__in=places)
