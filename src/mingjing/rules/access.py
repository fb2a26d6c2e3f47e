"""Who reads the rules of which agency, who proposes changes and who decides on them.

legal_reviewer   reads and proposes, in the own agency
agency_head      reads and decides, in the own agency, never on an own proposal
administrator    reads, in the own agency
supervisor       reads, in the own agency and in those below it
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mingjing import law
from mingjing.agencies.models import Agency
from mingjing.cases.libraries import library_of
from mingjing.cases.standing import Person, Standing, standing_of

READERS = frozenset({"legal_reviewer", "agency_head", "administrator", "supervisor"})


class NoRules(Exception):
    """The person may not read these rules; the message is a Chinese sentence."""

    def __init__(self) -> None:
        super().__init__(
            "规则台由法制审核人员使用，机关负责人、系统管理员和执法监督人员可以查阅；您的岗位不能打开。"
        )


@dataclass(frozen=True)
class Reader:
    """A person before the rules of one agency. `agencies` = all whose rules they may read (id, name)."""

    standing: Standing
    agency: Agency
    roles: frozenset[str]
    agencies: tuple[tuple[int, str], ...]

    @cached_property
    def library(self) -> law.Library:
        return library_of(self.agency)

    @property
    def may_propose(self) -> bool:
        return "legal_reviewer" in self.roles

    @property
    def may_decide(self) -> bool:
        return "agency_head" in self.roles


def reader(person: Person, agency_id: Any = None) -> Reader:
    """The person as a reader of the agency's rules, of the first they may read when none is asked for (1 query).

    Raises `NoRules`, also for an agency that isn't theirs.
    """
    standing = standing_of(person)
    reached: dict[int, set[str]] = {}
    for place in standing.places if standing else ():
        if place.role in READERS:
            for found in (place.agency_id, *place.below):
                reached.setdefault(found, set()).add(place.role)
    if standing is None or not reached:
        raise NoRules
    rows = {row.pk: row for row in Agency.objects.filter(pk__in=reached).order_by("pk")}
    asked = str(agency_id or "")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else next(iter(reached))
    if wanted not in rows:
        raise NoRules
    names = tuple((pk, row.name) for pk, row in rows.items())
    return Reader(standing, rows[wanted], frozenset(reached[wanted]), names)
