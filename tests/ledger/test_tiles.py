"""Tiles: every path and file of group C."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.ledger import LogStore, MalformedError, integrate
from mingjing.ledger.tiles import Tile, decode_bundle, encode_bundle, parse_path


def test_paths_are_those_of_the_specification(vectors: dict[str, Any]) -> None:
    for row in vectors["C_tiles"]["paths"]:
        tile = Tile(row["level"], row["index"], row["width"] or 256)
        assert tile.path == row["path"]
        assert parse_path(row["path"]) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/0/x000/001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/64/000",
        "tile/00/000",
        "tile/0/../000",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/x001",
        "tile/0/000.p/01",
        "checkpoint",
    ],
)
def test_a_path_that_no_log_has_is_not_served(path: str) -> None:
    assert parse_path(path) is None


def test_a_bundle_is_the_specification_s(vectors: dict[str, Any]) -> None:
    data = encode_bundle([b"entry-0", b"entry-1", b"entry-2"])
    assert data.hex() == vectors["C_bundle_first3_hex"]


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_a_bundle_gives_back_its_entries(entries: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(entries)) == entries


@given(st.lists(st.binary(min_size=3, max_size=20), min_size=1, max_size=5), st.integers(1, 4))
def test_a_truncated_bundle_is_refused(entries: list[bytes], cut: int) -> None:
    with pytest.raises(MalformedError, match="截断"):
        decode_bundle(encode_bundle(entries)[:-cut])


def test_an_entry_above_the_format_s_limit_is_refused() -> None:
    assert len(encode_bundle([b"x" * 65535])) == 65537
    with pytest.raises(MalformedError, match="65535字节的上限"):
        encode_bundle([b"x" * 65536])


def _names(store: LogStore) -> list[str]:
    return sorted(
        p.relative_to(store.root).as_posix() for p in (store.root / "tile").rglob("*") if p.is_file()
    )


@pytest.mark.parametrize("position", range(7))
def test_every_file_of_a_log_is_byte_for_byte_that_of_other_writers(
    position: int, vectors: dict[str, Any], tmp_path: Path
) -> None:
    row = vectors["C_tiles"]["logs_of_B_leaves"][position]
    store = LogStore(tmp_path)
    integrate(store, 0, [b"entry-%d" % i for i in range(row["size"])])
    expected = {file["path"]: (file["len"], file["sha256"]) for file in row.get("files") or row["selected"]}
    written = {name: store.read(name) or b"" for name in _names(store)}
    found = {name: (len(written[name]), hashlib.sha256(written[name]).hexdigest()) for name in expected}
    assert found == expected
    assert len(written) == row.get("file_count", len(expected))
    if "listing_sha256" in row:
        order = sorted(written, key=lambda name: (name.split("/")[1].replace("entries", "~"), name))
        lines = [f"{hashlib.sha256(written[name]).hexdigest()}  {name}\n" for name in order]
        assert hashlib.sha256("".join(lines).encode()).hexdigest() == row["listing_sha256"]


def test_batches_leave_the_same_full_tiles_as_one_go(make_log: Callable[..., LogStore]) -> None:
    many, once = make_log(1, 255, 256, 300, 513, name="many"), make_log(513, name="once")
    whole = [name for name in _names(once) if ".p/" not in name]
    assert [name for name in _names(many) if ".p/" not in name] == whole
    assert len(whole) == 4
    for name in _names(once):
        assert many.read(name) == once.read(name)
