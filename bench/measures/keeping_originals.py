"""Keeping a large original: both digests in one pass and on the disk, beside copying it and beside hashing it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.rows import Baseline, Row
from mingjing.vault import FileVault, digests_of

PIECE = 1 << 20
AIM_OF_THE_SLOWER = 0.9
TIMES = 3


def measure(*, small: bool) -> list[Row]:
    megabytes = 8 if small else 1024
    with TemporaryDirectory() as name:
        folder = Path(name)
        video = folder / "video"
        with video.open("wb") as file:
            for _ in range(megabytes):
                file.write(os.urandom(PIECE))
        copied = best(lambda: cat(video, folder / "copy"))
        hashed = best(lambda: openssl(video))
        slower = Baseline("the slower of cat > file and openssl dgst -sha256", max(copied, hashed))
        kept = best(lambda: _keep(folder / "vault", video))
        both = best(lambda: _digests(video))
    return [
        Row("originals", f"cat > file, {megabytes:,} MB", copied, "s"),
        Row("originals", f"openssl dgst -sha256, {megabytes:,} MB", hashed, "s"),
        Row("originals", f"SHA-256 and SM3 of {megabytes:,} MB", both, "s", Baseline("openssl dgst -sha256", hashed)),
        Row("originals", f"an original of {megabytes:,} MB kept", kept, "s", slower, slower.value / AIM_OF_THE_SLOWER),
    ]  # fmt: skip


def best(work: Callable[[], None], times: int = TIMES) -> float:
    """Seconds, the least disturbed of some runs."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def cat(video: Path, copy: Path) -> None:
    """Copy to the disk and have it there."""
    subprocess.run(["sh", "-c", 'cat "$1" > "$2" && sync "$2"', "-", video, copy], check=True, timeout=600)
    copy.unlink()


def openssl(video: Path) -> None:
    """SHA-256 by the command line."""
    subprocess.run(["openssl", "dgst", "-sha256", video], check=True, timeout=600, stdout=subprocess.DEVNULL)


def _keep(root: Path, video: Path) -> None:
    vault = FileVault(root)
    with video.open("rb") as stream:
        kept = vault.put(stream)
    vault.path(kept.sha256).unlink()


def _digests(video: Path) -> None:
    with video.open("rb") as stream:
        sha256, _, _ = digests_of(stream)
    if len(sha256) != hashlib.sha256().digest_size * 2:
        raise RuntimeError("no digest")
