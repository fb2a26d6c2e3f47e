"""What the register says about people on a day, as the law room wants it. A fixed number of queries, whatever the number of people.

Ids: an officer's id in a record is `str(Officer.pk)`, for the actor too, so that "the reviewer is not the handler"
compares like with like. An account without an officer (a system administrator) is `user:<pk>`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from mingjing.agencies.models import Credential, Officer, RoleGrant, User
from mingjing.law.record import ActorRef, OfficerRef


class UnknownOfficer(LookupError):
    """An id that is not in the register."""


class RoleNotHeld(PermissionError):
    """The account doesn't hold the role on the day."""


def officer_refs(
    ids: Iterable[int | str], day: date, kind: str = "enforcement", *, agency_id: int | None = None
) -> list[OfficerRef]:
    """The officers in the given order, as they stood on the day (3 queries). Raises UnknownOfficer.

    With `agency_id`, an officer of another agency is unknown: its credential gives no power here.
    """
    wanted = [int(one) for one in ids]
    if not wanted:
        return []
    found = {
        officer.pk: officer
        for officer in _of(agency_id).filter(pk__in=wanted).prefetch_related("credentials__events")
    }
    missing = [one for one in wanted if one not in found]
    if missing:
        raise UnknownOfficer("执法人员名录中没有所选人员，请从名录中重新选择。")
    return [_ref(found[one], day, kind) for one in wanted]


def _of(agency_id: int | None) -> Any:
    return Officer.objects if agency_id is None else Officer.objects.filter(unit__agency_id=agency_id)


def _ref(officer: Officer, day: date, kind: str) -> OfficerRef:
    card = officer.credential_on(day, kind)
    return OfficerRef(
        id=str(officer.pk),
        name=officer.name,
        credential=card.number if card else "",
        valid=bool(card and card.valid_on(day)),
        auxiliary=officer.auxiliary,
        legal_qualified=officer.legal_qualified_by(day),
        valid_to=card.valid_to.isoformat() if card else "",
        reviewing_since=officer.reviewing_since.isoformat() if officer.reviewing_since else "",
    )


def grants_on(user: User, day: date) -> list[RoleGrant]:
    """Roles of the account in force on the day, with agency and unit (1 query)."""
    return list(user.grants.on(day).select_related("agency", "unit").order_by("id"))


def expiring(agency_id: int, unit_id: int | None, day: date, within: int) -> list[Credential]:
    """Credentials of active officers that end within so many days, the first to end first (1 query).

    Of one unit, or (None) of the whole agency; one that was renewed by another card of the officer is left out.
    """
    last = day + timedelta(days=within)
    newer = Credential.objects.filter(officer=OuterRef("officer"), valid_to__gt=last, valid_from__lte=last)
    found = Credential.objects.filter(
        ~Exists(newer), officer__unit__agency=agency_id, officer__active=True, valid_to__range=(day, last)
    ).select_related("officer__unit")
    return list((found.filter(officer__unit=unit_id) if unit_id else found).order_by("valid_to", "pk"))


def actor_ref(user: User, role: str, day: date, agency_id: int | None = None) -> ActorRef:
    """The account acting in `role` on the day (2 queries). Raises RoleNotHeld."""
    grants = [
        grant
        for grant in grants_on(user, day)
        if grant.role == role and (agency_id is None or grant.agency_id == agency_id)
    ]
    if not grants:
        raise RoleNotHeld("您当日未担任办理本事项所需的岗位，请联系系统管理员核对岗位授权。")
    officer = Officer.objects.select_related("unit").filter(user=user).first()
    unit = grants[0].unit or (officer.unit if officer else None)
    return ActorRef(
        id=str(officer.pk) if officer else f"user:{user.pk}",
        name=officer.name if officer else str(user),
        role=role,
        unit=str(unit.pk) if unit else "",
    )
