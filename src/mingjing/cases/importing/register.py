"""The register of an agency whose history is imported: people with roles and credentials valid in those years, all
invented and named so that nobody takes them for real ones."""

from __future__ import annotations

import re
from datetime import date

from mingjing.agencies.models import Agency, Credential, Officer, RoleGrant, Unit, User
from mingjing.cases.importing.acting import Cast
from mingjing.cases.importing.facts import NOT_STATED, PRESUMED

MARK = "imported"
SINCE, UNTIL = date(2021, 7, 15), date(2099, 12, 31)
# alias: role, name, holds a credential
PEOPLE = {
    "handler": ("handler", "承办人甲（补录）", True),
    "second": ("handler", "承办人乙（补录）", True),
    "unit_head": ("unit_head", "承办机构负责人（补录）", True),
    "reviewer": ("legal_reviewer", "审核人员（补录）", True),
    "head": ("agency_head", "机关负责人（补录）", True),
    "deputy": ("agency_head", "机关副职（补录）", True),
    "discloser": ("disclosure_officer", "公示员（补录）", False),
    "archivist": ("archivist", "档案员（补录）", False),
}
NAMES = {alias: name for alias, (_, name, _) in PEOPLE.items()}
LAYER = "cn-emergency"


def cast_of(name: str) -> Cast:
    """The cast of an imported agency, made when it isn't there. Raises ForeignAgency when the name is a working one's."""
    agency = Agency.objects.filter(name=name).first()
    if agency is None:
        agency = _found(name)
    elif not agency.facts.get(MARK):
        raise ForeignAgency(name)
    officers = {
        one.user.username.rsplit("-", 1)[1]: one
        for one in Officer.objects.filter(unit__agency=agency).select_related("user", "unit")
        if one.user is not None
    }
    roles: dict[str, list[str]] = {}
    for alias, (role, _, _) in PEOPLE.items():
        roles.setdefault(role, []).append(alias)
    return Cast(
        agency=agency,
        users={alias: one.user for alias, one in officers.items()},
        officers={alias: str(one.pk) for alias, one in officers.items()},
        roles=roles,
        units={alias: one.unit for alias, one in officers.items()},
    )


class ForeignAgency(LookupError):
    """An agency of that name works in this system: its history is not invented by an import."""


def _found(name: str) -> Agency:
    place = re.split(r"应急管理|安全生产", name)[0] or name
    agency = Agency.objects.create(
        name=name,
        short_name=name[:40],
        region="",
        prefix=f"补录{place}"[:20],
        layer=LAYER,
        facts={
            MARK: True,
            "address": NOT_STATED + PRESUMED,
            "phone": NOT_STATED + PRESUMED,
            "head": NAMES["head"],
            "reconsideration_body": f"{place}人民政府{PRESUMED}",
            "court": f"{place}人民法院{PRESUMED}",
        },
    )
    unit = Unit.objects.create(agency=agency, name="承办机构（补录）")
    for alias, (role, title, carded) in PEOPLE.items():
        user = User(username=f"import-{agency.pk}-{alias}", display_name=title)
        user.set_unusable_password()
        user.save()
        officer = Officer.objects.create(
            user=user, unit=unit, name=title, legal_qualified=role == "legal_reviewer"
        )
        RoleGrant.objects.create(user=user, role=role, agency=agency, unit=unit, from_day=SINCE)
        if carded:
            Credential.objects.create(
                officer=officer,
                number=f"补录-{agency.pk}-{alias}",
                kinds=["enforcement"],
                valid_from=SINCE,
                valid_to=UNTIL,
            )
    return agency
