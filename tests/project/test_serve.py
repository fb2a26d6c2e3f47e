"""`mingjing serve`: one command up, Ctrl-C down, and nothing left running."""

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
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingjing.ledger.vkey import Vkey
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


@pytest.mark.crash
def test_ctrl_c_stops_all_and_a_killed_server_leaves_a_mess_that_the_next_one_clears(var: Path) -> None:
    port = free_port()
    first = mingjing(var, "serve", "--port", str(port))
    key = fetch(f"http://127.0.0.1:{port}/log/log.vkey", first)
    assert Vkey.parse(key.decode().strip())
    first.send_signal(signal.SIGKILL)
    first.wait(LIMIT_SECONDS)
    assert Cluster(var / "pg").answers()

    port = free_port()
    second = mingjing(var, "serve", "--port", str(port))
    assert fetch(f"http://127.0.0.1:{port}/log/log.vkey", second) == key
    second.send_signal(signal.SIGINT)
    assert second.wait(LIMIT_SECONDS) == 0
    # The killed server's worker notices that its master is gone and ends; the server's last user stops the database.
    assert mingjing(var, "db", "stop").wait(LIMIT_SECONDS) == 0
    assert not Cluster(var / "pg").answers()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
