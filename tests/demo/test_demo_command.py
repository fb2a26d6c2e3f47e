"""`mingjing demo`: a taken port is a sentence, and a request to end while it loads stops the database too."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingjing.project.postgres import Cluster

LIMIT_SECONDS = 120


@pytest.fixture
def var() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="mingjing-demo-"))
    folder.chmod(0o755)
    yield folder
    Cluster(folder / "pg").destroy()
    shutil.rmtree(folder)


def demo(var: Path, *words: str) -> subprocess.Popen[str]:
    env = {**os.environ, "MINGJING_VAR": str(var)}
    for name in ("DATABASE_URL", "PORT", "MINGJING_LOG_DIR", "MINGJING_VAULT"):
        env.pop(name, None)
    command = [sys.executable, "-m", "mingjing.project.cli", "demo", *words]
    return subprocess.Popen(command, env=env, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)


def test_a_taken_port_is_said_before_anything_is_started(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        started = demo(var, "--port", str(port))
        _, said = started.communicate(timeout=LIMIT_SECONDS)
    assert started.returncode == 2
    assert f"端口{port}不能使用" in said
    assert not (var / "pg").exists()


@pytest.mark.crash
def test_a_request_to_end_while_loading_stops_the_database(var: Path) -> None:
    started = demo(var, "--load-only")
    deadline = time.monotonic() + LIMIT_SECONDS
    while not Cluster(var / "pg").answers() and time.monotonic() < deadline:
        assert started.poll() is None
        threading.Event().wait(0.1)
    started.send_signal(signal.SIGTERM)
    _, said = started.communicate(timeout=LIMIT_SECONDS)
    assert started.returncode == 130, said
    assert "已停止" in said
    assert not Cluster(var / "pg").answers()
