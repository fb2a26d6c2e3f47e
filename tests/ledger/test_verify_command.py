"""`mingjing verify` for people: a sentence a line, a verdict, and an exit code; without settings or a database."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mingjing.ledger.note import Note
from mingjing.ledger.signing import Signer
from mingjing.ledger.vkey import COSIGNATURE_ED25519, COSIGNATURE_MLDSA44


def mingjing(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mingjing.project.cli", "verify", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def log(make_log, signer: Signer, tmp_path: Path) -> Path:
    store = make_log(300)
    (tmp_path / "log.vkey").write_text(f"{signer.vkey}\n", "utf-8")
    return Path(store.root)


def test_a_true_log_passes_with_the_key_in_hand(log: Path, tmp_path: Path):
    run = mingjing(log, "--vkey", tmp_path / "log.vkey", "--json")
    assert run.returncode == 0, run.stdout + run.stderr
    assert json.loads(run.stdout)["ok"] is True


def test_one_changed_byte_in_a_tile_fails(log: Path, tmp_path: Path):
    tile = next((log / "tile" / "0").rglob("000"))
    data = bytearray(tile.read_bytes())
    data[40] ^= 1
    tile.chmod(0o644)
    tile.write_bytes(bytes(data))
    run = mingjing(log, "--vkey", tmp_path / "log.vkey")
    assert run.returncode == 1
    assert "核验不通过" in run.stdout


def test_a_key_that_is_none_is_told_in_a_sentence(log: Path, tmp_path: Path):
    (tmp_path / "bad").write_text("not a key", "utf-8")
    run = mingjing(log, "--vkey", tmp_path / "bad")
    assert run.returncode == 2
    assert run.stderr.startswith("无法核验：")
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("name", ["../out", "/abs", "a\\..\\b"])
def test_an_archive_that_points_outside_is_not_unpacked(tmp_path: Path, name: str):
    archive = tmp_path / "case.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr(name, "x")
    run = mingjing(archive)
    assert run.returncode == 2
    assert "指向外部" in run.stderr


def test_a_zipped_log_is_verified_like_the_folder(log: Path, tmp_path: Path):
    archive = shutil.make_archive(str(tmp_path / "whole"), "zip", log)
    assert mingjing(archive, "--vkey", tmp_path / "log.vkey").returncode == 0


def test_nothing_there_is_no_success(tmp_path: Path):
    run = mingjing(tmp_path / "missing")
    assert run.returncode == 1
    assert "不存在" in run.stdout


@pytest.mark.parametrize(
    ("group", "code"), [("any", 0), ("1", 0), ("2", 0), ("all", 1), ("3", 1)], ids=lambda value: str(value)
)
def test_the_verifier_s_policy_says_how_many_witnesses_are_enough(
    group: str, code: int, log: Path, signer: Signer, tmp_path: Path
):
    """Two of three witnesses cosigned, one of them with a post-quantum key."""
    kinds = (COSIGNATURE_ED25519, COSIGNATURE_MLDSA44, COSIGNATURE_ED25519)
    witnesses = [Signer.generate(f"w{n}.example", kind) for n, kind in enumerate(kinds)]
    note = Note.parse((log / "checkpoint").read_bytes())
    lines = [witness.cosign(note.text, 1767225600) for witness in witnesses[:2]]
    (log / "checkpoint").write_bytes(note.with_lines(lines).raw)
    named = "".join(f"witness w{n} {witness.vkey}\n" for n, witness in enumerate(witnesses))
    policy = tmp_path / "policy"
    policy.write_text(f"log {signer.vkey}\n{named}group g {group} w0 w1 w2\nquorum g\n", "utf-8")
    run = mingjing(log, "--policy", policy)
    assert run.returncode == code, run.stdout + run.stderr
    assert ("没有达到信任策略" in run.stdout) is (code == 1)


def test_a_key_outside_of_the_verifier_s_policy_is_refused(log: Path, tmp_path: Path):
    other = Signer.generate("other.example/log")
    (tmp_path / "policy").write_text(f"log {other.vkey}\nquorum none\n", "utf-8")
    for words in (["--vkey", tmp_path / "log.vkey"], []):
        assert mingjing(log, *words, "--policy", tmp_path / "policy").returncode == 1
    (tmp_path / "policy").write_text("quorum nobody\n", "utf-8")
    run = mingjing(log, "--policy", tmp_path / "policy")
    assert run.returncode == 2
    assert "信任策略第1行" in run.stderr
