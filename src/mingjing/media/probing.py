"""What a recording says of itself: length, beginning, place, coding. Read from the original, which stays as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

import av
from django.utils import timezone
from PIL import Image, UnidentifiedImageError

from mingjing.cases.file_types import BY_MIME
from mingjing.cases.payload import SHANGHAI
from mingjing.media.places import Point, of_exif, of_iso6709

# The container is told from the content already; naming it keeps playlists and other readers of foreign addresses out.
CONTAINERS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "audio/mp4": "mov",
    "video/x-msvideo": "avi",
    "video/x-matroska": "matroska",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
}
PLACES = ("location", "com.apple.quicktime.location.ISO6709", "location-eng")
_IN_NAME = re.compile(
    r"(?<!\d)(20\d{2})[-_]?(\d{2})[-_]?(\d{2})[-_T ]?(\d{2})[-_:]?(\d{2})[-_:]?(\d{2})(?!\d)"
)
_EXIF_IFD, _GPS_IFD, _TAKEN = 0x8769, 0x8825, 36867


@dataclass(frozen=True, slots=True)
class Probe:
    """`start` by the device's clock (aware), `duration` in seconds, `place` where the device was; None or "" where it isn't told.

    A start that can't be true is none: recorders without a set clock write 1904, 1970 or the end of all calendars.
    """

    start: datetime | None = None
    duration: float | None = None
    place: Point | None = None
    codec: str = ""
    unread: str = ""

    @property
    def end(self) -> datetime | None:
        if self.start is None or self.duration is None:
            return None
        try:
            return self.start + timedelta(seconds=self.duration)
        except OverflowError:
            return None


def probe(stream: BinaryIO, mime: str, name: str) -> Probe:
    """Read the metadata of a recording or photo; what can't be read says so in `unread`."""
    kind = BY_MIME.get(mime)
    if kind is not None and kind.medium == "image":
        return _photo(stream, name)
    if mime not in CONTAINERS:
        return Probe(start=_named(name), unread="不是录音、录像或者照片，没有读取时长。")
    try:
        with av.open(stream, format=CONTAINERS[mime]) as container:
            return _container(container, name)
    except (av.FFmpegError, ValueError, OverflowError):
        return Probe(start=_named(name), unread="文件已损坏或者没有录完，不能读取时长和编码。")


def _container(container: av.container.InputContainer, name: str) -> Probe:
    told = {key.lower(): value for key, value in container.metadata.items()}
    for stream in container.streams:
        told = {**{key.lower(): value for key, value in stream.metadata.items()}, **told}
    duration = container.duration / 1_000_000 if container.duration else None
    parts = []
    for video in container.streams.video[:1]:
        parts.append(f"{video.codec_context.name.upper()} {video.width}×{video.height}")
    parts += [audio.codec_context.name.upper() for audio in container.streams.audio[:1]]
    place = next((told[key.lower()] for key in PLACES if told.get(key.lower())), "")
    start = _utc(told.get("creation_time", "")) or _named(name)
    return Probe(start, duration, of_iso6709(place), "、".join(parts)[:80])


def _photo(stream: BinaryIO, name: str) -> Probe:
    try:
        with Image.open(stream) as picture:
            size = f"{picture.format} {picture.width}×{picture.height}"
            told = picture.getexif()
            taken, place = str(told.get_ifd(_EXIF_IFD).get(_TAKEN, "")), of_exif(told.get_ifd(_GPS_IFD))
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        return Probe(start=_named(name), unread="图片不能读取。")
    try:
        start = _likely(datetime.strptime(taken, "%Y:%m:%d %H:%M:%S").replace(tzinfo=SHANGHAI))
    except ValueError:
        start = None
    return Probe(start or _named(name), 0.0, place, size)


def _utc(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _likely(found if found.tzinfo else found.replace(tzinfo=UTC))


def _likely(start: datetime) -> datetime | None:
    """The instant, unless no recorder can have meant it: before 2000, or more than a day ahead."""
    return start if start.year >= 2000 and start <= timezone.now() + timedelta(days=1) else None


def _named(name: str) -> datetime | None:
    """A date and time in the file's name, in Asia/Shanghai."""
    found = _IN_NAME.search(name)
    if found is None:
        return None
    try:
        return _likely(datetime(*map(int, found.groups()), tzinfo=SHANGHAI))  # type: ignore[misc]
    except ValueError:
        return None
