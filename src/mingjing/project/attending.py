"""A worker beside the server: `attended()` starts a keeper, the keeper runs `mingjing worker` and begins it again.

The keeper is a process of its own because gunicorn's master reaps every child of its process. It knows neither Django
nor the database, so that nothing of theirs can end it; when the server is gone, however it ended, it stops the worker.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before a worker that ended is begun again; doubled each time
STEADY_SECONDS = 60.0  # a worker that ran so long begins with the first pause again
FAREWELL_SECONDS = 10.0  # for a worker to end; what it is at then is taken up again by the next one
LOOK_SECONDS = 0.5


@contextlib.contextmanager
def attended(wanted: bool = True) -> Iterator[None]:
    """Inside this block one worker does what waits; it is stopped at the end."""
    if not wanted:
        yield
        return
    keeper = subprocess.Popen([sys.executable, "-m", __name__, str(os.getpid())], stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        # gunicorn may have reaped it already; then there is nobody to be told.
        with contextlib.suppress(ProcessLookupError):
            keeper.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            keeper.wait(FAREWELL_SECONDS + 2)


def keep(server: int) -> None:
    """Run a worker until this process is asked to end or `server` (its parent) is gone."""
    asked: list[int] = []
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda number, _: asked.append(number))
    pause = FIRST_PAUSE

    def over() -> bool:
        return bool(asked) or os.getppid() != server

    while not over():
        begun = time.monotonic()
        worker = _begin()
        while worker.poll() is None and not over():
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.wait(LOOK_SECONDS)
        if over():
            _end(worker)
            return
        if time.monotonic() - begun > STEADY_SECONDS:
            pause = FIRST_PAUSE
        sys.stderr.write(f"后台任务进程已退出（{worker.returncode}），{pause:.0f}秒后重新启动。\n")
        again = time.monotonic() + pause
        while time.monotonic() < again and not over():
            time.sleep(LOOK_SECONDS)
        pause = min(2 * pause, LONGEST_PAUSE)


def _begin() -> subprocess.Popen[bytes]:
    # A process group of its own: Ctrl-C reaches the keeper alone, which ends the worker.
    command = [sys.executable, "-m", "mingjing.project.cli", "worker", "--with", str(os.getpid())]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    try:
        worker.wait(FAREWELL_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait(FAREWELL_SECONDS)


if __name__ == "__main__":
    keep(int(sys.argv[1]))
