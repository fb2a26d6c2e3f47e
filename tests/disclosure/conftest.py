"""A case that goes public."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from beginnings import begun, bureau
from case_bureau import Bureau
from published import Publishing

__all__ = ["begun", "bureau"]


@pytest.fixture
def matter(bureau: Bureau) -> Publishing:
    """`matter.publish()` takes a case through all acts up to its publication."""
    return Publishing(bureau)
