"""A small bureau to work in: one agency, three units, one account for each role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from mingjing.agencies.models import Agency, Credential, Officer, RoleGrant, Unit, User

PASSWORD = "yun-hu-ming-jing"
SINCE = date(2024, 3, 1)
UNTIL = date(2031, 2, 28)
# account: name, unit, role, credential number
PEOPLE = {
    "lu": ("陆知行", "执法大队二中队", "handler", "99010526013"),
    "shen": ("沈砚秋", "执法大队二中队", "handler", "99010526027"),
    "ye": ("叶承安", "执法大队二中队", "unit_head", "99010526003"),
    "han": ("韩书言", "法制宣传科", "legal_reviewer", "99010526041"),
    "cheng": ("程见深", "局领导", "agency_head", "99010526001"),
    "su": ("苏映雪", "法制宣传科", "disclosure_officer", ""),
    "gui": ("桂南枝", "办公室", "archivist", ""),
    "tu": ("屠清和", "办公室", "administrator", ""),
}
FACTS = {
    "address": "江临市云湖区镜湖路88号",
    "phone": "0990-5550188",
    "bank": "江临市商业银行云湖支行",
    "account": "9901050001",
    "reconsideration_body": "江临市云湖区人民政府",
    "court": "江临市云湖区人民法院",
}


@dataclass
class Bureau:
    agency: Agency
    users: dict[str, User] = field(default_factory=dict)
    officers: dict[str, Officer] = field(default_factory=dict)


def found_bureau() -> Bureau:
    """Create the bureau in the database of the test."""
    agency = Agency.objects.create(
        name="江临市云湖区应急管理局", short_name="云湖区应急管理局", code="11990105MB00000000", region="990105",
        prefix="江云", layer="cn-990105-yj", facts=FACTS,
    )  # fmt: skip
    units = {
        name: Unit.objects.create(agency=agency, name=name)
        for name in dict.fromkeys(p[1] for p in PEOPLE.values())
    }
    bureau = Bureau(agency)
    for account, (name, unit, role, card) in PEOPLE.items():
        user = User.objects.create_user(account, password=PASSWORD, display_name=name)
        officer = Officer.objects.create(
            user=user, unit=units[unit], name=name, legal_qualified=role == "legal_reviewer"
        )
        RoleGrant.objects.create(user=user, role=role, agency=agency, unit=units[unit], from_day=SINCE)
        if card:
            Credential.objects.create(
                officer=officer, number=card, kinds=["enforcement"], valid_from=SINCE, valid_to=UNTIL
            )
        bureau.users[account], bureau.officers[account] = user, officer
    return bureau
