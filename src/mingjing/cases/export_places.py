"""Where an exported case file is written: into a folder, or straight into a ZIP, without another copy of the originals."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

BLOBS = "data/blobs"


class Place(Protocol):
    """Takes the files of an export, one after the other."""

    def open(self, path: str, size: int) -> AbstractContextManager[IO[bytes]]:
        """A file to be written at `path`, which will have `size` bytes."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Files below `root`."""

    root: Path

    def open(self, path: str, size: int) -> AbstractContextManager[IO[bytes]]:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target.open("wb")


@dataclass(frozen=True, slots=True)
class Zipped:
    """Files below the folder `name` of an open ZIP; originals aren't compressed: recordings don't get smaller."""

    archive: ZipFile
    name: str

    def open(self, path: str, size: int) -> AbstractContextManager[IO[bytes]]:
        entry = entry_of(f"{self.name}/{path}", size)
        entry.compress_type = ZIP_STORED if path.startswith(f"{BLOBS}/") else ZIP_DEFLATED
        return self.archive.open(entry, "w")


def entry_of(name: str, size: int) -> ZipInfo:
    """An entry without a time, so that equal files give equal bytes."""
    entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.external_attr, entry.file_size, entry.compress_type = 0o644 << 16, size, ZIP_DEFLATED
    return entry
