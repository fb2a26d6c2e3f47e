"""The demo's recorders and what they recorded: taken in as from a docking station, confirmed, and reported where broken off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from mingjing import law
from mingjing.agencies.models import Agency
from mingjing.cases.file_types import BY_MIME
from mingjing.cases.importing.acting import Cast
from mingjing.cases.keeping import vault
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.perform import perform
from mingjing.media import devices, linking, registering
from mingjing.media.models import Device, DeviceEvent, Recording
from mingjing.project.demo import filming, told

EVENING = time(20, 0)  # of the day before loading: after the last move of every case
PATROL = time(9, 30)


@dataclass
class _Shelf:
    """Who takes in what, on which day the demo was loaded, and the demo's cases by their id in the data."""

    agency: Agency
    cast: Cast
    begun: date
    cases: Mapping[str, Case]
    minutes: int = 0

    def now(self) -> datetime:
        """The next minute of the evening before loading."""
        self.minutes += 1
        last = datetime.combine(self.begun - timedelta(days=1), EVENING, SHANGHAI)
        return last + timedelta(minutes=self.minutes)


def take_in(agency: Agency, cast: Cast, begun: date, cases: Mapping[str, Case]) -> None:
    """Make devices and recordings that aren't there yet, those of `cases` only; begun again it goes on where it was."""
    data = told.recordings()
    shelf = _Shelf(agency, cast, begun, cases)
    known = {one["number"]: _device(shelf, one) for one in data["devices"]}
    offsets = {one["number"]: float(one["clock_offset"]) for one in data["devices"]}
    for one in data["recordings"]:
        if one.get("case") in {None, *cases}:
            _recording(shelf, one, known[one["device"]], offsets[one["device"]])
    for one in data["reports"]:
        if one["case"] in cases:
            _report(shelf, one)


def _device(shelf: _Shelf, data: Mapping[str, Any]) -> Device:
    unit = shelf.cast.units[data["officer"]]
    given = {"unit": unit, "serial": data["serial"], "model": data["model"]}
    device, made = Device.objects.get_or_create(agency=shelf.agency, number=data["number"], defaults=given)
    if made:
        keeper, since = shelf.cast.users[data["keeper"]], datetime.combine(shelf.begun, time(8, 30), SHANGHAI)
        checked = {
            "battery": data["battery"],
            "free_mb": data["free_mb"],
            "clock_offset": Decimal(data["clock_offset"]),
        }
        devices.note(
            keeper, device.pk, DeviceEvent.Kind.HAND_OVER, since - timedelta(days=240),
            officer_id=int(shelf.cast.officers[data["officer"]]), **(checked | {"battery": 100}),
        )  # fmt: skip
        devices.note(keeper, device.pk, DeviceEvent.Kind.CHECK, since - timedelta(days=1), **checked)
    return device


def _recording(shelf: _Shelf, data: Mapping[str, Any], device: Device, offset: float) -> None:
    if Recording.objects.filter(agency=shelf.agency, device=device, name=data["name"]).exists():
        return
    start = _start(shelf, data) + timedelta(minutes=data.get("from", 0))
    length = timedelta(minutes=data.get("to", data.get("from", 0)) - data.get("from", 0))
    by_device = start + timedelta(seconds=offset)
    if data["name"].endswith(".jpg"):
        content, mime = filming.still(data["name"], by_device, device.number, data["place"]), "image/jpeg"
    else:
        content = filming.film(data["name"], by_device, length, device.number, data["place"])
        mime = "video/mp4"
    received = start + length + timedelta(hours=data["received"])
    shot = registering.Shot(
        data["name"], vault().put(content), BY_MIME[mime], Recording.Source.DOCK, received
    )
    recording = registering.register(shelf.agency.pk, shot, device)
    if "link" in data:
        case = shelf.cases[data["case"]]
        linking.confirm(
            shelf.cast.users[data["by"]], recording.pk, case.pk, scene=data["scene"], act_title=data["title"],
            announced=True, place=str(_done(case, data["act"])["place"]), now=shelf.now(), **data["link"],
        )  # fmt: skip


def _report(shelf: _Shelf, data: Mapping[str, Any]) -> None:
    case = Case.objects.get(pk=shelf.cases[data["case"]].pk)
    if case.state["acts"].get("report_av_interruption"):
        return
    begun = _start(shelf, data)
    since, to = (begun + timedelta(minutes=data[name]) for name in ("from", "to"))
    head = told.bureau()["people"][data["head"]]["name"]
    fields = {
        "scene": data["scene"], "act_ref": data["title"], "from": law.stamp(since), "to": law.stamp(to),
        "reported_to": {"name": head}, "reported_at": law.stamp(to), **data["fields"],
    }  # fmt: skip
    if "report_av_interruption" not in case.state["pending"]:
        perform(
            case.pk,
            "report_av_interruption",
            shelf.cast.users[data["by"]],
            {"fields": fields},
            now=shelf.now(),
        )
    perform(
        case.pk, "report_av_interruption", shelf.cast.users[data["head"]], {"fields": {}}, step="approve",
        now=shelf.now(), role="unit_head",
    )  # fmt: skip


def _start(shelf: _Shelf, data: Mapping[str, Any]) -> datetime:
    if "case" not in data:
        return datetime.combine(shelf.begun - timedelta(days=data["days"]), PATROL, SHANGHAI)
    return law.parse_instant(str(_done(shelf.cases[data["case"]], data["act"])["start"]))


def _done(case: Case, act: str) -> Mapping[str, Any]:
    return dict(case.state["acts"][act][0])
