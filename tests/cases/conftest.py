"""A bureau for each test, and a case taken through its acts as the pack's own scenario does."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from case_bureau import Bureau, found_bureau
from whole_case import Matter


@pytest.fixture
def bureau(transactional_db: None) -> Bureau:
    return found_bureau()


@pytest.fixture
def matter(bureau: Bureau) -> Matter:
    """A case that hasn't begun: `matter.go("decide")` performs all acts up to and with that one."""
    return Matter(bureau)


@pytest.fixture
def empty_between_runs(transactional_db: None) -> object:
    """Empties the tables between the runs of one test."""
    from django.test import TransactionTestCase

    return lambda: TransactionTestCase._fixture_teardown(None)
