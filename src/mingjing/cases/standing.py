"""Where a person stands on a day: roles with agency and unit. The visibility predicate and `perform` both go by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.utils import timezone

from mingjing.agencies.models import Agency, Officer, RoleGrant
from mingjing.cases.compiled import ANY_DAY, ANY_ID, Statement, compiled
from mingjing.cases.payload import SHANGHAI

Person = Any  # an account (agencies.User), an officer of the register, a Standing, or nobody


@dataclass(frozen=True)
class Place:
    """One role, in one agency, in one unit or (None) in all of it. `below`: agencies a supervisor oversees."""

    role: str
    agency_id: int
    unit_id: int | None
    below: tuple[int, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A person's places on a day. `actor_id` is the id that records carry."""

    user_id: int
    officer_id: int | None
    name: str
    places: tuple[Place, ...]

    @property
    def actor_id(self) -> str:
        return str(self.officer_id) if self.officer_id else f"user:{self.user_id}"

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(place.role for place in self.places)

    def roles_in(self, agency_id: int, unit_id: int | None = None) -> tuple[str, ...]:
        """The roles held for a case of this agency and unit, in the order of the grants."""
        found = [
            place.role
            for place in self.places
            if (place.agency_id == agency_id or agency_id in place.below)
            and (place.role != "unit_head" or unit_id is None or place.unit_id == unit_id)
        ]
        return tuple(dict.fromkeys(found))

    def unit_in(self, agency_id: int, role: str = "") -> int | None:
        """The unit in which the role (or any) is held in this agency."""
        for place in self.places:
            if place.agency_id == agency_id and place.unit_id and role in ("", place.role):
                return place.unit_id
        return None


def standing_of(person: Person, day: date | None = None) -> Standing | None:
    """Read a person's standing (1 query, 1 more for a supervisor); None for nobody or an inactive account.

    The answer for today is kept on the account object, which lives as long as one request.
    """
    if isinstance(person, Standing):
        return person
    user = person.user if isinstance(person, Officer) else person
    if user is None or not getattr(user, "is_authenticated", False) or not user.is_active:
        return None
    today = timezone.now().astimezone(SHANGHAI).date()
    day = day or today
    kept = getattr(user, "_standing", None)
    if kept is not None and kept[0] == day:
        return kept[1]
    standing = _read(user, day)
    if day == today:
        user._standing = (day, standing)
    return standing


# Read at every request and every act: plain values, because building five kinds of objects costs more than the query.
_COLUMNS = (
    "role",
    "agency_id",
    "unit_id",
    "user__officer__id",
    "user__officer__name",
    "user__officer__unit_id",
)


@cache
def _grants() -> Statement:
    return compiled(RoleGrant.objects.on(ANY_DAY).filter(user=ANY_ID).order_by("id").values_list(*_COLUMNS))


def _read(user: Any, day: date) -> Standing:
    grants = _grants().rows({ANY_DAY: day, ANY_ID: user.pk})
    if grants:
        officer_id, name, unit_of_officer = grants[0][3:]
    else:
        officer = Officer.objects.filter(user=user).values_list("id", "name", "unit_id").first()
        officer_id, name, unit_of_officer = officer or (None, "", None)
    places = []
    for role, agency_id, unit_id, *_ in grants:
        where = unit_id or (unit_of_officer if role in {"handler", "unit_head"} else None)
        below = tuple(Agency(pk=agency_id).below()) if role == "supervisor" else ()
        places.append(Place(role, agency_id, where, below))
    return Standing(user.pk, officer_id, name if officer_id else str(user), tuple(places))
