"""Who sees which recordings.

In a case: whoever may see the case. Not yet in a case: who made it, handlers and head of the device's unit, and
the agency's head and archivist; its legal reviewers those that are on a list to be destroyed, which they check.
Nobody else, whatever the role.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from mingjing.cases.standing import Person, standing_of
from mingjing.cases.visibility import NOBODY, case_predicate

ALL_OF_AGENCY = frozenset({"agency_head", "archivist"})
CHECKS_DISPOSALS = "legal_reviewer"
OF_UNIT = frozenset({"handler", "unit_head"})


class RecordingQuerySet(models.QuerySet):
    """A set of recordings; start from `visible_to` wherever a person asks."""

    def visible_to(self, person: Person) -> Self:
        """Those that this person (account or officer) may see; none for anybody unknown."""
        from mingjing.media.models.disposal import DisposalLine

        standing = standing_of(person)
        if standing is None:
            return self.none()
        loose = Q(officer=standing.officer_id) if standing.officer_id and standing.places else NOBODY
        for place in standing.places:
            own = Q(agency=place.agency_id)
            if place.role in ALL_OF_AGENCY:
                loose |= own
            elif place.role in OF_UNIT and place.unit_id:
                loose |= own & Q(device__unit=place.unit_id)
            elif place.role == CHECKS_DISPOSALS:
                loose |= own & Q(Exists(DisposalLine.objects.filter(recording=OuterRef("pk"))))
        return self.filter(
            (Q(case=None) & loose) | (Q(case__isnull=False) & case_predicate(standing, "case__"))
        )
