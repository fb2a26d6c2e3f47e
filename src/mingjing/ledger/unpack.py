"""A case file that came as one .zip, unpacked where nothing can escape from, within limits."""

from __future__ import annotations

import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath

MAX_FILES = 100_000
MAX_BYTES = 64 << 30


class Unpackable(ValueError):
    """The archive can't be trusted to unpack; the message says why (Chinese)."""


def unpack(archive: Path, into: Path) -> Path:
    """Unpack into the empty folder `into`; returns the folder that holds the case file. Raises Unpackable."""
    try:
        with zipfile.ZipFile(archive) as opened:
            members = opened.infolist()
            _check(members)
            for member in members:
                target = into.joinpath(*PurePosixPath(member.filename).parts)
                if member.is_dir():
                    target.mkdir(parents=True, exist_ok=True)
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(member) as source, target.open("xb") as copy:
                    shutil.copyfileobj(source, copy)
    except (zipfile.BadZipFile, FileExistsError, NotImplementedError, RuntimeError) as fault:
        raise Unpackable(f"“{archive.name}”不是完好的 .zip 文件。") from fault
    inside = list(into.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else into


def _check(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_FILES or sum(member.file_size for member in members) > MAX_BYTES:
        raise Unpackable("压缩包里的文件过多或者过大。")
    for member in members:
        parts = PurePosixPath(member.filename).parts
        linked = stat.S_ISLNK(member.external_attr >> 16)
        if (
            member.filename.startswith("/")
            or ".." in parts
            or "\\" in member.filename
            or "\0" in member.filename
            or linked
        ):
            raise Unpackable("压缩包里有指向外部的路径，拒绝解开。")
