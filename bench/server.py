"""The real server in a process of its own, on a free port of 127.0.0.1."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

START_LIMIT_SECONDS = 90
STOP_LIMIT_SECONDS = 20
REPO = Path(__file__).resolve().parents[1]


@contextlib.contextmanager
def serving(home: Path) -> Iterator[str]:
    """`mingjing serve` as anybody would start it, without the sequencer; yields its address. Stopped at the end."""
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    paths = os.pathsep.join(filter(None, (str(REPO), os.environ.get("PYTHONPATH", ""))))
    with (home / "server.log").open("wb") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "mingjing.project.cli", "serve", "--port", str(port), "--no-sequencer"],
            cwd=REPO,
            env={**os.environ, "PYTHONPATH": paths},
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for us; we stop it in order
        )
        try:
            _wait(base, process, home / "server.log")
            yield base
        finally:
            _end(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{base}/bench/ok/", timeout=5):
            return
        time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_LIMIT_SECONDS)
