"""The real server in a process of its own, on a free port of 127.0.0.1."""

from __future__ import annotations

import contextlib
import os
import signal
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


class Server:
    """`mingjing serve` as anybody would start it, without the sequencer, in a process group of its own."""

    def __init__(self, home: Path) -> None:
        self.log, self.port = home / "server.log", _free_port()
        self.base = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers. Raises RuntimeError."""
        paths = os.pathsep.join(filter(None, (str(REPO), os.environ.get("PYTHONPATH", ""))))
        with self.log.open("ab") as told:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "mingjing.project.cli",
                    "serve",
                    "--port",
                    str(self.port),
                    "--no-sequencer",
                ],
                cwd=REPO,
                env={**os.environ, "PYTHONPATH": paths},
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us; we stop it in order
            )
        _wait(self.base, self.process, self.log)

    def kill(self) -> None:
        """SIGKILL to the whole group: no farewell, nothing flushed."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(STOP_LIMIT_SECONDS)
        end = time.monotonic() + STOP_LIMIT_SECONDS
        while _answers(self.port):  # its workers die a moment later
            if time.monotonic() > end:
                raise RuntimeError("the server doesn't die")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it in order."""
        _end(self.process)


@contextlib.contextmanager
def serving(home: Path) -> Iterator[str]:
    """A running server; yields its address. Stopped at the end."""
    server = Server(home)
    server.start()
    try:
        yield server.base
    finally:
        server.stop()


def _answers(port: int) -> bool:
    with socket.socket() as line:
        line.settimeout(1)
        return line.connect_ex(("127.0.0.1", port)) == 0


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
