"""A forged or damaged log is refused, whichever file was changed, and the file is named."""

import os
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from mingjing.ledger import (
    Checkpoint,
    Head,
    LogStore,
    Signer,
    integrate,
    sign_checkpoint,
    verify_log,
    verify_path,
    whole,
)
from mingjing.ledger.tree import leaf_hash


def rewrite(store: LogStore, path: str, change: Callable[[bytes], bytes]) -> None:
    target = store.root / path
    target.write_bytes(change(target.read_bytes()))


def test_a_true_log_passes_with_its_history(make_log: Callable[..., LogStore], signer: Signer) -> None:
    store = make_log(1, 255, 256, 300)
    old = store.read("checkpoints/255")
    report = verify_log(store.root, signer.vkey, old)
    assert report.ok, report.lines
    assert report.facts["size"] == 300
    assert any("4份历次检查点" in finding.sentence for finding in report.passed)
    assert any("没有可以核验的见证联署" in finding.sentence for finding in report.cautions)


def test_a_log_verified_by_its_own_key_says_so(make_log: Callable[..., LogStore]) -> None:
    report = verify_path(make_log(3).root)
    assert report.ok
    assert any("公钥取自日志本身，请另行核对" in finding.sentence for finding in report.cautions)


@pytest.mark.parametrize(
    "path", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44"]
)
def test_a_flipped_bit_in_any_file_is_found(
    path: str, make_log: Callable[..., LogStore], signer: Signer
) -> None:
    store = make_log(300)
    rewrite(store, path, lambda data: data[:-1] + bytes([data[-1] ^ 1]))
    report = verify_log(store.root, signer.vkey)
    assert not report.ok
    assert any(path in finding.sentence or finding.file == "checkpoint" for finding in report.faults)


@pytest.mark.parametrize("number", [0, 70, 260, 299])
def test_an_entry_forged_together_with_its_leaf_hash_is_found(
    number: int, make_log: Callable[..., LogStore], signer: Signer
) -> None:
    """The forgery that golang.org/x/mod before 0.40 let pass (CVE-2026-56865)."""
    store = make_log(300)
    bundle, tile = ("000", "000") if number < 256 else ("001.p/44", "001.p/44")
    true, false = b"entry-%d" % number, b"forge-%d" % number
    framed = [struct.pack(">H", len(text)) + text for text in (true, false)]
    rewrite(store, f"tile/entries/{bundle}", lambda data: data.replace(*framed))
    rewrite(store, f"tile/0/{tile}", lambda data: data.replace(leaf_hash(true), leaf_hash(false)))
    report = verify_log(store.root, signer.vkey)
    assert not report.ok
    assert report.faults


@pytest.mark.parametrize("path", ["tile/0/000", "tile/1/000.p/1", "tile/entries/001.p/44", "checkpoint"])
def test_a_missing_file_is_found(path: str, make_log: Callable[..., LogStore], signer: Signer) -> None:
    store = make_log(300)
    (store.root / path).unlink()
    report = verify_log(store.root, signer.vkey)
    assert not report.ok
    assert any("缺少文件" in finding.sentence for finding in report.faults)


def test_a_partial_file_longer_than_its_width_is_refused(
    make_log: Callable[..., LogStore], signer: Signer
) -> None:
    store = make_log(300)
    rewrite(store, "tile/0/001.p/44", lambda data: data + bytes(32))
    assert not verify_log(store.root, signer.vkey).ok
    store = make_log(300, name="other")
    rewrite(store, "tile/entries/001.p/44", lambda data: data + struct.pack(">H", 3) + b"new")
    assert not verify_log(store.root, signer.vkey).ok


def test_swapped_entries_are_found(make_log: Callable[..., LogStore], signer: Signer) -> None:
    store = make_log(10)
    rewrite(
        store,
        "tile/entries/000.p/10",
        lambda d: d.replace(b"entry-1", b"entry-#").replace(b"entry-2", b"entry-1"),
    )
    rewrite(store, "tile/entries/000.p/10", lambda d: d.replace(b"entry-#", b"entry-2"))
    report = verify_log(store.root, signer.vkey)
    assert any("序号1的条目" in finding.sentence for finding in report.faults)


def test_an_edited_size_is_found(make_log: Callable[..., LogStore], signer: Signer) -> None:
    store = make_log(300)
    rewrite(store, "checkpoint", lambda data: data.replace(b"\n300\n", b"\n299\n"))
    report = verify_log(store.root, signer.vkey)
    assert any("签名无效" in finding.sentence for finding in report.faults)


def test_another_key_is_refused(make_log: Callable[..., LogStore]) -> None:
    report = verify_log(make_log(3).root, Signer("jw.example.gov.cn/log1", b"\x09" * 32).vkey)
    assert any("没有一个签名出自已知的公钥" in finding.sentence for finding in report.faults)


def test_a_rollback_is_found_by_who_holds_a_later_checkpoint(
    make_log: Callable[..., LogStore], signer: Signer
) -> None:
    later = make_log(10, 20, name="later").read("checkpoint")
    report = verify_log(make_log(10).root, signer.vkey, later)
    assert any("日志变短" in finding.sentence for finding in report.faults)


def test_a_rollback_is_found_by_the_checkpoints_kept(
    make_log: Callable[..., LogStore], signer: Signer
) -> None:
    store = make_log(10, 20)
    shutil.copy(store.root / "checkpoints/10", store.root / "checkpoint")
    report = verify_log(store.root, signer.vkey)
    assert [finding.file for finding in report.faults] == ["checkpoints/20"]


def test_a_rewritten_history_signed_with_the_true_key_is_found(
    make_log: Callable[..., LogStore], signer: Signer, tmp_path: Path
) -> None:
    """Even the log's operator cannot change the past before who holds an earlier checkpoint."""
    old = make_log(10).read("checkpoint")
    forged = LogStore(tmp_path / "forged")
    root = integrate(forged, 0, [b"other-%d" % i for i in range(20)])
    note = sign_checkpoint(Checkpoint(signer.name, Head(20, root)), signer)
    forged.replace("checkpoint", note.raw)
    assert verify_log(forged.root, signer.vkey).ok
    report = verify_log(forged.root, signer.vkey, old)
    assert any("旧检查点不一致" in finding.sentence for finding in report.faults)


def test_what_is_no_log_is_refused_with_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent"):
        report = verify_path(path)
        assert not report.ok
        assert "无法核验" in report.faults[0].sentence


def test_a_partial_tile_that_goes_while_we_read_is_no_fault_and_any_other_loss_is(
    make_log: Callable[..., LogStore], signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer removes what a full tile replaces, beside the reader."""
    store = make_log(255, 300)
    true = whole.parse_path

    def loses(path: str, gone: str) -> object:
        if path == gone:
            (store.root / path).unlink()
        return true(path)

    for gone, good in (("tile/0/000.p/255", True), ("tile/0/001.p/44", False)):
        monkeypatch.setattr(whole, "parse_path", lambda path, gone=gone: loses(path, gone))
        report = verify_log(store.root, signer.vkey)
        assert report.ok == good, report.lines


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
@pytest.mark.parametrize("path", ["log.vkey", "checkpoint", "tile/0/000.p/3", "opening.json", "policy"])
def test_a_folder_or_a_pipe_in_a_file_s_place_is_refused_without_waiting(
    path: str, make: Callable[[Path], None], make_log: Callable[..., LogStore], signer: Signer
) -> None:
    store = make_log(3)
    (store.root / path).unlink(missing_ok=True)
    make(store.root / path)
    report = verify_log(store.root, None if path == "log.vkey" else signer.vkey)
    assert report.ok == (path in {"opening.json", "policy"})  # as if there were none


def test_a_file_longer_than_any_of_a_log_is_not_read_whole(
    make_log: Callable[..., LogStore], signer: Signer
) -> None:
    for path in ("checkpoint", "tile/entries/000.p/3", "checkpoints/3.tsr", "checkpoints/3"):
        store = make_log(3, name=path.replace("/", "-"))
        with (store.root / path).open("ab") as file:
            file.truncate(1 << 34)
        assert verify_log(store.root, signer.vkey).ok == path.endswith(
            ".tsr"
        )  # a stamp is read only with roots
