"""The bureau of these tests: one agency with three units, an account for each role, and a neighbour that sees nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from resuming import Resuming

from mingjing.agencies.models import Agency, Credential, Officer, RoleGrant, Unit, User

SINCE, UNTIL = date(2024, 3, 1), date(2031, 2, 28)
# alias: name, unit, role, credential, legally qualified
PEOPLE = {
    "lu": ("陆知行", "执法大队二中队", "handler", "99010526013"),
    "shen": ("沈砚秋", "执法大队二中队", "handler", "99010526027"),
    "ye": ("叶承安", "执法大队二中队", "unit_head", "99010526003"),
    "xu": ("许知远", "执法大队一中队", "handler", "99010526035"),
    "fang": ("方既白", "执法大队一中队", "unit_head", "99010526004"),
    "han": ("韩书言", "法制宣传科", "legal_reviewer", "99010526008"),
    "cheng": ("程见深", "局领导", "agency_head", "99010526001"),
    "mu": ("穆清和", "办公室", "disclosure_officer", ""),
    "wen": ("温如书", "办公室", "archivist", ""),
    "tu": ("屠清和", "办公室", "administrator", ""),
}
FACTS = {
    "address": "江临市云湖区镜湖路88号",
    "phone": "0990-5550188",
    "reconsideration_body": "江临市云湖区人民政府",
    "court": "江临市云湖区人民法院",
}


@dataclass
class Bureau:
    """Accounts and officers by alias; with `resuming` its cases are taken up where an earlier test has brought them."""

    agency: Agency
    parent: Agency
    users: dict[str, User] = field(default_factory=dict)
    officers: dict[str, Officer] = field(default_factory=dict)
    resuming: Resuming | None = None

    def ids(self, *aliases: str) -> list[str]:
        return [str(self.officers[alias].pk) for alias in aliases]


def found_bureau() -> Bureau:
    """Make the bureau, its supervising authority, and a neighbouring bureau with a head of its own."""
    parent = _agency("江临市应急管理局", "江应")
    bureau = Bureau(_agency("江临市云湖区应急管理局", "江云", parent), parent)
    for alias, (name, unit, role, card) in PEOPLE.items():
        _person(bureau, bureau.agency, alias, name, unit, role, card)
    _person(bureau, parent, "sun", "孙维则", "执法监督处", "supervisor", "")
    neighbour = _agency("江临市柳河区应急管理局", "江柳", parent)
    _person(bureau, neighbour, "outsider", "邻里居", "局领导", "agency_head", "99020526001")
    bureau.users["nobody"] = User.objects.create_user("nobody", display_name="无岗位")
    return bureau


def _agency(name: str, prefix: str, parent: Agency | None = None) -> Agency:
    return Agency.objects.create(
        name=name, short_name=name[3:], code="", region="990105", prefix=prefix, layer="cn-990105-yj", parent=parent,
        facts=FACTS,
    )  # fmt: skip


def _person(bureau: Bureau, agency: Agency, alias: str, name: str, unit: str, role: str, card: str) -> None:
    place, _ = Unit.objects.get_or_create(agency=agency, name=unit)
    user = User.objects.create_user(alias, display_name=name)
    officer = Officer.objects.create(
        user=user, unit=place, name=name, legal_qualified=role == "legal_reviewer"
    )
    RoleGrant.objects.create(user=user, role=role, agency=agency, unit=place, from_day=SINCE)
    if card:
        Credential.objects.create(
            officer=officer, number=card, kinds=["enforcement"], valid_from=SINCE, valid_to=UNTIL
        )
    bureau.users[alias], bureau.officers[alias] = user, officer


def hire(
    bureau: Bureau, alias: str, name: str, *, card: str = "", until: str = "", auxiliary: bool = False
) -> None:
    """Another handler in the unit of `lu`: an auxiliary, or with a card until a day (ISO)."""
    _person(bureau, bureau.agency, alias, name, PEOPLE["lu"][1], "handler", card)
    officer = bureau.officers[alias]
    officer.auxiliary = auxiliary
    officer.save()
    if until:
        Credential.objects.filter(officer=officer).update(valid_to=date.fromisoformat(until))
