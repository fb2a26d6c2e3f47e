"""The writer: repeatable after a crash at any step, and never two histories under one key."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjing.ledger import (
    Checkpoint,
    ConflictError,
    DamagedError,
    ForkError,
    Head,
    LogReader,
    LogStore,
    SequenceError,
    Signer,
    advance,
    contiguous,
    empty_root,
    integrate,
    publish,
    refuse_if_ahead,
    sign_checkpoint,
    verify_log,
)
from mingjing.ledger.digests import sm3
from mingjing.ledger.tiles import ENTRIES, Tile
from mingjing.ledger.tree import leaf_hash, root
from mingjing.ledger.writer import new_partials

STEPS = ["fsync", "link", "replace", "unlink"]


class PowerCutError(BaseException):
    """Stands for the end of the process: nothing in the room may catch it."""


def entries(start: int, end: int) -> list[bytes]:
    return [b"entry-%d" % i for i in range(start, end)]


def files(store: LogStore) -> dict[str, bytes]:
    paths = (p for p in store.root.rglob("*") if p.is_file() and ".tmp" not in p.parts)
    return {path.relative_to(store.root).as_posix(): path.read_bytes() for path in paths}


def cut_after(monkeypatch: pytest.MonkeyPatch, allowed: int, die: Callable[[], None]) -> None:
    """Let `allowed` file system steps happen, then die before the next."""
    left = [allowed]

    def wrap(step: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object, **kwargs: object) -> object:
            if left[0] == 0:
                die()
            left[0] -= 1
            return step(*args, **kwargs)

        return counted

    for name in STEPS:
        monkeypatch.setattr(os, name, wrap(getattr(os, name)))


def _raise() -> None:
    raise PowerCutError


def run(store: LogStore, old: Head, signer: Signer) -> None:
    rows = list(enumerate(entries(old.size, 260), old.size))
    publish(store, advance(store, old, rows, signer).note, signer.vkey)


def test_a_run_cut_at_any_step_is_repaired_by_running_it_again(
    make_log: Callable[..., LogStore], signer: Signer
) -> None:
    expected = files(make_log(250, 260, name="uncut"))
    old = Head(250, root([leaf_hash(entry) for entry in entries(0, 250)]))
    for allowed in range(200):
        store = make_log(250, name=f"cut-{allowed}")
        with pytest.MonkeyPatch.context() as patch:
            cut_after(patch, allowed, _raise)
            try:
                run(store, old, signer)
            except PowerCutError:
                finished = False
            else:
                finished = True
        assert verify_log(store.root, signer.vkey).ok, f"what readers see after {allowed} steps"
        run(store, old, signer)
        store.sweep()
        assert files(store) == expected, f"cut after {allowed} steps"
        if finished:
            break
    assert finished
    assert allowed > 20


@pytest.mark.crash
def test_a_killed_process_leaves_a_log_that_a_new_one_completes(
    make_log: Callable[..., LogStore], signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make_log(250)
    old = Head(250, root([leaf_hash(entry) for entry in entries(0, 250)]))
    for allowed in (2, 5, 9, 14, 20):
        child = os.fork()
        if child == 0:
            cut_after(monkeypatch, allowed, lambda: os._exit(9))
            run(LogStore(store.root), old, signer)  # a new process knows of no folder that it is on the disk
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        assert verify_log(store.root, signer.vkey).ok
    run(store, old, signer)
    assert store.sweep() > 0
    assert verify_log(store.root, signer.vkey).facts["size"] == 260


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 300), min_size=1, max_size=4))
def test_any_split_into_batches_gives_the_tree_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory, batches: list[int]
) -> None:
    store, size, value = LogStore(tmp_path_factory.mktemp("log")), 0, empty_root()
    for batch in batches:
        value = integrate(store, size, entries(size, size + batch), old_root=value)
        size += batch
    assert value == root([leaf_hash(entry) for entry in entries(0, size)])
    reader = LogReader(store, Head(size, value))
    assert list(reader.entries()) == entries(0, size)
    assert reader.root_at(batches[0]) == root([leaf_hash(entry) for entry in entries(0, batches[0])])


def test_the_twin_tree_is_written_by_the_same_code(tmp_path: Path) -> None:
    store = LogStore(tmp_path)
    value = integrate(store, 0, entries(0, 300), digest=sm3)
    assert value == root([leaf_hash(entry, sm3) for entry in entries(0, 300)], sm3)
    assert LogReader(store, Head(300, value), sm3).entry(299) == b"entry-299"


def test_other_bytes_under_a_written_name_stop_the_writer(make_log: Callable[..., LogStore]) -> None:
    store = make_log(10)
    before = files(store)
    with pytest.raises(ConflictError, match="内容不同"):
        integrate(store, 0, [b"other-%d" % i for i in range(10)])
    assert files(store) == before


def test_a_damaged_edge_is_not_extended(make_log: Callable[..., LogStore]) -> None:
    store = make_log(10)
    (store.root / "tile/0/000.p/10").write_bytes(bytes(320))
    with pytest.raises(DamagedError):
        integrate(store, 10, entries(10, 12), old_root=root([leaf_hash(entry) for entry in entries(0, 10)]))


def test_indices_must_follow_the_tree_without_a_gap() -> None:
    assert contiguous([(6, b"b"), (5, b"a")], 5) == [b"a", b"b"]
    for rows in ([(6, b"a")], [(5, b"a"), (7, b"b")], [(5, b"a"), (5, b"b")], [(4, b"a")]):
        with pytest.raises(SequenceError):
            contiguous(rows, 5)


def test_a_size_is_never_published_with_two_roots(make_log: Callable[..., LogStore], signer: Signer) -> None:
    store = make_log(10)
    before = files(store)
    other = sign_checkpoint(Checkpoint(signer.name, Head(10, bytes(32))), signer)
    with pytest.raises(ForkError):
        publish(store, other, signer.vkey)
    assert files(store) == before


def test_a_database_behind_its_published_log_may_not_sign(
    make_log: Callable[..., LogStore], signer: Signer
) -> None:
    store = make_log(10, 20)
    behind = Head(10, root([leaf_hash(entry) for entry in entries(0, 10)]))
    with pytest.raises(ForkError, match="备份恢复"):
        refuse_if_ahead(store, behind, signer.vkey)
    # Also when the checkpoint file itself was restored: the kept ones remember.
    (store.root / "checkpoint").write_bytes(store.read("checkpoints/10") or b"")
    with pytest.raises(ForkError):
        refuse_if_ahead(store, behind, signer.vkey)
    refuse_if_ahead(store, Head(20, root([leaf_hash(entry) for entry in entries(0, 20)])), signer.vkey)


def test_superseded_partials_may_go_and_the_log_stays_readable(
    make_log: Callable[..., LogStore], signer: Signer
) -> None:
    store = make_log(100, 256, 300)
    for tile in (Tile(0, 0), Tile(ENTRIES, 0), Tile(0, 1)):
        store.drop_superseded_partials(tile)
    kept = {path for path in files(store) if ".p/" in path}
    assert set(new_partials(300)) <= kept
    assert "tile/0/000.p/100" not in kept
    assert verify_log(store.root, signer.vkey, store.read("checkpoints/100")).ok
    reader = LogReader(store, Head(100, root([leaf_hash(entry) for entry in entries(0, 100)])))
    assert reader.entry(99) == b"entry-99"
