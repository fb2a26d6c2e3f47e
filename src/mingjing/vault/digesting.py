"""SHA-256 (FIPS 180-4) and SM3 (GB/T 32905) of one stream in one pass, side by side on two cores.

SM3 has no instructions of its own in common processors and is several times slower than SHA-256, so it sets the pace:
it runs in a thread of its own and always finds pieces waiting, while the caller reads, hashes and writes ahead of it.
"""

from __future__ import annotations

import hashlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, BinaryIO, Self

from cryptography.hazmat.primitives import hashes

from mingjing.vault.errors import TooLargeError
from mingjing.vault.model import Blob

PIECE = 1 << 20
AHEAD = 16  # pieces that wait for SM3 at most: while the caller waits for the disk it goes on
_AT_ONCE = 1 << 16  # below this a second thread costs more than it saves


def _new_sm3() -> Any:
    """hashlib's where the machine's OpenSSL has it (it lets other threads run meanwhile), else cryptography's own."""
    return hashlib.new("sm3") if "sm3" in hashlib.algorithms_available else hashes.Hash(hashes.SM3())


class Digesting:
    """Fed piece by piece; as a context manager it ends its thread, and may be entered again to go on."""

    def __init__(self) -> None:
        self._sha256, self._sm3 = hashlib.sha256(), _new_sm3()
        self._pool: ThreadPoolExecutor | None = None
        self._running: deque[Future[Any]] = deque()
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wait(0)
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def update(self, piece: bytes) -> None:
        """Take the next bytes; they must not change afterwards."""
        self.size += len(piece)
        if len(piece) < _AT_ONCE and not self._running:
            self._sm3.update(piece)
        else:
            self._wait(AHEAD - 1)
            self._pool = self._pool or ThreadPoolExecutor(1, "sm3")
            self._running.append(self._pool.submit(self._sm3.update, piece))
        self._sha256.update(piece)

    def finish(self) -> tuple[str, str]:
        """SHA-256 and SM3, 64 hex digits each; once."""
        self._wait(0)
        sm3 = self._sm3.hexdigest() if hasattr(self._sm3, "hexdigest") else self._sm3.finalize().hex()
        return self._sha256.hexdigest(), sm3

    def _wait(self, most: int) -> None:
        """Until no more than so many pieces wait."""
        while self._running and (len(self._running) > most or self._running[0].done()):
            self._running.popleft().result()


def digests_of(stream: BinaryIO) -> tuple[str, str, int]:
    """SHA-256, SM3 and size in bytes of the rest of a stream."""
    with Digesting() as digesting:
        while piece := stream.read(PIECE):
            digesting.update(piece)
        return *digesting.finish(), digesting.size


def spool(stream: BinaryIO, file: BinaryIO, limit: int | None) -> Blob:
    """Copy a stream to a file in one pass, with its digests. Raises TooLargeError."""
    with Digesting() as digesting:
        while piece := stream.read(PIECE):
            if limit is not None and digesting.size + len(piece) > limit:
                raise TooLargeError(f"文件超过{limit}字节的上限，没有保存。")
            digesting.update(piece)
            file.write(piece)
        return Blob(*digesting.finish(), digesting.size)
