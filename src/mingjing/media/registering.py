"""Put a recording that lies in the vault into the register, once, with what it says of itself and of its device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from mingjing.cases.file_types import FileType
from mingjing.cases.keeping import vault
from mingjing.media import devices
from mingjing.media.models import Device, Recording
from mingjing.media.probing import Probe, probe
from mingjing.vault import Blob
from mingjing.work import queue


@dataclass(frozen=True, slots=True)
class Shot:
    """A file as it came in: its name, its content in the vault, its type, from where and when (aware)."""

    name: str
    blob: Blob
    kind: FileType
    source: str
    received_at: datetime


def register(agency_id: int, shot: Shot, device: Device) -> Recording:
    """The recording of this content that is in no case, made if it isn't known yet."""
    known = (
        Recording.objects.filter(agency=agency_id, sha256=shot.blob.sha256).order_by("received_at").first()
    )
    if known is not None:
        return known
    with vault().open(shot.blob.sha256, shot.blob.version) as stream:
        told = probe(stream, shot.kind.mime, shot.name)
    recording = Recording(
        agency_id=agency_id, device=device, name=shot.name, source=shot.source, medium=shot.kind.medium,
        mime=shot.kind.mime, sha256=shot.blob.sha256, sm3=shot.blob.sm3, version=shot.blob.version,
        size=shot.blob.size, received_at=shot.received_at,
    )  # fmt: skip
    describe(recording, told)
    with transaction.atomic():
        recording, made = Recording.objects.get_or_create(
            agency_id=agency_id, sha256=recording.sha256, case=None, defaults=_values(recording)
        )
        if made:
            queue.enqueue("derive", {"recording": str(recording.pk)})
    return recording


def describe(recording: Recording, told: Probe) -> None:
    """Take over what the file says, its time set right by the device's clock; who had the device made it."""
    recording.duration, recording.codec, recording.unread = told.duration, told.codec, told.unread
    if told.place is not None:
        recording.place = recording.place or str(told.place)
        recording.latitude, recording.longitude = told.place.latitude, told.place.longitude
    if told.start is None:
        return
    offset = devices.offset_at(recording.device, told.start) if recording.device else None
    correction = timedelta(seconds=float(offset or 0))
    recording.clock_offset = offset
    recording.start = told.start - correction
    recording.end = told.end - correction if told.end else None
    if recording.officer is None and recording.device:
        recording.officer = devices.holder_at(recording.device, recording.start)


def _values(recording: Recording) -> dict[str, object]:
    names = [one.attname for one in Recording._meta.concrete_fields if one.attname not in {"id", "case_id"}]
    return {name: getattr(recording, name) for name in names if name not in {"agency_id", "sha256"}}
