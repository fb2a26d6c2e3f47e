"""Files of docking stations: each finished one goes into the vault and the register, then to `done/` or `failed/`.

Killed at any point it is run again: the vault keeps the same content once, the register knows it by its digest, and
the file moves last.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from mingjing.agencies.models import Agency
from mingjing.cases import attachments as files
from mingjing.cases.keeping import vault
from mingjing.media import registering
from mingjing.media.models import Device, Recording

DONE, FAILED = "done", "failed"
REASON = ".原因.txt"


@dataclass(frozen=True, slots=True)
class Collected:
    """One file: where it lay, and what became of it (`recording` or the reason why not)."""

    path: Path
    recording: Recording | None
    reason: str = ""


def collect(folder: Path, agency: Agency | None = None, *, settle: float = 30) -> Iterator[Collected]:
    """Take in every file below `folder` that hasn't changed for `settle` seconds, in the order of their names.

    `agency`: only its devices count; None = all. Raises OSError when the folder can't be read or written.
    """
    known = list(Device.objects.filter(active=True, **({"agency": agency} if agency else {})))
    for path in sorted(_waiting(folder, settle)):
        try:
            found = _take(path, folder, known)
        except files.BadAttachment as fault:
            yield _failed(path, folder, str(fault))
            continue
        _move(path, folder, DONE)
        yield Collected(path, found)


def _waiting(folder: Path, settle: float) -> Iterator[Path]:
    for path in folder.rglob("*"):
        inside = path.relative_to(folder).parts
        if inside[0] in (DONE, FAILED) or any(part.startswith(".") for part in inside) or path.is_symlink():
            continue
        if path.is_file() and time.time() - path.stat().st_mtime >= settle:
            yield path


def _take(path: Path, folder: Path, known: Sequence[Device]) -> Recording:
    before = path.stat()
    device = device_of(path.relative_to(folder), known)
    with path.open("rb") as stream:
        kind = files.inspect(files.Attachment(path.name, stream), limit=1 << 50)
        if kind.medium not in {"audio", "video", "image"}:
            raise files.BadAttachment(f"“{path.name}”不是录音、录像或者照片，未入库。")
        stream.seek(0)
        blob = vault().put(stream)  # a copy: what happens to the file in done/ can't touch the original
    if (path.stat().st_size, path.stat().st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise files.BadAttachment(f"“{path.name}”在读取时还在写入，未登记；请等写完后移回原处。")
    shot = registering.Shot(path.name, blob, kind, Recording.Source.DOCK, timezone.now())
    return registering.register(device.agency_id, shot, device)


def device_of(path: Path, known: Sequence[Device]) -> Device:
    """The device whose number or serial stands in the folder or file name, the nearest to the file first.

    Raises `BadAttachment` when there is none, or more than one.
    """
    for part in reversed(path.parts):
        found = {one.pk: one for one in known if _names(part, one.number) or _names(part, one.serial)}
        if len(found) > 1:
            listed = "、".join(sorted(one.number for one in found.values()))
            raise files.BadAttachment(
                f"“{path.name}”的名称同时符合设备{listed}，无法确定；请改名后移回原处。"
            )
        if found:
            return next(iter(found.values()))
    raise files.BadAttachment(
        f"“{path.name}”的文件夹和文件名中没有已登记的设备编号或者出厂编号；请先登记设备，或者改名后移回原处。"
    )


def _names(text: str, number: str) -> bool:
    pattern = rf"(?<![0-9A-Za-z]){re.escape(number)}(?![0-9A-Za-z])"
    return bool(number) and re.search(pattern, text, re.IGNORECASE) is not None


def _failed(path: Path, folder: Path, reason: str) -> Collected:
    kept = _move(path, folder, FAILED)
    kept.with_name(kept.name + REASON).write_text(reason + "\n", encoding="utf-8")
    return Collected(path, None, reason)


def _move(path: Path, folder: Path, where: str) -> Path:
    target = folder / where / path.relative_to(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    stem, number = target.stem, 2
    while target.exists():
        target = target.with_name(f"{stem}-{number}{target.suffix}")
        number += 1
    return path.rename(target)
