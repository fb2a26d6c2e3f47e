"""gunicorn inside this process, with the sequencer as a thread of each worker (an advisory lock elects one)."""

from __future__ import annotations

import gc
from typing import Any

from django.conf import settings
from django.db import connections
from gunicorn.app.base import BaseApplication

from mingjing.papers.press import pressed
from mingjing.records.runner import SequencerThread

REQUEST_LIMIT_SECONDS = 120
FAREWELL_LIMIT_SECONDS = 15


class Server(BaseApplication):
    """The web server; `options` are gunicorn's settings."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from mingjing.project.wsgi import application

        return application


def run(bind: str, *, threads: int, workers: int, sequencer: bool) -> None:
    """Serve until a signal; ends with SystemExit, as gunicorn does.

    Raises RuntimeError when this process has set documents already (`papers.press.pressed`).
    """
    if pressed():
        raise RuntimeError(
            "documents were set in this process: start the server in a fresh one, it forks its workers"
        )
    connections.close_all()  # a connection must not be shared with forked workers
    threads_of: dict[int, SequencerThread] = {}

    def begin(worker: Any) -> None:
        # What was loaded at start lives as long as the process: full collections needn't look at it again.
        gc.collect()
        gc.freeze()
        if sequencer:
            threads_of[worker.pid] = SequencerThread(settings.MINGJING_SEQUENCER_SECONDS)
            threads_of[worker.pid].start()

    def end(_arbiter: Any, worker: Any) -> None:
        if worker.pid in threads_of:
            threads_of[worker.pid].stop()

    Server(
        {
            "bind": bind,
            "worker_class": "gthread",
            "threads": threads,
            "workers": workers,
            "timeout": REQUEST_LIMIT_SECONDS,
            "graceful_timeout": FAREWELL_LIMIT_SECONDS,
            "post_worker_init": begin,
            "worker_exit": end,
            "control_socket_disable": True,
            "loglevel": "warning",
        }
    ).run()
