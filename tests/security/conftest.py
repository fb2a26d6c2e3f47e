"""The bureau and the case of the cases' tests, a caller for each account, and a picture of all that must not change."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))
sys.path.insert(0, str(Path(__file__).parent))

from beginnings import begun, bureau, matter
from case_bureau import Bureau
from everything import everything, speaks_chinese

from mingjing.api.models import ApiToken

__all__ = ["begun", "bureau", "matter"]


@pytest.fixture
def token_client(bureau: Bureau) -> Callable[[str], Client]:
    """A caller of the API; a fault of the server is an answer of 500 and not an exception of the test."""

    def made(alias: str) -> Client:
        token = ApiToken.issue(bureau.users[alias], "测试")[1]
        return Client(raise_request_exception=False, headers={"authorization": f"Bearer {token}"})

    return made


@pytest.fixture
def desk_client(bureau: Bureau) -> Callable[[str], Client]:
    """A browser in which somebody is signed in at the desk."""

    def made(alias: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(bureau.users[alias], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return made


@pytest.fixture
def nothing_changes() -> Any:
    """`with nothing_changes():` everything but the logs of refusals and readings is as before."""

    @contextmanager
    def watched() -> Iterator[None]:
        before = everything()
        yield
        assert everything() == before

    return watched


@pytest.fixture
def in_chinese() -> Callable[[str], None]:
    return speaks_chinese
