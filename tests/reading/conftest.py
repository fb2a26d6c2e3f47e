"""A closed and archived penalty case in which somebody asks to read, and one that a court asks for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "disclosure"))
sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))
sys.path.insert(0, str(Path(__file__).parents[1] / "media"))

from beginnings import begun, bureau
from read_cases import ReadByCourt, ReadByParty, clerk_at

from mingjing.records import log
from mingjing.records.sequencer import Sequencer

__all__ = ["begun", "bureau"]


@pytest.fixture
def granted(begun: Callable[..., Any]) -> ReadByParty:
    """Asked, identity shown, granted with masks; no paper decided yet."""
    found: ReadByParty = begun(ReadByParty, "grant_reading")
    Sequencer(log.store(), log.signer()).drain()
    return found


@pytest.fixture
def approved(begun: Callable[..., Any]) -> ReadByCourt:
    """The court's letter registered and the copy approved."""
    found: ReadByCourt = begun(ReadByCourt, "approve_case_copy")
    Sequencer(log.store(), log.signer()).drain()
    return found


@pytest.fixture
def desk(granted: ReadByParty) -> Client:
    client = Client()
    client.force_login(granted.bureau.users["lu"])
    return client


@pytest.fixture
def clerk(approved: ReadByCourt) -> Client:
    return clerk_at(approved)
