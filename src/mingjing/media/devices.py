"""The register of devices: hand-overs and checks, and who had a device at a moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mingjing.agencies.models import Officer
from mingjing.cases.libraries import pack_on
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.plain_text import token, unreadable
from mingjing.cases.refused import bad
from mingjing.cases.standing import Person, standing_of
from mingjing.media.models import Device, DeviceEvent

KEEPERS = frozenset({"handler", "unit_head", "archivist"})
ADDERS = frozenset({"unit_head", "archivist"})
KINDS = DeviceEvent.Kind.choices


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device as it stands: who has it, the last check, and what is to be mended before it is used."""

    device: Device
    holder: str
    since: datetime | None
    checked: DeviceEvent | None
    warnings: tuple[str, ...]

    @property
    def checked_words(self) -> list[str]:
        """Battery, storage and clock as they were found."""
        check, found = self.checked, []
        if check and check.battery is not None:
            found.append(f"电量{check.battery}%")
        if check and check.free_mb is not None:
            found.append(f"剩余{check.free_mb / 1024:.1f} GB")
        if check and check.clock_offset is not None:
            found.append(_clock(check.clock_offset))
        return found


def register_of(person: Person) -> list[DeviceLine]:
    """The devices of the person's agencies with their latest events (3 queries)."""
    standing = standing_of(person)
    agencies = {place.agency_id for place in standing.places} if standing else set()
    devices = list(Device.objects.filter(agency__in=agencies, active=True).select_related("unit", "agency"))
    moves = _latest(devices, [DeviceEvent.Kind.HAND_OVER, DeviceEvent.Kind.GIVE_BACK])
    checks = _latest(devices, list(DeviceEvent.Kind))
    today = timezone.now().astimezone(SHANGHAI).date()
    return [
        _line(one, moves.get(one.pk), checks.get(one.pk), pack_on(one.agency, today).limit_values)
        for one in devices
    ]


def note(
    person: Any,
    device_id: int,
    kind: str,
    now: datetime,
    *,
    officer_id: int | None = None,
    battery: int | None = None,
    free_mb: int | None = None,
    clock_offset: Decimal | None = None,
    remark: str = "",
) -> DeviceEvent:
    """Write into the device's book. Raises `Refused`."""
    standing = standing_of(person)
    places = [one for one in standing.places if one.role in KEEPERS] if standing else []
    with transaction.atomic():
        device = (
            Device.objects.select_for_update()
            .filter(pk=device_id, agency__in={one.agency_id for one in places}, active=True)
            .first()
        )
        if device is None:
            raise bad("没有这台设备，或者您无权登记；请由承办人员、承办机构负责人或者档案管理员登记。")
        if kind not in DeviceEvent.Kind.values:
            raise bad("没有这种台账事项；请刷新页面后重新登记。")
        officer = _officer(device, officer_id) if kind == DeviceEvent.Kind.HAND_OVER else None
        if battery is not None and not 0 <= battery <= 100:
            raise bad("电量应当是0至100的百分数；请改正。", fields=("battery",))
        if clock_offset is not None and abs(clock_offset) > 999_999:
            raise bad("钟差过大；请先校准设备的日期和时间。", fields=("clock_offset",))
        return DeviceEvent.objects.create(
            device=device, kind=kind, officer=officer, user=person, at=now, battery=battery, free_mb=free_mb,
            clock_offset=clock_offset, note=remark[:200],
        )  # fmt: skip


def add(person: Person, number: str, serial: str, model: str) -> Device:
    """Enter a new device of the person's agency and unit. Raises `Refused`."""
    standing = standing_of(person)
    place = next((one for one in standing.places if one.role in ADDERS), None) if standing else None
    if place is None:
        raise bad("您无权登记设备；请由承办机构负责人或者档案管理员登记。")
    if not token(number, 40) or unreadable(serial) or unreadable(model):
        raise bad("没有填写设备编号，或者含有无效字符；请改正。", fields=("number",))
    try:
        with transaction.atomic():
            return Device.objects.create(
                agency_id=place.agency_id, unit_id=place.unit_id, number=number, serial=serial[:60],
                model=model[:80],
            )  # fmt: skip
    except IntegrityError as fault:
        raise bad("已经登记过同一编号或者出厂编号的设备；请核对。", fields=("number",)) from fault


def holder_at(device: Device, moment: datetime) -> Officer | None:
    """Who had the device then (1 query): the last hand-over before it, unless it was given back since."""
    last = (
        DeviceEvent.objects.filter(
            device=device, at__lte=moment, kind__in=[DeviceEvent.Kind.HAND_OVER, DeviceEvent.Kind.GIVE_BACK]
        )
        .select_related("officer")
        .first()
    )
    return last.officer if last and last.kind == DeviceEvent.Kind.HAND_OVER else None


def offset_at(device: Device, moment: datetime) -> Decimal | None:
    """The clock's error as last measured before the moment, else as first measured after it (at most 2 queries)."""
    measured = DeviceEvent.objects.filter(device=device, clock_offset__isnull=False)
    found = measured.filter(at__lte=moment).first() or measured.order_by("at", "pk").first()
    return found.clock_offset if found else None


def _officer(device: Device, officer_id: int | None) -> Officer:
    found = Officer.objects.filter(pk=officer_id or 0, unit__agency=device.agency_id, active=True).first()
    if found is None:
        raise bad("没有选择使用人；请从本机关在岗人员中选择。", fields=("officer",))
    return found


def _latest(devices: Sequence[Device], kinds: Sequence[str]) -> dict[int, DeviceEvent]:
    rows = DeviceEvent.objects.filter(device__in=devices, kind__in=kinds).select_related("officer")
    return {one.device_id: one for one in rows.order_by("device_id", "-at", "-pk").distinct("device_id")}


def _line(
    device: Device, move: DeviceEvent | None, check: DeviceEvent | None, limits: Mapping[str, Any]
) -> DeviceLine:
    held = move is not None and move.kind == DeviceEvent.Kind.HAND_OVER
    holder = str(move.officer) if held and move else ""
    return DeviceLine(
        device, holder, move.at if held and move else None, check, tuple(_warnings(check, limits))
    )


def _warnings(check: DeviceEvent | None, limits: Mapping[str, Any]) -> list[str]:
    if check is None:
        return ["没有检查记录"]
    found = []
    if check.battery is not None and check.battery < limits["av_battery_percent"]:
        found.append(f"电量只有{check.battery}%")
    if check.free_mb is not None and check.free_mb < limits["av_free_mb"]:
        found.append(f"存储只剩{check.free_mb / 1024:.1f} GB")
    if check.clock_offset is not None and abs(check.clock_offset) > limits["av_clock_seconds"]:
        found.append(f"{_clock(check.clock_offset)}，应当校准")
    return found


def _clock(offset: Decimal) -> str:
    if not offset:
        return "时钟准确"
    seconds = f"{abs(offset):.1f}".removesuffix(".0")
    return f"时钟{'快' if offset > 0 else '慢'}{seconds}秒"
