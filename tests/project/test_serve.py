"""`mingjing serve`: one command up, Ctrl-C down, and nothing left running."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mingjing.ledger.vkey import Vkey
from mingjing.project import attending, commands, server
from mingjing.project.postgres import Cluster

LIMIT_SECONDS = 120


@pytest.fixture
def var() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="mingjing-serve-"))
    folder.chmod(0o755)
    yield folder
    Cluster(folder / "pg").destroy()
    shutil.rmtree(folder)


def mingjing(var: Path, *words: str) -> subprocess.Popen[bytes]:
    env = {**os.environ, "MINGJING_VAR": str(var)}
    for name in ("DATABASE_URL", "PORT", "MINGJING_LOG_DIR"):
        env.pop(name, None)
    return subprocess.Popen([sys.executable, "-m", "mingjing.project.cli", *words], env=env)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(url: str, server: subprocess.Popen[bytes]) -> bytes:
    """The answer of a server that is starting, within the limit."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.read()
        except (urllib.error.URLError, ConnectionError):
            threading.Event().wait(0.05)
    raise AssertionError(f"{url} did not answer; exit code {server.poll()}")


def workers(var: Path) -> list[int]:
    """Processes of `mingjing worker` that use this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            mine = f"MINGJING_VAR={var}".encode() in (process / "environ").read_bytes().split(b"\0")
        except OSError:  # it has ended meanwhile, or is another user's
            continue
        if mine and b"worker" in words:
            found.append(int(process.name))
    return found


def within_the_limit(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while not true():
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)


@pytest.mark.crash
def test_ctrl_c_stops_all_and_a_killed_server_leaves_a_mess_that_the_next_one_clears(var: Path) -> None:
    port = free_port()
    first = mingjing(var, "serve", "--port", str(port))
    key = fetch(f"http://127.0.0.1:{port}/log/log.vkey", first)
    assert Vkey.parse(key.decode().strip())
    within_the_limit(lambda: bool(workers(var)))
    killed = workers(var)
    assert len(killed) == 1
    os.kill(killed[0], signal.SIGKILL)
    within_the_limit(lambda: bool(workers(var)) and workers(var) != killed)
    first.send_signal(signal.SIGKILL)
    first.wait(LIMIT_SECONDS)
    assert Cluster(var / "pg").answers()
    within_the_limit(lambda: not workers(var))

    port = free_port()
    second = mingjing(var, "serve", "--port", str(port))
    assert fetch(f"http://127.0.0.1:{port}/log/log.vkey", second) == key
    within_the_limit(lambda: bool(workers(var)))
    second.send_signal(signal.SIGINT)
    assert second.wait(LIMIT_SECONDS) == 0
    assert workers(var) == []
    # The killed server's worker notices that its master is gone and ends; the server's last user stops the database.
    assert mingjing(var, "db", "stop").wait(LIMIT_SECONDS) == 0
    assert not Cluster(var / "pg").answers()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize(("words", "wanted"), [([], True), (["--no-worker"], False)])
def test_a_server_can_leave_the_worker_out(
    words: list[str], wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[list[str]] = []
    monkeypatch.setattr(commands, "ready", contextlib.nullcontext)
    monkeypatch.setattr(server, "run", lambda bind, **asked: None)
    real = attending.subprocess.Popen

    def begin(command: list[str], **asked: object) -> subprocess.Popen[bytes]:
        began.append(command)
        return real([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)

    monkeypatch.setattr(attending.subprocess, "Popen", begin)
    assert CliRunner().invoke(commands.serving, words).exit_code == 0
    assert [command[1:3] == ["-m", "mingjing.project.attending"] for command in began] == [True] * wanted
