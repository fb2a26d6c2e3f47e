"""A bureau with cases that have come into the archive room."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))
sys.path.insert(0, str(Path(__file__).parents[1] / "media"))
sys.path.insert(0, str(Path(__file__).parent))

from beginnings import begun, bureau, matter
from filed import Filed, file_a_case

__all__ = ["begun", "bureau", "matter"]


@pytest.fixture
def filed(taken_up: Callable[..., Any]) -> Filed:
    """An ordinary penalty case with evidence, a photo and a film, from the first act to the archive room."""
    return taken_up("archived", file_a_case)
