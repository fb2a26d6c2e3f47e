"""A closed and archived penalty case in which somebody asks to read, and one that a court asks for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from beginnings import begun, bureau
from whole_case import Matter

from mingjing.records import log
from mingjing.records.sequencer import Sequencer

__all__ = ["begun", "bureau"]


class ReadByParty(Matter):
    """The party asks for the file of a case that is closed and archived."""

    scenario = "party-reads-the-file"


class ReadByCourt(Matter):
    """A court asks for the same file."""

    scenario = "court-gets-a-copy"


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
