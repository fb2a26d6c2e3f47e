"""The bureau and the case of the cases' tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import Bureau, found_bureau
from whole_case import Matter


@pytest.fixture
def bureau(transactional_db: None) -> Bureau:
    return found_bureau()


@pytest.fixture
def matter(bureau: Bureau) -> Matter:
    return Matter(bureau)
