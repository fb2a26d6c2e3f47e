"""A bureau with cases that have come into the archive room."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))
sys.path.insert(0, str(Path(__file__).parents[1] / "media"))
sys.path.insert(0, str(Path(__file__).parent))

from appraised import old
from beginnings import begun, bureau, matter
from filed import Filed, file_a_case

from mingjing.archive import packing

__all__ = ["begun", "bureau", "matter", "old"]


@pytest.fixture
def filed(taken_up: Callable[..., Any]) -> Filed:
    """An ordinary penalty case with evidence, a photo and a film, from the first act to the archive room."""
    return taken_up("archived", file_a_case)


@pytest.fixture
def packed(filed: Filed, taken_up: Callable[..., Any], _own_folders: Path) -> packing.Packed:
    """The package of `filed`, made once: making it takes longer than most of what is asked of it."""
    to = _own_folders / "packages"
    made: packing.Packed = taken_up("packed", lambda: packing.package(filed.file, to))
    return replace(made, folder=to / made.folder.name)
