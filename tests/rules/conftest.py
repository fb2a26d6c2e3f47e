"""A bureau and its case, as the tests of the cases have them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))
sys.path.insert(0, str(Path(__file__).parent))

from beginnings import begun, bureau, matter
from case_bureau import Bureau

__all__ = ["begun", "bureau", "matter"]


@pytest.fixture
def signed_in(bureau: Bureau) -> Callable[[str], Client]:
    """A client signed in as one of the bureau; "" = nobody."""

    def client(alias: str) -> Client:
        found = Client()
        if alias:
            found.force_login(bureau.users[alias])
        return found

    return client
