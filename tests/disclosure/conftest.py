"""A case that goes public."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import Bureau, found_bureau
from published import Publishing


@pytest.fixture
def bureau(transactional_db: None) -> Bureau:
    return found_bureau()


@pytest.fixture
def matter(bureau: Bureau) -> Publishing:
    """`matter.publish()` takes a case through all acts up to its publication."""
    return Publishing(bureau)
