"""The bytes of an unfinished upload: one file, one writer at a time (flock), nothing acknowledged before fsync."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings

from mingjing.uploads.refusing import busy, no_room, not_there

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def folder() -> Path:
    """Where unfinished uploads lie: shared by all web processes, best on the disk of the vault."""
    return Path(settings.MINGJING_UPLOADS)


def path_of(upload_id: UUID) -> Path:
    return folder() / f"{upload_id.hex}.part"


def begin(upload_id: UUID) -> None:
    """Make the empty file. Raises UploadRefused when the disk is full."""
    folder().mkdir(parents=True, exist_ok=True)
    try:
        with path_of(upload_id).open("xb"):
            pass
    except OSError as fault:
        raise _of(fault) from fault


@contextmanager
def held(upload_id: UUID) -> Iterator[Part]:
    """The upload's file, for this caller alone. Raises UploadRefused when it is gone or held by another."""
    try:
        # Read-only where the vault may share the file already: then it is complete and only to be read.
        handle = os.open(path_of(upload_id), _flags(path_of(upload_id)) | os.O_CLOEXEC)
    except FileNotFoundError as fault:
        raise not_there() from fault
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise busy() from fault
        yield Part(path_of(upload_id), handle)
    finally:
        os.close(handle)  # and with it the lock, as when the process is killed


def remove(upload_id: UUID) -> None:
    path_of(upload_id).unlink(missing_ok=True)


class Part:
    """An open file that its holder has locked."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path, self.handle = path, handle

    @property
    def sealed(self) -> bool:
        """Complete and handed to the vault, which makes it read-only first: no byte of it may change any more."""
        return not os.fstat(self.handle).st_mode & stat.S_IWUSR

    @property
    def length(self) -> int:
        return os.fstat(self.handle).st_size

    def cut(self, length: int) -> None:
        """Forget what lies beyond `length`: it was never acknowledged."""
        os.ftruncate(self.handle, length)
        os.lseek(self.handle, length, os.SEEK_SET)

    def write(self, piece: bytes) -> None:
        """Append. Raises UploadRefused when the disk is full."""
        view = memoryview(piece)
        try:
            while view:
                view = view[os.write(self.handle, view) :]
        except OSError as fault:
            raise _of(fault) from fault

    def make_durable(self) -> None:
        """All bytes are on the disk when this returns. Raises UploadRefused when it is full."""
        try:
            os.fsync(self.handle)
        except OSError as fault:
            raise _of(fault) from fault


def _flags(path: Path) -> int:
    return os.O_RDWR if path.stat().st_mode & stat.S_IWUSR else os.O_RDONLY


def _of(fault: OSError) -> Exception:
    return no_room() if fault.errno in _FULL else fault
