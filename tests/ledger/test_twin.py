"""The SM3 twin: roots of group G, and forgeries in it that must be found."""

import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mingjing.ledger import (
    Head,
    LogReader,
    LogStore,
    Policy,
    Signer,
    advance,
    open_checkpoint,
    prove,
    publish,
    verify_log,
    verify_path,
)
from mingjing.ledger.digests import sm3
from mingjing.ledger.sm2 import Sm2Signer
from mingjing.ledger.tree import empty_root, leaf_hash
from mingjing.ledger.twin import MOST, TwinStore, follow, twin_origin


@pytest.fixture(scope="module")
def sm2(signer: Signer) -> Sm2Signer:
    return Sm2Signer.generate(twin_origin(signer.name))


@pytest.fixture
def twinned(make_log: Callable[..., LogStore], signer: Signer, sm2: Sm2Signer) -> Callable[..., LogStore]:
    """A log of `entry-<i>` with its twin, which follows at each of `sizes`."""

    def make(*sizes: int) -> LogStore:
        store, old = make_log(*sizes), Head(0, empty_root(sm3))
        for size in sizes:
            note = store.read(f"checkpoints/{size}") or b""
            reader = LogReader(store, open_checkpoint(note, signer.vkey).checkpoint.head)
            signed = follow(TwinStore(store), old, reader, sm2)
            assert signed is not None
            publish(TwinStore(store), signed.note, sm2.vkey)
            old = signed.head
        return store

    return make


def test_roots_of_the_twin_are_the_published_ones(
    vectors: dict[str, Any], twinned: Callable[..., LogStore], sm2: Sm2Signer
) -> None:
    rows = vectors["G_sm3"]["roots_of_B_leaves"]
    assert empty_root(sm3).hex() == rows[0]["root"] == vectors["G_sm3"]["sm3_empty"]
    store = TwinStore(twinned(*(row["size"] for row in rows[1:])))
    for row in rows[1:]:
        kept = open_checkpoint(store.read(f"checkpoints/{row['size']}") or b"", sm2.vkey).checkpoint
        assert (kept.origin, kept.root.hex()) == ("jw.example.gov.cn/log1/sm3", row["root"])
    assert not (store.root / "tile/entries").exists()


def test_a_log_with_its_twin_passes(twinned: Callable[..., LogStore], signer: Signer, sm2: Sm2Signer) -> None:
    report = verify_log(twinned(255, 256, 300).root, signer.vkey, twin_key=sm2.vkey)
    assert report.ok, report.lines
    assert report.facts["sm3_size"] == 300
    assert any("以SM2签名" in finding.sentence for finding in report.passed)
    assert any(finding.file == "sm3/checkpoints" for finding in report.passed)


def test_a_twin_that_is_far_behind_follows_in_steps_on_full_bundles(
    make_log: Callable[..., LogStore], signer: Signer, sm2: Sm2Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mingjing.ledger.twin.MOST", 512)
    store, old, sizes = make_log(1000), Head(0, empty_root(sm3)), []
    reader = LogReader(store, open_checkpoint(store.read("checkpoint") or b"", signer.vkey).checkpoint.head)
    while (signed := follow(TwinStore(store), old, reader, sm2)) is not None:
        publish(TwinStore(store), signed.note, sm2.vkey)
        old = signed.head
        sizes.append(old.size)
    assert sizes == [512, 1000]
    assert MOST % 256 == 0
    assert verify_log(store.root, signer.vkey, twin_key=sm2.vkey).ok


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "checkpoints/255"])
def test_a_changed_file_of_the_twin_is_found(
    path: str, twinned: Callable[..., LogStore], signer: Signer, sm2: Sm2Signer
) -> None:
    store = twinned(255, 300)
    target = store.root / "sm3" / path
    data = target.read_bytes()
    target.write_bytes(data[:20] + bytes([data[20] ^ 1]) + data[21:])
    report = verify_log(store.root, signer.vkey, twin_key=sm2.vkey)
    assert [finding for finding in report.faults if finding.file.startswith("sm3/")]


def test_an_entry_forged_with_its_sm3_leaf_is_found(
    twinned: Callable[..., LogStore], signer: Signer, sm2: Sm2Signer
) -> None:
    store = twinned(300)
    true, false = b"entry-70", b"forge-70"
    for path, old, new in (
        ("tile/entries/000", *(struct.pack(">H", len(text)) + text for text in (true, false))),
        ("sm3/tile/0/000", leaf_hash(true, sm3), leaf_hash(false, sm3)),
    ):
        target = store.root / path
        target.write_bytes(target.read_bytes().replace(old, new))
    files = {finding.file for finding in verify_log(store.root, signer.vkey, twin_key=sm2.vkey).faults}
    assert {"tile/entries/000", "sm3/tile/0/000"} <= files


def test_a_missing_rolled_back_or_foreign_twin_is_found(
    twinned: Callable[..., LogStore], signer: Signer, sm2: Sm2Signer
) -> None:
    store = twinned(10, 20)
    twin = TwinStore(store)
    stranger = Sm2Signer.generate(sm2.name)
    assert not verify_log(store.root, signer.vkey, twin_key=stranger.vkey).ok
    assert not verify_log(store.root, signer.vkey, twin_key=sm2.called("other/sm3").vkey).ok
    twin.replace("checkpoint", twin.read("checkpoints/10") or b"")
    report = verify_log(store.root, signer.vkey, twin_key=sm2.vkey)
    assert any("日志变短" in finding.sentence for finding in report.faults)
    shutil.rmtree(twin.root)
    assert not verify_log(store.root, signer.vkey, twin_key=sm2.vkey).ok
    assert verify_log(store.root, signer.vkey).ok


def test_a_forger_s_key_that_is_named_like_a_twin_s_opens_nothing(tmp_path: Path, signer: Signer) -> None:
    """Signed by a key that lies beside it, under a name that ends as a twin's does."""
    policy = Policy.parse(f"log {signer.vkey}\nquorum none\n".encode())
    for name in ("x/sm3", twin_origin(signer.name)):
        forger, folder = Signer(name, b"\x66" * 32), tmp_path / name.replace("/", "-")
        store = LogStore(folder)
        signed = advance(store, Head(0, empty_root()), [(0, b"forged")], forger)
        publish(store, signed.note, forger.vkey)
        (folder / "log.vkey").write_text(f"{forger.vkey}\n")
        assert not verify_log(folder, signer.vkey, policy=policy).ok
        assert not verify_log(folder).ok  # a twin alone is no log, whoever signed it
        proof = folder / "one.tlog-proof"
        proof.write_bytes(prove(LogReader(store, signed.head), 0, signed.note.raw).encode())
        proof.with_suffix(".entry").write_bytes(b"forged")
        for keys in (signer.vkey, forger.vkey, None):
            assert not verify_path(proof, keys, policy).ok
        shutil.copy(proof, folder / "one.sm3-proof")
        assert not verify_path(folder / "one.sm3-proof", signer.vkey, policy).ok


def test_the_policy_s_twin_key_holds_beside_a_log_key_of_one_s_own(
    twinned: Callable[..., LogStore], signer: Signer, sm2: Sm2Signer
) -> None:
    policy = Policy.parse(f"log {signer.vkey}\nlog {sm2.vkey}\nquorum none\n".encode())
    store = twinned(20)
    assert verify_log(store.root, signer.vkey, policy=policy).ok
    forger, twin = Sm2Signer.generate(sm2.name), TwinStore(store)
    shutil.rmtree(twin.root)
    reader = LogReader(store, open_checkpoint(store.read("checkpoint") or b"", signer.vkey).checkpoint.head)
    signed = follow(twin, Head(0, empty_root(sm3)), reader, forger)
    assert signed is not None
    publish(twin, signed.note, forger.vkey)
    for file in (twin.root / "log.vkey", store.root / "twin.vkey"):
        file.write_text(f"{forger.vkey}\n")
    for key in (signer.vkey, None):
        report = verify_log(store.root, key, policy=policy)
        assert [fault.file for fault in report.faults] == ["sm3/checkpoint"], report.lines
    assert any(
        "不在您的信任策略" in one.sentence
        for one in verify_log(store.root, (signer.vkey, forger.vkey), policy=policy).faults
    )


def test_twin_that_grows_with_its_log_while_we_read_is_not_ahead(
    twinned: Callable[..., LogStore], signer: Signer, sm2: Sm2Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer publishes both between our looks at the one and the other."""
    store, true, late = twinned(10, 20), LogStore.read, {}
    for file in (store.root / "checkpoint", store.root / "sm3/checkpoint"):
        late[file] = file.read_bytes()
        file.write_bytes((file.parent / "checkpoints/10").read_bytes())
        (file.parent / "checkpoints/20").unlink()

    def reads(self: LogStore, path: str) -> bytes | None:
        found = true(self, path)
        if path == "checkpoint" and self.root == store.root:
            for file, data in late.items():
                file.write_bytes(data)
        return found

    monkeypatch.setattr(LogStore, "read", reads)
    report = verify_log(store.root, signer.vkey, twin_key=sm2.vkey)
    assert report.ok, report.lines
    assert report.facts["sm3_size"] == 10
