"""An exported case file whose digest lists are written anew, as a forger would."""

from __future__ import annotations

import hashlib
from pathlib import Path


def reseal(folder: Path) -> None:
    """Write both digest lists for the files as they are now."""
    tags = folder / "tagmanifest-sha256.txt"
    tags.unlink()
    data = sorted(path for path in (folder / "data").rglob("*") if path.is_file())
    (folder / "manifest-sha256.txt").write_text(_lines(folder, data), "utf-8")
    others = sorted(path for path in folder.rglob("*") if path.is_file() and path not in data)
    tags.write_text(_lines(folder, others), "utf-8")


def _lines(folder: Path, paths: list[Path]) -> str:
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in paths
    )
