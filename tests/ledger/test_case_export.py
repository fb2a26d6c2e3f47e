"""An exported case file is verified offline; whatever is changed in it is found and named."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mingjing.ledger import (
    Entry,
    Head,
    LogReader,
    LogStore,
    Policy,
    Signer,
    advance,
    canonical,
    commit,
    empty_root,
    prove,
    verify_path,
)
from mingjing.ledger.report import Report
from mingjing.ledger.vkey import COSIGNATURE_ED25519

LOG = Signer("jw.example.gov.cn/log1", b"\x01" * 32)
WITNESS = Signer("sfj.example.gov.cn/witness1", b"\x02" * 32, COSIGNATURE_ED25519)
POLICY = f"log {LOG.vkey}\nwitness sfj {WITNESS.vkey}\nquorum sfj\n".encode()
BLOB = "当事人陈述申辩书".encode()
RIDS = [f"{number:032x}" for number in range(1, 5)]


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _records() -> list[tuple[bytes, bytes, Entry]]:
    """Three acts and the later disposal of the second: (manifest, key, entry)."""
    made: list[tuple[bytes, bytes, Entry]] = []
    prev = None
    for number, rid in enumerate(RIDS, 1):
        blobs = [{"sha256": hashlib.sha256(BLOB).hexdigest(), "size": len(BLOB)}] if number == 2 else []
        fields = {"case": "c-1", "seq": number, "prev": prev, "blobs": blobs, "act": "file_case"}
        manifest, key = canonical(fields), bytes([number]) * 32
        prev = hashlib.sha256(manifest).hexdigest()
        kind, erased = ("disposal", RIDS[1]) if number == 4 else ("act", None)
        entry = Entry(kind, rid, 1767225600, commit(key, manifest), "a" * 32, "handler", erased)
        made.append((manifest, key, entry))
    return made


def seal(folder: Path) -> None:
    """(Re)write the digest lists, as a forger would."""
    tags = "tagmanifest-sha256.txt"
    (folder / tags).unlink(missing_ok=True)
    data = sorted(p for p in (folder / "data").rglob("*") if p.is_file())
    (folder / "manifest-sha256.txt").write_text(_listing(folder, data), "utf-8")
    others = sorted(p for p in folder.rglob("*") if p.is_file() and p not in data)
    (folder / tags).write_text(_listing(folder, others), "utf-8")


def _listing(folder: Path, paths: list[Path]) -> str:
    return "".join(
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(folder).as_posix()}\n" for p in paths
    )


@pytest.fixture
def export(tmp_path: Path) -> Path:
    records = _records()
    logged = [entry.encode() for *_, entry in records]
    store = LogStore(tmp_path / "log")
    signed = advance(store, Head(0, empty_root()), list(enumerate([b"other case", *logged])), LOG)
    note = signed.note.with_lines([WITNESS.cosign(signed.note.text, 1767225700)]).raw
    reader, folder = LogReader(store, signed.head), tmp_path / "案卷"
    for number, (manifest, key, entry) in enumerate(records):
        _write(folder / f"data/manifests/{entry.rid}.json", manifest)
        _write(folder / f"data/keys/{entry.rid}.hex", f"{key.hex()}\n".encode())
        _write(folder / f"proofs/{entry.rid}.entry", logged[number])
        _write(folder / f"proofs/{entry.rid}.tlog-proof", prove(reader, number + 1, note).encode())
    _write(folder / "data/blobs/陈述申辩书.pdf", BLOB)
    _write(folder / "checkpoint", note)
    _write(folder / "trust/policy", POLICY)
    _write(folder / "trust/log.vkey", f"{LOG.vkey}\n".encode())
    seal(folder)
    return folder


def verify(folder: Path) -> Report:
    return verify_path(folder, LOG.vkey, Policy.parse(POLICY))


def test_a_true_case_file_passes(export: Path) -> None:
    report = verify(export)
    assert report.ok, report.lines
    text = "\n".join(report.lines)
    assert "4条记录都在日志中" in text
    assert "记录链从第1条到第4条前后相接" in text
    assert "由sfj.example.gov.cn/witness1见证联署" in text
    assert "不能证明案卷末尾之后没有其他记录" in text
    assert "公钥取自案卷本身" not in text
    assert report.to_json()["ok"] is True


def test_trust_in_the_folder_s_own_key_is_said_plainly(export: Path) -> None:
    report = verify_path(export)
    assert report.ok
    assert any("公钥取自案卷本身，请另行核对" in finding.sentence for finding in report.cautions)


def test_without_any_key_nothing_is_verified(export: Path) -> None:
    shutil.rmtree(export / "trust")
    report = verify_path(export)
    assert not report.ok
    assert any("没有日志公钥" in finding.sentence for finding in report.faults)


def _edit_record(folder: Path) -> None:
    path = folder / f"data/manifests/{RIDS[1]}.json"
    fields: dict[str, Any] = json.loads(path.read_bytes())
    path.write_bytes(canonical(fields | {"act": "decide"}))


def _swap_records(folder: Path) -> None:
    for part in ("data/manifests/{}.json", "data/keys/{}.hex"):
        first, second = (folder / part.format(rid) for rid in RIDS[:2])
        one, two = first.read_bytes(), second.read_bytes()
        first.write_bytes(two)
        second.write_bytes(one)


def _drop_third(folder: Path) -> None:
    for path in list(folder.rglob(f"{RIDS[2]}.*")):
        path.unlink()


def _drop_third_record_only(folder: Path) -> None:
    (folder / f"data/manifests/{RIDS[2]}.json").unlink()


def _rename_entry(folder: Path) -> None:
    for path in list(folder.rglob(f"{RIDS[1]}.*")):
        path.rename(path.with_name(path.name.replace(RIDS[1], "f" * 32)))


def _copy_proof(folder: Path) -> None:
    shutil.copy(folder / f"proofs/{RIDS[0]}.tlog-proof", folder / f"proofs/{RIDS[1]}.tlog-proof")


FORGERIES: list[tuple[Callable[[Path], object], str]] = [
    (_edit_record, "内容与日志中的承诺值不符"),
    (_swap_records, "内容与日志中的承诺值不符"),
    (_drop_third, "之前缺少1条记录"),
    (_drop_third_record_only, "也没有销毁登记"),
    (_rename_entry, "条目的编号与文件名不符"),
    (_copy_proof, "根哈希与检查点不一致"),
    (
        lambda f: (f / "data/blobs/陈述申辩书.pdf").write_bytes(b"forged"),
        "不在案卷中或者已被改动",
    ),
    (lambda f: (f / "data/blobs/陈述申辩书.pdf").unlink(), "不在案卷中或者已被改动"),
    (lambda f: (f / "data/blobs/extra.pdf").write_bytes(b"extra"), "不能证明来源"),
    (lambda f: (f / f"data/keys/{RIDS[0]}.hex").write_text("0" * 64), "与日志中的承诺值不符"),
    (lambda f: (f / f"data/keys/{RIDS[0]}.hex").write_text("zz"), "不是64位十六进制数"),
    (lambda f: (f / f"data/keys/{RIDS[0]}.hex").unlink(), "缺少文件 data/keys"),
    (lambda f: (f / f"proofs/{RIDS[0]}.entry").unlink(), "缺少文件 proofs"),
    (lambda f: (f / f"proofs/{RIDS[0]}.entry").write_bytes(b"{}"), "根哈希与检查点不一致"),
    (lambda f: shutil.rmtree(f / "proofs"), "没有存在性证明"),
    (lambda f: (f / "checkpoint").unlink(), "缺少文件 checkpoint"),
    (
        lambda f: (f / "checkpoint").write_bytes((f / "checkpoint").read_bytes().replace(b"\n5\n", b"\n6\n")),
        "签名无效",
    ),
    (lambda f: (f / f"data/manifests/{RIDS[0]}.json").write_bytes(b"[" * 100_000), "不是JSON"),
]


@pytest.mark.parametrize(("forge", "sentence"), FORGERIES)
def test_a_forgery_is_found_though_the_digest_list_was_rewritten(
    forge: Callable[[Path], object], sentence: str, export: Path
) -> None:
    forge(export)
    seal(export)
    report = verify(export)
    assert not report.ok
    assert any(sentence in finding.sentence for finding in report.faults), report.lines


def test_a_change_is_found_by_the_digest_list_alone(export: Path) -> None:
    _edit_record(export)
    path = f"data/manifests/{RIDS[1]}.json"
    assert any(
        f.file == path and "摘要与文件清单 manifest-sha256.txt 不符" in f.sentence
        for f in verify(export).faults
    )


@pytest.mark.parametrize("path", ["../log/checkpoint", "/etc/hostname", "data/../../log/checkpoint"])
def test_a_digest_list_cannot_point_outside_the_case_file(path: str, export: Path) -> None:
    with (export / "manifest-sha256.txt").open("a") as file:
        file.write(f"{'0' * 64}  {path}\n")
    assert any("路径越界" in finding.sentence for finding in verify(export).faults)


def test_links_in_a_case_file_are_refused(export: Path) -> None:
    (export / "data/blobs/link.pdf").symlink_to(export.parent / "log/checkpoint")
    assert any("不应有链接" in finding.sentence for finding in verify(export).faults)


def test_a_missing_witness_fails_the_verifier_s_own_policy(export: Path) -> None:
    other = Signer("dag.example.gov.cn/w", b"\x05" * 32, COSIGNATURE_ED25519)
    policy = Policy.parse(f"log {LOG.vkey}\nwitness dag {other.vkey}\nquorum dag\n".encode())
    report = verify_path(export, None, policy)
    assert any("见证联署没有达到" in finding.sentence for finding in report.faults)


def _erase_second(folder: Path) -> None:
    for path in (f"data/manifests/{RIDS[1]}.json", f"data/keys/{RIDS[1]}.hex", "data/blobs/陈述申辩书.pdf"):
        (folder / path).unlink()


def test_an_erased_record_leaves_every_other_proof_valid(export: Path) -> None:
    """PIPL article 47: record, key and original are gone, the log holds the disposal."""
    _erase_second(export)
    seal(export)
    report = verify(export)
    assert report.ok, report.lines
    assert any("已依法销毁" in finding.sentence for finding in report.cautions)


def test_a_record_removed_without_a_disposal_in_the_log_is_no_erasure(export: Path) -> None:
    _erase_second(export)
    for path in list(export.rglob(f"{RIDS[3]}.*")):
        path.unlink()
    seal(export)
    assert any("也没有销毁登记" in finding.sentence for finding in verify(export).faults)


def test_a_disposal_covers_only_the_record_that_it_names(export: Path) -> None:
    (export / f"data/manifests/{RIDS[2]}.json").unlink()
    seal(export)
    faults = [finding.sentence for finding in verify(export).faults]
    assert any("也没有销毁登记" in sentence for sentence in faults)
    assert any("之前缺少1条记录" in sentence for sentence in faults)


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
@pytest.mark.parametrize(
    "path",
    [
        "manifest-sha256.txt",
        "checkpoint",
        "trust/log.vkey",
        f"proofs/{RIDS[0]}.entry",
        f"data/keys/{RIDS[0]}.hex",
    ],
)
def test_a_folder_or_a_pipe_in_a_file_s_place_is_a_fault(
    path: str, make: Callable[[Path], None], export: Path
) -> None:
    (export / path).unlink()
    make(export / path)
    assert not verify_path(export).ok


def test_digest_lists_and_declarations_of_any_length_are_not_read_whole(export: Path) -> None:
    for path in ("manifest-sha256.txt", "data/redaction.json", "trust/log.vkey", "trust/policy"):
        file = export / path
        kept = file.read_bytes() if file.exists() else None
        with file.open("ab") as stream:
            stream.truncate(200_000_000)  # holes: nothing on the disk
        faults = verify_path(export).faults
        assert any("超过" in one.sentence and path.rpartition("/")[2] in one.sentence for one in faults), path
        file.write_bytes(kept) if kept is not None else file.unlink()
