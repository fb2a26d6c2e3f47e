"""Builds the verifier that this project did not write, once for all test processes."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from mingjing.ledger import Head, LogStore, Signer, advance, empty_root, publish

_HERE = Path(__file__).parent
_OUT = _HERE.parents[1] / "build" / "tlogcheck"

Check = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def tlogcheck() -> Check:
    """Runs tlogcheck with arguments; a run that hangs counts as an error, never as a pass."""
    _OUT.mkdir(parents=True, exist_ok=True)
    go = Path(sys.executable).with_name("go")
    with FileLock(str(_OUT / "lock"), timeout=600):
        built = subprocess.run(
            [_HERE / "build.sh", _OUT],
            env={"GO": str(go), "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(_OUT)},
            capture_output=True,
            text=True,
            timeout=600,
        )
    assert built.returncode == 0, built.stderr
    program = built.stdout.strip()

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [program, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=120)

    return run


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer.generate("jw.example.gov.cn/log1")


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
