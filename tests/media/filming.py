"""Small recordings made on the spot, as a recorder would write them."""

from __future__ import annotations

import io
import math
import struct
from datetime import UTC, datetime
from fractions import Fraction

import av
from PIL import Image

RATE = 5


def film(seconds: float = 6, start: datetime | None = None, place: str = "", shade: int = 0) -> bytes:
    """An MP4 (H.264, AAC) of coloured frames with a tone, `start` (aware) and `place` (ISO 6709) in its metadata."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4", options={"movflags": "use_metadata_tags"}) as container:
        if start:
            moment = start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
            container.metadata["creation_time"] = moment
        if place:
            container.metadata["location"] = place
        video = container.add_stream("libx264", rate=RATE, options={"preset": "ultrafast"})
        video.width, video.height, video.pix_fmt = 320, 240, "yuv420p"
        sound = container.add_stream("aac", rate=8000, layout="mono")
        for number in range(int(seconds * RATE)):
            colour = (number * 7 % 256, (90 + shade) % 256, 160)
            container.mux(video.encode(av.VideoFrame.from_image(Image.new("RGB", (320, 240), colour))))
        for place_ in range(int(seconds * 8000 / 1024)):
            frame = av.AudioFrame(format="s16", layout="mono", samples=1024)
            frame.planes[0].update(_tone(place_))
            frame.sample_rate, frame.pts, frame.time_base = 8000, place_ * 1024, Fraction(1, 8000)
            container.mux(sound.encode(frame))
        container.mux(video.encode(None))
        container.mux(sound.encode(None))
    return out.getvalue()


def photo(taken: str = "2026:06:05 09:40:00", place: tuple[float, float] | None = None) -> bytes:
    """A JPEG whose EXIF says when it was taken (local time), and where (degrees north and east)."""
    picture = Image.new("RGB", (640, 480), (200, 120, 40))
    exif = Image.Exif()
    exif.get_ifd(0x8769)[36867] = taken
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: _sexagesimal(place[0]), 3: "E", 4: _sexagesimal(place[1])})
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    whole, rest = divmod(degrees, 1)
    return whole, rest * 60 // 1, rest * 3600 % 60


def _tone(place: int) -> bytes:
    at = range(place * 1024, (place + 1) * 1024)
    return struct.pack("<1024h", *(int(math.sin(one / 8) * 6000) for one in at))
