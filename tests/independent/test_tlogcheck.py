"""Logs and proofs that we write are accepted by the Go team's code, and forged copies are refused by it."""

import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from mingjing.ledger import (
    Checkpoint,
    Head,
    LogReader,
    LogStore,
    Signer,
    integrate,
    open_checkpoint,
    prove,
    sign_checkpoint,
)
from mingjing.ledger.tree import leaf_hash

pytestmark = pytest.mark.independent


def _vkey(store: LogStore) -> Path:
    return store.root / "log.vkey"


@pytest.mark.parametrize("sizes", [(1,), (255,), (256,), (257,), (1, 255, 256, 257, 300), (65537, 70000)])
def test_a_log_that_we_wrote_is_accepted(sizes: tuple[int, ...], make_log, tlogcheck) -> None:
    store = make_log(*sizes)
    result = tlogcheck(store.root, _vkey(store))
    assert result.returncode == 0, result.stderr
    assert f"OK {sizes[-1]} entries" in result.stdout


@pytest.mark.parametrize("old", [1, 256, 300])
def test_its_growth_is_accepted(old: int, make_log, tlogcheck) -> None:
    store = make_log(1, 256, 300, 513)
    result = tlogcheck(store.root, _vkey(store), store.root / f"checkpoints/{old}")
    assert result.returncode == 0, result.stderr
    assert f"OK consistent with {old}" in result.stdout


def _prove(store: LogStore, signer: Signer, index: int, folder: Path) -> tuple[Path, Path]:
    note = store.read("checkpoint") or b""
    reader = LogReader(store, open_checkpoint(note, signer.vkey).checkpoint.head)
    proof, entry = folder / "x.tlog-proof", folder / "x.entry"
    proof.write_bytes(prove(reader, index, note).encode())
    entry.write_bytes(reader.entry(index))
    return proof, entry


@pytest.mark.parametrize(("size", "index"), [(1, 0), (256, 255), (300, 0), (300, 299)])
def test_a_proof_that_we_wrote_is_accepted(
    size: int, index: int, make_log, tlogcheck, signer, tmp_path
) -> None:
    store = make_log(size)
    proof, entry = _prove(store, signer, index, tmp_path)
    result = tlogcheck("-proof", proof, entry, _vkey(store))
    assert result.returncode == 0, result.stderr
    assert f"OK entry {index} of {size}" in result.stdout
    entry.write_bytes(b"another entry")
    assert tlogcheck("-proof", proof, entry, _vkey(store)).returncode != 0


def _rewrite(root: Path, path: str, change: Callable[[bytes], bytes]) -> None:
    before = (root / path).read_bytes()
    assert change(before) != before
    (root / path).write_bytes(change(before))


def _flip_last(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def _swap_entries(data: bytes) -> bytes:
    return (
        data.replace(b"entry-1\x00", b"#\x00")
        .replace(b"entry-2\x00", b"entry-1\x00")
        .replace(b"#", b"entry-2")
    )


def _forge_with_leaf(root: Path) -> None:
    """An entry and its leaf hash together: what x/mod before 0.40 let pass (CVE-2026-56865)."""
    true, false = b"entry-260", b"forge-260"
    frame = struct.pack(">H", len(true))
    _rewrite(root, "tile/entries/001.p/44", lambda data: data.replace(frame + true, frame + false))
    _rewrite(root, "tile/0/001.p/44", lambda data: data.replace(leaf_hash(true), leaf_hash(false)))


def _forge_full_with_leaf(root: Path) -> None:
    true, false = b"entry-70", b"forge-70"
    frame = struct.pack(">H", len(true))
    _rewrite(root, "tile/entries/000", lambda data: data.replace(frame + true, frame + false))
    _rewrite(root, "tile/0/000", lambda data: data.replace(leaf_hash(true), leaf_hash(false)))


FORGERIES: dict[str, Callable[[Path], object]] = {
    "bit in a bundle": lambda root: _rewrite(root, "tile/entries/000", _flip_last),
    "bit in a tile": lambda root: _rewrite(root, "tile/0/000", _flip_last),
    "bit in a partial tile": lambda root: _rewrite(root, "tile/0/001.p/44", _flip_last),
    "bit in an upper tile": lambda root: _rewrite(root, "tile/1/000.p/1", _flip_last),
    "missing tile": lambda root: (root / "tile/0/000").unlink(),
    "missing bundle": lambda root: (root / "tile/entries/001.p/44").unlink(),
    "swapped entries": lambda root: _rewrite(root, "tile/entries/000", _swap_entries),
    "edited size": lambda root: _rewrite(root, "checkpoint", lambda d: d.replace(b"\n300\n", b"\n299\n")),
    "entry with its leaf hash": _forge_with_leaf,
    "entry with its leaf hash in a full tile": _forge_full_with_leaf,
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_forged_copy_is_refused(kind: str, make_log, tlogcheck, tmp_path) -> None:
    store = make_log(300)
    copy = tmp_path / "copy"
    shutil.copytree(store.root, copy)
    assert tlogcheck(copy, _vkey(store)).returncode == 0
    FORGERIES[kind](copy)
    result = tlogcheck(copy, _vkey(store))
    assert result.returncode != 0, result.stdout


def test_a_rollback_and_a_rewritten_history_are_refused(make_log, tlogcheck, signer) -> None:
    store, other = make_log(10, 20), make_log(5, 20, 30, name="other")
    shutil.copy(store.root / "checkpoints/10", store.root / "checkpoint")
    assert "log shrank" in tlogcheck(store.root, _vkey(store), store.root / "checkpoints/20").stderr
    forged = LogStore(store.root.parent / "forged")
    root = integrate(forged, 0, [b"other-%d" % i for i in range(30)])
    forged.replace("checkpoint", sign_checkpoint(Checkpoint(signer.name, Head(30, root)), signer).raw)
    assert tlogcheck(forged.root, _vkey(other)).returncode == 0
    assert tlogcheck(forged.root, _vkey(other), other.root / "checkpoints/20").returncode != 0


def test_another_key_is_refused(make_log, tlogcheck, tmp_path) -> None:
    store = make_log(3)
    (tmp_path / "other.vkey").write_text(f"{Signer.generate('jw.example.gov.cn/log1').vkey}\n")
    assert tlogcheck(store.root, tmp_path / "other.vkey").returncode != 0
