"""Real records, without the cases app: a stream needs only an id and acts."""

from __future__ import annotations

import importlib.util
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from mingjing.records.models import Record
from mingjing.records.stream import append

START = datetime(2026, 9, 15, 2, 0, tzinfo=UTC)
Write = Callable[..., list[Record]]


def act(seq: int) -> dict[str, object]:
    return {
        "seq": seq,
        "act": "inspect_site",
        "step": "submit",
        "at": "2026-09-15T10:00:00+08:00",
        "recorded_at": "2026-09-15T10:00:00+08:00",
        "actor": {"id": "1", "name": "陆知行", "role": "handler", "unit": "2"},
        "officers": [],
        "fields": {"place": "江临市云湖区", "fine": "80000.00"},
        "evidence": [],
        "documents": [],
        "media": [],
        "reasons": {},
        "pack_digest": "0" * 64,
    }


@pytest.fixture
def write() -> Write:
    """write(count, case_id=…) appends that many records to a case, each in a transaction of its own."""

    def write(count: int, case_id: uuid.UUID | None = None, first: int = 1) -> list[Record]:
        case = case_id or uuid.uuid4()
        made = []
        for seq in range(first, first + count):
            with transaction.atomic():
                made.append(append(case, seq, act(seq), now=START + timedelta(seconds=seq)))
        return made

    return write


class AnAct:
    """an_act(seq) is an act as the cases app would hand it over; `start` an instant of recording."""

    start = START

    def __call__(self, seq: int) -> dict[str, object]:
        return act(seq)


@pytest.fixture
def an_act() -> AnAct:
    return AnAct()


@pytest.fixture
def crashing():
    """The module `crashing` beside this file."""
    spec = importlib.util.spec_from_file_location("crashing", Path(__file__).with_name("crashing.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
