"""`mingjing av collect`: a recording from the docking station's folder into vault and register, beside copying and hashing it."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from bench import playing
from bench.measures.keeping_originals import PIECE, best, cat, openssl
from bench.measures.sending import film
from bench.rows import Baseline, Row
from mingjing.media import docking
from mingjing.media.models import Device

AIM_OF_THE_SLOWER = 0.9
TIMES = 3


def measure(*, small: bool) -> list[Row]:
    megabytes = 8 if small else 1024
    device = Device.objects.create(agency=playing.bureau().agency, number="ZFY-BENCH-01")
    taken, busy, copied, hashed, alone = [], [], float("inf"), float("inf"), float("inf")
    with TemporaryDirectory(dir=settings.MINGJING_VAR) as name:
        folder = Path(name)
        path = folder / "in" / device.number / "film.mp4"
        path.parent.mkdir(parents=True)
        for _ in range(TIMES):
            film(path, megabytes)
            copied = min(copied, best(lambda: cat(path, folder / "copy"), 1))
            hashed = min(hashed, best(lambda: openssl(path), 1))
            begun = time.process_time()
            sm3_alone(path)
            alone = min(alone, time.process_time() - begun)
            start, begun = time.perf_counter(), time.process_time()
            (done,) = docking.collect(folder / "in", settle=0)
            taken.append(time.perf_counter() - start)
            busy.append(time.process_time() - begun)
            if done.recording is None:
                raise AssertionError(done.reason)
            kept = done.recording.sha256
            (Path(settings.MINGJING_VAULT) / "blobs/sha256" / kept[:2] / kept[2:4] / kept).unlink()
            (folder / "in/done" / device.number / path.name).unlink()
    slower = Baseline("the slower of cat > file and openssl dgst -sha256", max(copied, hashed))
    return [
        Row("collecting", f"a recording of {megabytes:,} MB collected", min(taken), "s", slower, slower.value / AIM_OF_THE_SLOWER),
        Row("collecting", f"processor time of collecting {megabytes:,} MB", min(busy), "s", Baseline("SM3 alone", alone)),
    ]  # fmt: skip


def sm3_alone(path: Path) -> None:
    """What no way of collecting can be faster than: SM3 is computed byte after byte."""
    state = hashlib.new("sm3")
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            state.update(piece)
    state.digest()
