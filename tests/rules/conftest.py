"""A bureau and its case, as the tests of the cases have them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))
sys.path.insert(0, str(Path(__file__).parent))

from case_bureau import Bureau, found_bureau
from whole_case import Matter


@pytest.fixture
def bureau(transactional_db: None) -> Bureau:
    return found_bureau()


@pytest.fixture
def matter(bureau: Bureau) -> Matter:
    return Matter(bureau)


@pytest.fixture
def signed_in(bureau: Bureau) -> Callable[[str], Client]:
    """A client signed in as one of the bureau; "" = nobody."""

    def client(alias: str) -> Client:
        found = Client()
        if alias:
            found.force_login(bureau.users[alias])
        return found

    return client
