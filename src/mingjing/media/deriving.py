"""Posters, thumbnails and a light preview of a recording, for looking at. The original is only ever read.

A worker that is killed leaves nothing half: each derivative is kept in the vault before its row is written, and what
is there already is not made again.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import av
from PIL import Image, ImageOps

from mingjing.cases.keeping import vault
from mingjing.media.models import Derivative, Recording
from mingjing.media.probing import CONTAINERS, probe
from mingjing.media.registering import describe
from mingjing.vault import NotInVaultError
from mingjing.work.queue import JobFailed

THUMBS = 6
STILL = (480, 480)
POSTER = (1280, 1280)
HEIGHT, RATE, BITS = 480, Fraction(15), 500_000  # of the preview: lines, frames and bits a second
KEY_SECONDS = 10  # in the preview a place is found by whole pictures so far apart
JPEG = "image/jpeg"
UNDECODED = "文件不能解码，没有制作预览件；原件不受影响。"
# What `describe` takes from the file; `held` and `case` may change meanwhile.
DESCRIBED = (
    "duration", "codec", "unread", "place", "latitude", "longitude", "clock_offset", "start", "end", "officer",
)  # fmt: skip


def derive(payload: Mapping[str, Any]) -> None:
    """Make what is missing of the recording's derivatives. Raises `JobFailed`."""
    recording = Recording.objects.select_related("device").filter(pk=payload["recording"]).first()
    if recording is None:
        return
    try:
        if not recording.codec and not recording.unread:
            _describe(recording)
        if recording.unread:
            return
        with _original(recording) as stream:
            if recording.medium == "image":
                _of_photo(recording, stream)
            elif recording.medium == "video":
                _stills(recording, stream)
        if recording.medium == "video":
            _preview(recording)
    except NotInVaultError as fault:
        raise JobFailed(str(fault)) from fault
    except av.FFmpegError as fault:
        raise JobFailed(UNDECODED) from fault


def _describe(recording: Recording) -> None:
    with _original(recording) as stream:
        told = probe(stream, recording.mime, recording.name)
    stated = recording.start, recording.end
    describe(recording, told)
    # What the officer stated with the act goes before what the file says.
    recording.start, recording.end = stated[0] or recording.start, stated[1] or recording.end
    recording.save(update_fields=DESCRIBED)


def _of_photo(recording: Recording, stream: BinaryIO) -> None:
    try:
        with Image.open(stream) as picture:
            upright = ImageOps.exif_transpose(picture)
            poster, thumb = _jpeg(upright, POSTER), _jpeg(upright, STILL)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise JobFailed(UNDECODED) from fault
    _keep(recording, Derivative.Kind.POSTER, 0, JPEG, poster)
    _keep(recording, Derivative.Kind.THUMB, 0, JPEG, thumb)


def _stills(recording: Recording, stream: BinaryIO) -> None:
    length = recording.duration or 0
    with av.open(stream, format=CONTAINERS[recording.mime]) as container:
        if not container.streams.video:
            return
        for place in range(THUMBS):
            second = int(length * place / THUMBS)
            picture = _frame(container, second)
            if picture is None:
                continue
            if place == 0:
                _keep(recording, Derivative.Kind.POSTER, 0, JPEG, _jpeg(picture, POSTER))
            _keep(recording, Derivative.Kind.THUMB, second, JPEG, _jpeg(picture, STILL))


def _frame(container: av.container.InputContainer, second: int) -> Image.Image | None:
    video = container.streams.video[0]
    container.seek(second * 1_000_000, backward=True, any_frame=False)
    for frame in container.decode(video):
        if frame.time is None or frame.time >= second:
            return frame.to_image()
    return None


def _preview(recording: Recording) -> None:
    if recording.derivatives.filter(kind=Derivative.Kind.PREVIEW).exists():
        return
    with tempfile.TemporaryDirectory(prefix="mingjing-preview-") as folder:
        target = Path(folder) / "preview.mp4"
        with _original(recording) as stream:
            if not _transcode(stream, CONTAINERS[recording.mime], target):
                return
        with target.open("rb") as made:
            _keep(recording, Derivative.Kind.PREVIEW, 0, "video/mp4", made)


def _transcode(stream: BinaryIO, container: str, target: Path) -> bool:
    """H.264 and AAC in MP4 with its index in front, at most `HEIGHT` lines and `RATE` frames a second, never more than
    the original has; False without pictures.
    """
    with (
        av.open(stream, format=container) as source,
        av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as out,
    ):
        if not source.streams.video:
            return False
        video = source.streams.video[0]
        height = min(HEIGHT, video.height) // 2 * 2
        width = max(2, int(video.width * height / video.height) // 2 * 2)
        often = min(RATE, video.average_rate or RATE)
        whole = str(max(1, round(often * KEY_SECONDS)))
        pictures = out.add_stream(
            "libx264", rate=often, options={"preset": "veryfast", "threads": "1", "g": whole}
        )
        pictures.width, pictures.height, pictures.pix_fmt, pictures.bit_rate = width, height, "yuv420p", BITS
        heard = source.streams.audio[0] if source.streams.audio else None
        sound = out.add_stream("aac", rate=heard.rate) if heard else None
        graph = av.filter.Graph()
        first = graph.add_buffer(template=video)
        rate = graph.add("fps", str(often))
        scale = graph.add("scale", f"{width}:{height}")
        last = graph.add("buffersink")
        graph.link_nodes(first, rate, scale, last).configure()
        for packet in source.demux([one for one in (video, heard) if one]):
            for frame in packet.decode():
                if packet.stream is video:
                    graph.push(frame)
                    for made in _pull(graph):
                        out.mux(pictures.encode(made.reformat(format="yuv420p")))
                elif sound:
                    out.mux(sound.encode(frame))
        graph.push(None)
        for made in _pull(graph):
            out.mux(pictures.encode(made.reformat(format="yuv420p")))
        out.mux(pictures.encode(None))
        if sound:
            out.mux(sound.encode(None))
    return True


def _pull(graph: av.filter.Graph) -> Iterator[av.VideoFrame]:
    while True:
        try:
            yield graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return


def _keep(recording: Recording, kind: str, second: int, mime: str, content: BinaryIO) -> None:
    blob = vault().put(content)
    Derivative.objects.get_or_create(
        recording=recording, kind=kind, second=second,
        defaults={"mime": mime, "sha256": blob.sha256, "size": blob.size},
    )  # fmt: skip


def _jpeg(picture: Image.Image, size: tuple[int, int]) -> BinaryIO:
    small = picture.convert("RGB")
    small.thumbnail(size)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    out.seek(0)
    return out


@contextmanager
def _original(recording: Recording) -> Iterator[BinaryIO]:
    with vault().open(recording.sha256, recording.version) as stream:
        yield stream
