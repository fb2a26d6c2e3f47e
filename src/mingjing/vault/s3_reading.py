"""One version of an S3 object as a seekable file: a part of it is fetched when it is read."""

from __future__ import annotations

import io
from typing import Any


class ObjectFile(io.RawIOBase):
    """Reads by ranges; wrap it in a BufferedReader. The connection's own time limits apply."""

    def __init__(self, client: Any, bucket: str, key: str, version: str, size: int) -> None:
        self._s3, self._which, self._size, self._at = client, {"Bucket": bucket, "Key": key}, size, 0
        if version:
            self._which["VersionId"] = version

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("negative position")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._size - self._at)
        if wanted <= 0:
            return 0
        asked = f"bytes={self._at}-{self._at + wanted - 1}"
        with self._s3.get_object(**self._which, Range=asked)["Body"] as body:
            piece = body.read()
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
