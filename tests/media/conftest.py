"""The bureau of the cases' tests with two recorders."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))
sys.path.insert(0, str(Path(__file__).parent))

from case_bureau import Bureau, found_bureau
from whole_case import Matter, at

from mingjing.media import devices
from mingjing.media.models import Device


@pytest.fixture
def matter(request: pytest.FixtureRequest, taken_up: Callable[..., Any]) -> Matter:
    """A case as far as the module's `BEGINS_AFTER` says (an act), else one that hasn't begun."""
    last = getattr(request.module, "BEGINS_AFTER", "")

    def begin() -> Matter:
        made = Matter(found_bureau())
        if last:
            made.go(last)
        return made

    return taken_up(("recordings", last), begin)


@pytest.fixture
def bureau(matter: Matter) -> Bureau:
    """Its people; made together with the case, so that what a test adds comes after."""
    return matter.bureau


@pytest.fixture
def handed_over(bureau: Bureau) -> Callable[[Device, str, datetime], None]:
    """handed_over(device, alias, when): somebody takes the device, whose clock is 90 seconds fast."""

    def noted(device: Device, alias: str, when: datetime) -> None:
        devices.note(
            bureau.users["ye"],
            device.pk,
            "hand_over",
            when,
            officer_id=bureau.officers[alias].pk,
            battery=96,
            free_mb=60_000,
            clock_offset=Decimal("90"),
        )

    return noted


@pytest.fixture
def recorder(bureau: Bureau, handed_over: Callable[[Device, str, datetime], None]) -> Device:
    """CX-0271, handed to 陆知行 on 1 June."""
    unit = bureau.officers["lu"].unit
    device = Device.objects.create(agency=bureau.agency, unit=unit, number="CX-0271", serial="SN88420017")
    handed_over(device, "lu", at("2026-06-01T08:30"))
    return device
