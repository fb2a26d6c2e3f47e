"""Small real recordings for the demo, as a recorder would write them: a drawn scene with the time in the picture."""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import av
from PIL import Image, ImageDraw

from mingjing.project.demo.files import photo as drawn

STEP = 5  # seconds from picture to picture: half an hour is some hundred kilobytes, made in half a second
HEARD = 8  # seconds of sound at the beginning, where the opening words are said
RATE, BLOCK = 8000, 1024
Place = tuple[float, float]


def film(text: str, start: datetime, length: timedelta, device: str, place: Place) -> bytes:
    """An MP4 (H.264, AAC) of `length`, its metadata saying when it begins by the device's clock and where it was made.

    The same arguments give the same recording.
    """
    out = io.BytesIO()
    with av.open(out, "w", format="mp4", options={"movflags": "use_metadata_tags"}) as container:
        container.metadata["creation_time"] = start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        container.metadata["location"] = f"{place[0]:+.5f}{place[1]:+.5f}/"
        video = container.add_stream(
            "libx264", rate=Fraction(1, STEP), options={"preset": "ultrafast", "threads": "1", "crf": "30", "g": "12"}
        )  # fmt: skip
        sound = container.add_stream("aac", rate=RATE, layout="mono")
        back = Image.open(io.BytesIO(drawn(text))).convert("RGB")
        video.width, video.height, video.pix_fmt = back.width, back.height, "yuv420p"
        for number in range(int(length.total_seconds()) // STEP):
            picture = _picture(back, start + timedelta(seconds=number * STEP), device, number)
            container.mux(video.encode(av.VideoFrame.from_image(picture)))
        for frame in _sound():
            container.mux(sound.encode(frame))
        container.mux(video.encode(None))
        container.mux(sound.encode(None))
    return out.getvalue()


def still(text: str, taken: datetime, device: str, place: Place) -> bytes:
    """A JPEG whose EXIF says when (local time) and where it was taken."""
    picture = _picture(Image.open(io.BytesIO(drawn(text))).convert("RGB"), taken, device, 0)
    exif = Image.Exif()
    exif.get_ifd(0x8769)[36867] = f"{taken:%Y:%m:%d %H:%M:%S}"
    exif.get_ifd(0x8825).update({1: "N", 2: _sexagesimal(place[0]), 3: "E", 4: _sexagesimal(place[1])})
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()


def _picture(back: Image.Image, moment: datetime, device: str, number: int) -> Image.Image:
    """The scene with a torch's light that wanders, and time and device as recorders stamp them."""
    picture = back.copy()
    pen = ImageDraw.Draw(picture)
    left = 40 + (number * 7) % (back.width - 80)
    top = 120 + int(60 * math.sin(number / 9))
    pen.ellipse((left, top, left + 36, top + 36), outline=(255, 250, 205), width=3)
    pen.rectangle((0, 0, back.width, 26), fill=(20, 24, 28))
    pen.text((8, 4), f"{moment:%Y-%m-%d %H:%M:%S}   {device}", fill=(255, 255, 255), font_size=15)
    return picture


def _sound() -> Iterator[av.AudioFrame]:
    for block in range(HEARD * RATE // BLOCK):
        frame = av.AudioFrame(format="s16", layout="mono", samples=BLOCK)
        frame.planes[0].update(
            struct.pack(
                f"<{BLOCK}h",
                *(int(2500 * math.sin((block * BLOCK + one) / 6)) for one in range(BLOCK)),
            )
        )
        frame.sample_rate, frame.pts, frame.time_base = RATE, block * BLOCK, Fraction(1, RATE)
        yield frame


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    whole, rest = divmod(degrees, 1)
    return whole, rest * 60 // 1, rest * 3600 % 60
