"""A recording sent to the real server in pieces (tus), both digests computed on the way; then with the server killed again and again."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from django.conf import settings

from bench import playing
from bench.measures.keeping_originals import PIECE, best, cat, openssl
from bench.rows import Baseline, Row
from bench.server import Server
from bench.tus import Caller, Lost
from mingjing.api.models import ApiToken
from mingjing.cases.keeping import vault
from mingjing.uploads.models import Upload

MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00"
AIM_OF_THE_SLOWER = 0.5
TIMES = 3


def measure(*, small: bool) -> list[Row]:
    megabytes, gigabytes, kills = (8, 24 / 1024, 2) if small else (1024, 4, 20)
    home = Path(settings.MINGJING_VAR).parent
    stage = playing.bureau().stage()
    server = Server(home)
    server.start()
    try:
        caller = Caller(server.port, ApiToken.issue(stage.officers["lu"].user, "bench")[1])
        return [
            *sent(caller, home, megabytes),
            *killed(server, caller, home, int(gigabytes * 1024), kills),
        ]
    finally:
        server.stop()


def film(path: Path, megabytes: int) -> str:
    """A file that begins as a recording does and can't be compressed; its SHA-256."""
    state = hashlib.sha256()
    with path.open("wb") as file:
        for number in range(megabytes):
            piece = os.urandom(PIECE) if number else MP4 + os.urandom(PIECE - len(MP4))
            state.update(piece)
            file.write(piece)
    return state.hexdigest()


def sent(caller: Caller, home: Path, megabytes: int) -> list[Row]:
    """Seconds until the upload is answered complete: on the disk, hashed twice, in the vault."""
    path = home / "film.mp4"
    taken = []
    copied = hashed = float("inf")
    for _ in range(TIMES):
        digest = film(path, megabytes)
        copied, hashed = (
            min(copied, best(lambda: cat(path, home / "copy"), 1)),
            min(hashed, best(lambda: openssl(path), 1)),
        )
        start = time.perf_counter()
        where = caller.begin(path.name, path.stat().st_size)
        caller.send(where, path, 0)
        taken.append(time.perf_counter() - start)
        upload = Upload.objects.get(pk=where.rsplit("/", 1)[1])
        if upload.sha256 != digest or not vault().exists(digest):
            raise AssertionError("the file that arrived is another one")
        away(upload)
    path.unlink()
    slower = Baseline("the slower of cat > file and openssl dgst -sha256", max(copied, hashed))
    return [
        Row("uploads", f"{megabytes:,} MB by HTTP into the vault", min(taken), "s", slower, slower.value / AIM_OF_THE_SLOWER),
        Row("uploads", "the same, a second", megabytes / min(taken), "MB/s", Baseline("the slower", megabytes / slower.value)),
    ]  # fmt: skip


def killed(server: Server, caller: Caller, home: Path, megabytes: int, kills: int) -> list[Row]:
    """The server is killed while the file comes, bytes on the open line; the caller goes on from what was certain. The digest must be the file's."""
    path = home / "long.mp4"
    digest = film(path, megabytes)
    size = path.stat().st_size
    start = time.perf_counter()
    where, again = caller.begin(path.name, size), 0
    for number in range(1, kills + 1):
        offset = caller.offset(where)
        sent = caller.send_while(where, path, offset, size * number // (kills + 1), server.kill)
        server.start()
        again += sent - caller.offset(where)
    while True:
        try:
            caller.send(where, path, caller.offset(where))
            break
        except Lost:
            continue
    taken = time.perf_counter() - start
    upload = Upload.objects.get(pk=where.rsplit("/", 1)[1])
    with vault().open(digest) as kept:
        arrived = hashlib.file_digest(kept, "sha256").hexdigest()
    if not upload.sha256 == digest == arrived:
        raise AssertionError("the file that arrived is another one")
    away(upload)
    path.unlink()
    what = f"{megabytes:,} MB with the server killed {kills} times, same digest"
    return [
        Row("uploads", what, taken, "s"),
        Row("uploads", "bytes sent again after a kill, on average", max(again, 1) / kills / PIECE, "MB"),
    ]


def away(upload: Upload) -> None:
    """The disk is needed again: the bench's own file goes, past the vault's rules."""
    (
        Path(settings.MINGJING_VAULT)
        / "blobs/sha256"
        / upload.sha256[:2]
        / upload.sha256[2:4]
        / upload.sha256
    ).unlink()
    upload.delete()
