"""The demo bureau's register: agencies, units, people, credentials, accounts. Never beside another agency's cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from mingjing.agencies.models import Agency, Credential, CredentialEvent, Officer, RoleGrant, Unit, User
from mingjing.agencies.roles import ROLES
from mingjing.cases.importing.acting import Cast
from mingjing.cases.models import Case
from mingjing.project.demo import told
from mingjing.project.demo.faults import NotEmpty

# One for all accounts, printed at every start: these accounts exist only in a database that holds nothing real.
PASSWORD = "yunhu-demo-2026"  # noqa: S105
MARK = "demo"


def demo_agency() -> Agency | None:
    """The demo bureau, if it has been made here."""
    return Agency.objects.filter(name=told.bureau()["agency"]["name"], facts__has_key=MARK).first()


def refuse_beside_real_cases() -> None:
    """Raises NotEmpty when any case belongs to an agency that neither the demo nor an import of it has made."""
    others = Case.objects.exclude(agency__facts__has_key=MARK).exclude(agency__facts__has_key="imported")
    first = others.select_related("agency").first()
    if first is not None:
        raise NotEmpty(
            f"本数据库中已有“{first.agency.name}”的案件，不能装载演示机关。"
            "请换一个数据目录（MINGJING_VAR）或者数据库（DATABASE_URL）后再运行。"
        )


@transaction.atomic
def found(today: date) -> Agency:
    """Make the bureau with its people as of `today`; what exists already stays. Raises NotEmpty."""
    existing = demo_agency()
    if existing is not None:
        return existing
    refuse_beside_real_cases()
    data = told.bureau()
    government = _agency(data["government"], None, today)
    justice = _agency(data["justice"], government, today)
    bureau = _agency(data["agency"], government, today)
    units = {
        one["name"]: Unit.objects.create(agency=bureau, name=one["name"], kind=one["kind"])
        for one in data["units"]
    }
    password = make_password(PASSWORD)
    for alias, person in data["people"].items():
        _person(alias, person, bureau, units[person["unit"]], today, password)
    for alias, person in data["supervisors"].items():
        unit = Unit.objects.create(agency=justice, name=person["unit"], kind=Unit.Kind.OFFICE)
        _person(alias, person, government, unit, today, password)
    return bureau


def _agency(data: Mapping[str, Any], parent: Agency | None, today: date) -> Agency:
    columns = {key: data[key] for key in ("name", "short_name", "code", "region", "prefix", "layer")}
    return Agency.objects.create(
        **columns, parent=parent, facts={**data.get("facts", {}), MARK: today.isoformat()}
    )


def _person(
    alias: str, data: Mapping[str, Any], agency: Agency, unit: Unit, today: date, password: str
) -> None:
    user = User.objects.create(username=alias, display_name=data["name"], password=password)
    since = today - timedelta(days=1000)
    officer = Officer.objects.create(
        user=user,
        unit=unit,
        name=data["name"],
        post=data.get("post", ""),
        auxiliary=bool(data.get("auxiliary")),
        legal_qualified=bool(data.get("legal_qualified")),
        legal_qualified_on=since if data.get("legal_qualified") else None,
    )
    for role in data["roles"]:
        within = unit if role in {"handler", "unit_head"} else None
        RoleGrant.objects.create(user=user, role=role, agency=agency, unit=within, from_day=since)
    if "card" in data:
        first, last = (today + timedelta(days=days) for days in data["valid"])
        card = Credential.objects.create(
            officer=officer, number=data["card"], kinds=["enforcement"], area="江临市云湖区", valid_from=first, valid_to=last,
        )  # fmt: skip
        CredentialEvent.objects.create(credential=card, kind=CredentialEvent.Kind.ISSUED, on=first)


def cast_of(agency: Agency) -> Cast:
    """The bureau's people by alias, in the order of the data."""
    people = told.bureau()["people"]
    officers = {
        one.user.username: one
        for one in Officer.objects.filter(unit__agency=agency, user__isnull=False).select_related(
            "user", "unit"
        )
        if one.user is not None
    }
    roles: dict[str, list[str]] = {}
    for alias, person in people.items():
        for role in person["roles"]:
            roles.setdefault(role, []).append(alias)
    return Cast(
        agency=agency,
        users={alias: officers[alias].user for alias in people},
        officers={alias: str(officers[alias].pk) for alias in people},
        roles=roles,
        units={alias: officers[alias].unit for alias in people},
    )


def accounts() -> list[tuple[str, str, str, str]]:
    """(account, name, unit, roles) for the table that is printed at the start; auxiliaries have no role."""
    data = told.bureau()
    rows = []
    for alias, person in {**data["people"], **data["supervisors"]}.items():
        if person["roles"]:
            titles = "、".join(ROLES[role] for role in person["roles"])
            rows.append((alias, person["name"], person["unit"], titles))
    return rows
