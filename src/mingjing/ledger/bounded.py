"""Reading a file that somebody else has put there: never a pipe, a device or a folder, and never more than is meant."""

import errno
import os
import stat
from pathlib import Path

from mingjing.ledger.errors import MalformedError, MissingFileError

_NOT_THERE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO, errno.ENAMETOOLONG}
# A pipe is opened without waiting for its writer, where the system knows pipes.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_PIECE = 1 << 16


def read_regular(path: Path, limit: int) -> bytes:
    """The whole of a regular file (a link is followed).

    Raises MissingFileError where there is none, MalformedError above `limit` bytes. Never waits for a writer.
    """
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        if error.errno not in _NOT_THERE:
            raise
        raise MissingFileError(f"缺少文件 {path.name}。") from error
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise MissingFileError(f"{path.name} 不是普通文件。")
        data = bytearray()
        while piece := os.read(handle, min(_PIECE, limit + 1 - len(data))):
            data += piece
            if len(data) > limit:
                raise MalformedError(f"文件 {path.name} 超过{limit}字节。")
        return bytes(data)
    finally:
        os.close(handle)
