"""A forged or broken case file handed to `mingjing verify` gets a sentence and a non-zero exit: no traceback, no change."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from everything import CODE, speaks_chinese

sys.path.insert(0, str(Path(__file__).parents[1] / "ledger"))
from test_case_export import LOG, POLICY, export, seal  # noqa: F401 - `export` is a fixture

from mingjing.ledger import Policy, verify_path

STRANGE = {
    "empty": b"",
    "not UTF-8": b"\xff\xfe\xfd",
    "NUL": b"\0" * 100,
    "half": None,
    "deep JSON": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "number without end": b'{"seq": ' + b"9" * 10_000 + b"}",
    "number beyond all": b'{"case": "c-1", "seq": 1e400, "prev": null, "blobs": [], "act": "x"}',
    "not a number": b'{"case": "c-1", "seq": NaN, "prev": null, "blobs": [], "act": "x"}',
    "half a surrogate": b'{"case": "\\ud800", "seq": 1, "prev": null, "blobs": [], "act": "x"}',
    "other types": b'{"case": [1], "seq": "1", "prev": {}, "blobs": 5, "act": null}',
    "a list": b"[1, 2]",
    "many lines": b"a\n" * 200_000,
    "sizes beyond 64 bits": b"jw.example.gov.cn/log1\n99999999999999999999999999\nAAAA\n\n",
}
HUGE = 160 * 1024**2
PLACES = (
    "checkpoint", "manifest-sha256.txt", "trust/policy", "trust/log.vkey", "data/manifests/*.json", "data/keys/*.hex",
    "proofs/*.entry", "proofs/*.tlog-proof",
)  # fmt: skip


def verified(folder: Path) -> list[str]:
    """Verify with and without keys of one's own; the sentences of what is wrong."""
    before = picture(folder)
    found = []
    for trust in ((LOG.vkey, Policy.parse(POLICY)), (None, None)):
        report = verify_path(folder, *trust)
        assert not report.ok or "trust" in str(folder)
        found += report.lines
    assert picture(folder) == before
    return found


def picture(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and path.stat().st_size < 10**8
    }


def one_of(folder: Path, place: str) -> Path:
    return sorted(folder.glob(place))[0]


@pytest.mark.parametrize("place", PLACES)
def test_every_file_of_a_case_may_be_anything(export, place, tmp_path):  # noqa: F811
    for number, (name, content) in enumerate(STRANGE.items()):
        for sealed in (False, True):
            copy = tmp_path / f"copy-{number}-{sealed}"
            shutil.copytree(export, copy)
            at = one_of(copy, place)
            at.write_bytes(at.read_bytes()[: at.stat().st_size // 2] if content is None else content)
            if sealed and place != "manifest-sha256.txt":
                seal(copy)
            for trust in ((LOG.vkey, Policy.parse(POLICY)), (None, None)):
                report = verify_path(copy, *trust)
                if trust[0] is None or not place.startswith("trust/"):
                    assert not report.ok, (place, name, sealed)
                for line in report.lines:
                    assert not CODE.search(line), line


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", ["missing", "folder", "link out", "broken link", "pipe"])
def test_file_that_is_no_file(export, place, kind, tmp_path):  # noqa: F811
    at = one_of(export, place)
    at.unlink()
    secret = tmp_path / "secret"
    secret.write_text("内部密钥", encoding="utf-8")
    match kind:
        case "folder":
            at.mkdir()
        case "link out":
            at.symlink_to(secret)
        case "broken link":
            at.symlink_to(tmp_path / "nowhere")
        case "pipe":
            os.mkfifo(at)
    report = verify_path(export, LOG.vkey, Policy.parse(POLICY))
    assert not report.ok or place.startswith("trust/")
    told = "\n".join(report.lines)
    assert "内部密钥" not in told
    assert not CODE.search(told), told


def test_file_list_leads_nowhere_else(export):  # noqa: F811
    for path in (
        "../../etc/passwd",
        "/etc/passwd",
        "data/../../x",
        "data/\0x",
        "data//x",
        "CON",
        "data/" + "x" * 5000,
    ):
        with (export / "manifest-sha256.txt").open("a", encoding="utf-8") as file:
            file.write(f"{'0' * 64}  {path}\n")
    assert verified(export)


def test_huge_file_is_not_taken_into_memory(export):  # noqa: F811
    for place in ("checkpoint", "trust/policy", "proofs/*.tlog-proof", "proofs/*.entry", "data/keys/*.hex"):
        with one_of(export, place).open("r+b") as file:
            file.truncate(HUGE)
    tracemalloc.start()
    try:
        assert not verify_path(export, LOG.vkey, Policy.parse(POLICY)).ok
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < HUGE / 8


def _zip(write: Callable[[zipfile.ZipFile], None]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        write(archive)
    return held.getvalue()


def _link(archive: zipfile.ZipFile) -> None:
    link = zipfile.ZipInfo("案卷/checkpoint")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    archive.writestr(link, "/etc/passwd")


ARCHIVES = {
    "not a zip": b"PK\x03\x04 nonsense",
    "empty": b"",
    "leads out": _zip(lambda z: z.writestr("../outside.txt", "x")),
    "absolute": _zip(lambda z: z.writestr("/outside.txt", "x")),
    "a link": _zip(_link),
    "bomb": _zip(lambda z: [z.writestr(f"案卷/{n}", bytes(100 * 1024**2)) for n in range(3)]),
    "nothing in it": _zip(lambda z: None),
    "unknown version": _zip(lambda z: z.writestr("a", "b")).replace(
        b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xff"
    ),
}


def command(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mingjing.project.cli", "verify", *map(str, arguments)],
        capture_output=True, text=True, timeout=120, check=False, cwd=cwd,
    )  # fmt: skip


@pytest.mark.parametrize("name", ARCHIVES)
def test_archive_that_is_no_case_file(tmp_path, name):
    at = tmp_path / "案卷.zip"
    at.write_bytes(ARCHIVES[name])
    done = command(at, cwd=tmp_path)
    assert done.returncode in (1, 2)
    speaks_chinese(done.stdout + done.stderr)
    assert [path.name for path in tmp_path.iterdir()] == ["案卷.zip"]
    assert not (tmp_path.parent / "outside.txt").exists()


@pytest.mark.parametrize("content", STRANGE.values(), ids=STRANGE)
def test_proof_that_is_no_proof(tmp_path, content):
    at = tmp_path / "a.tlog-proof"
    at.write_bytes(content or b"c2sp.org/tlog-proof@v1\nindex 99999999999999999999999\n")
    at.with_suffix("").with_name("a.entry").write_bytes(json.dumps({}).encode())
    report = verify_path(at, LOG.vkey)
    assert not report.ok
    assert not CODE.search("\n".join(report.lines))


def test_what_is_not_there_and_keys_that_are_none(tmp_path, export):  # noqa: F811
    junk = tmp_path / "junk"
    junk.write_bytes(b"\xff\xfe")
    for arguments in (
        (tmp_path / "nowhere",), (junk,), (export, "--vkey", junk), (export, "--vkey", tmp_path / "nowhere"),
        (export, "--policy", junk), (export, "--old", junk), (tmp_path / "案\nx",),
    ):  # fmt: skip
        done = command(*arguments, cwd=tmp_path)
        assert done.returncode in (1, 2), arguments
        speaks_chinese(done.stdout + done.stderr)
