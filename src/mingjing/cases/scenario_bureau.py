"""A bureau for a scenario: an agency, a unit, and for each alias an account with its role and credential."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from mingjing import law
from mingjing.agencies.models import Agency, Credential, Officer, RoleGrant, Unit, User
from mingjing.cases.engagements import Engagement
from mingjing.cases.libraries import lend
from mingjing.law.scenario import Prepared

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
# What documents print and pure scenarios leave out.
PRINTED = {
    "address": "江临市云湖区政务路1号",
    "phone": "0990-5550101",
    "reconsideration_body": "江临市云湖区人民政府",
    "court": "江临市云湖区人民法院",
}
AGENCY_COLUMNS = ("name", "short_name", "code", "region", "prefix")


@dataclass
class Stage:
    """The agency and its people by alias, while one scenario plays."""

    agency: Agency
    unit: Unit
    library: law.Library
    officers: dict[str, Officer] = field(default_factory=dict)

    def officer_id(self, alias: str) -> str:
        return str(self.officers[alias].pk)

    def user(self, actor: law.ActorRef) -> User:
        """The account of the actor; one that the scenario doesn't list is made with the actor's role."""
        if actor.id not in self.officers:
            self.add(actor.id, {"name": actor.name, "role": actor.role})
        return self.officers[actor.id].user

    def add(self, alias: str, data: Mapping[str, Any]) -> None:
        """Register one person as the scenario describes it."""
        user = User.objects.create_user(f"{alias}-{uuid.uuid4().hex[:12]}", display_name=str(data["name"]))
        user.set_unusable_password()
        officer = Officer.objects.create(
            user=user,
            unit=self.unit,
            name=str(data["name"]),
            auxiliary=bool(data.get("auxiliary")),
            legal_qualified=bool(data.get("legal_qualified")),
            reviewing_since=data.get("reviewing_since"),
        )
        roles = data.get("roles") or data.get("role") or []
        for role in [roles] if isinstance(roles, str) else roles:
            self._grant(user, str(role))
        # Everybody may look, so that it is the law and not the visibility that refuses.
        self._grant(user, "supervisor")
        if data.get("credential"):
            Credential.objects.create(
                officer=officer,
                number=str(data["credential"]),
                kinds=["enforcement"],
                valid_from=_day(data.get("valid_from"), EARLIEST),
                valid_to=_day(data.get("valid_to"), LATEST),
            )
        self.officers[alias] = officer

    def _grant(self, user: User, role: str) -> None:
        RoleGrant.objects.create(user=user, role=role, agency=self.agency, unit=self.unit, from_day=EARLIEST)

    @contextmanager
    def occupied(self, conflicts: Iterable[Mapping[str, Any]]) -> Iterator[None]:
        """Inside this block records of another case put officers elsewhere."""
        elsewhere = uuid.uuid4()
        for one in conflicts:
            Engagement.objects.create(
                officer=self.officers[one["officer"]],
                case_id=elsewhere,
                record_seq=1,
                act=str(one.get("act", "")),
                started_at=datetime.fromisoformat(one["start"]),
                ended_at=datetime.fromisoformat(one["end"]),
            )
        try:
            yield
        finally:
            Engagement.objects.filter(case_id=elsewhere).delete()


def set_the_stage(prepared: Prepared, library: law.Library) -> Stage:
    """Make the bureau of a scenario; what an earlier scenario left under the same names is renamed."""
    given = dict(prepared.given.agency)
    name = str(given.get("name") or "情景执法机关")
    mark = uuid.uuid4().hex[:12]
    for old in Agency.objects.filter(name=name):
        old.name = f"{name}·{mark}"
        old.save(update_fields=["name"])
    for card in Credential.objects.filter(
        number__in=[str(one.get("credential")) for one in prepared.given.officers.values()]
    ):
        card.number = f"{card.number}-{mark}"
        card.save(update_fields=["number"])
    layer = f"scenario-{library.digest[:20]}"
    lend(layer, library)
    agency = Agency.objects.create(
        name=name,
        short_name=str(given.get("short_name") or name)[:40],
        code=str(given.get("code") or ""),
        region=str(given.get("region") or "990105"),
        prefix=str(given.get("prefix") or "江云"),
        layer=layer,
        facts=PRINTED | {key: value for key, value in given.items() if key not in AGENCY_COLUMNS},
    )
    unit = Unit.objects.create(agency=agency, name="执法大队")
    stage = Stage(agency, unit, library)
    for alias, data in prepared.given.officers.items():
        stage.add(alias, data)
    return stage


def _day(value: Any, otherwise: date) -> date:
    return date.fromisoformat(str(value)) if value else otherwise
