"""The bureau of the measurements: ordinary officers with ordinary roles, in ten units of one agency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from bench import story
from mingjing.agencies.models import Agency, Credential, Officer, RoleGrant, Unit, User
from mingjing.cases.libraries import library_of
from mingjing.cases.scenario_bureau import Stage

UNITS = 10
PASSWORD = "a-password-of-the-bench"
SINCE, UNTIL = date(2024, 1, 1), date(2099, 12, 31)
OF_A_UNIT = frozenset({"handler", "unit_head"})
FACTS = {"address": "江临市云湖区镜湖路88号", "phone": "0990-5550188"}


class Bureau:
    """One agency with its units. The people of the story that belong to no unit are there once for all cases."""

    def __init__(self) -> None:
        told = story.whole_case().given
        facts = {key: value for key, value in told.agency.items() if key != "name"}
        self.agency = Agency.objects.create(
            name=str(told.agency["name"]), short_name="云湖应急局", region="990105", prefix="江云",
            layer=story.LAYERS[-1], facts={**FACTS, **facts},
        )  # fmt: skip
        self._password = make_password(PASSWORD)  # slow on purpose; one for all
        self._office = Unit.objects.create(agency=self.agency, name="机关")
        self._units = [
            Unit.objects.create(agency=self.agency, name=f"执法大队第{number}中队")
            for number in range(1, UNITS + 1)
        ]
        cast = told.officers.items()
        self._shared = {
            alias: self._person(self._office, alias, data) for alias, data in cast if not _unit_bound(data)
        }
        self.handlers: list[str] = []

    def stage(self) -> Stage:
        """A fresh team in the next unit, for one case: nobody is at two places at once."""
        number = len(self.handlers)
        unit = self._units[number % UNITS]
        stage = Stage(self.agency, unit, library_of(self.agency), dict(self._shared))
        for alias, data in story.whole_case().given.officers.items():
            if _unit_bound(data):
                stage.officers[alias] = self._person(unit, f"{alias}{number}", data, f"-{number}")
        self.handlers.append(stage.officers["lu"].user.username)
        return stage

    def _person(self, unit: Unit, account: str, data: Mapping[str, Any], mark: str = "") -> Officer:
        name = str(data["name"])
        user = User.objects.create(username=account, password=self._password, display_name=name)
        officer = Officer.objects.create(
            user=user, unit=unit, name=name, auxiliary=bool(data.get("auxiliary")),
            legal_qualified=bool(data.get("legal_qualified")),
        )  # fmt: skip
        for role in _roles(data):
            place = unit if role in OF_A_UNIT else None
            RoleGrant.objects.create(user=user, role=role, agency=self.agency, unit=place, from_day=SINCE)
        if data.get("credential"):
            Credential.objects.create(
                officer=officer, number=f"{data['credential']}{mark}", kinds=["enforcement"], valid_from=SINCE,
                valid_to=UNTIL,
            )  # fmt: skip
        return officer


def _roles(data: Mapping[str, Any]) -> list[str]:
    roles = data.get("roles") or data.get("role") or []
    return [roles] if isinstance(roles, str) else list(roles)


def _unit_bound(data: Mapping[str, Any]) -> bool:
    return bool(OF_A_UNIT & set(_roles(data)))
