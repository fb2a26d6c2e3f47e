"""The bureau of the cases' tests with two recorders."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))
sys.path.insert(0, str(Path(__file__).parent))

from case_bureau import Bureau, found_bureau
from whole_case import Matter, at

from mingjing.media import devices
from mingjing.media.models import Device


@pytest.fixture
def bureau(transactional_db: None) -> Bureau:
    return found_bureau()


@pytest.fixture
def matter(bureau: Bureau) -> Matter:
    return Matter(bureau)


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
