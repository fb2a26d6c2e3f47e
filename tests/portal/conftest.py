"""A published case, as in the disclosure tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "disclosure"))
sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import Bureau, found_bureau
from published import Publishing


@pytest.fixture
def bureau(transactional_db: None) -> Bureau:
    return found_bureau()


@pytest.fixture
def matter(bureau: Bureau) -> Publishing:
    return Publishing(bureau)
