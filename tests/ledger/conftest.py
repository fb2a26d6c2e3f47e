"""Vectors (computed with Go's x/mod, transparency-dev/merkle and others) and a log made of their leaves."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mingjing.ledger import Head, LogStore, Signer, advance, empty_root, publish


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    return json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer("jw.example.gov.cn/log1", b"\x01" * 32)


@pytest.fixture
def make_log(tmp_path: Path, signer: Signer) -> Callable[..., LogStore]:
    """Write, sign and publish a log of `entry-<i>`, one checkpoint for each of `sizes`."""

    def make(*sizes: int, name: str = "log") -> LogStore:
        store, head = LogStore(tmp_path / name), Head(0, empty_root())
        for size in sizes:
            rows = [(i, b"entry-%d" % i) for i in range(head.size, size)]
            signed = advance(store, head, rows, signer)
            publish(store, signed.note, signer.vkey)
            head = signed.head
        return store

    return make
