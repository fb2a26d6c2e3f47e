"""A published case, as in the disclosure tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "disclosure"))
sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from beginnings import begun, bureau
from case_bureau import Bureau
from published import Publishing

__all__ = ["begun", "bureau"]


@pytest.fixture
def matter(bureau: Bureau) -> Publishing:
    return Publishing(bureau)
