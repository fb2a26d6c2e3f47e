"""Who sees the archive room: whoever may see the case, as far as a post of the archive room's work is held.

A file in the archive room says the case's name: its predicate is the case's. The work of the room (numbers, transfer,
disposal) is the archivist's, with legal reviewer and head for what is destroyed.
"""

from __future__ import annotations

from typing import Self

from django.db import models

from mingjing.cases.standing import Person, standing_of
from mingjing.cases.visibility import case_predicate


class ArchivedFileQuerySet(models.QuerySet):
    """A set of archived files; start from `visible_to` wherever a person asks."""

    def visible_to(self, person: Person) -> Self:
        """The files of the cases that this person (account or officer) may see; none for anybody unknown."""
        return self.filter(case_predicate(standing_of(person), "case__"))
