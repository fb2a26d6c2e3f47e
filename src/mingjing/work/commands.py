"""`mingjing worker`: do the work behind the scenes."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def worker(
    once: Annotated[bool, typer.Option("--once", help="做完现有的任务就结束。")] = False,
    every: Annotated[float, typer.Option(help="没有任务时隔多少秒再看。")] = 2.0,
) -> None:
    """处理后台任务（音像资料的封面、缩略图和预览件），按 Ctrl-C 停止；可以同时运行多个。"""
    from mingjing.project.runtime import ready

    stop = threading.Event()
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda *_: stop.set())
    with ready():
        from django.db import InterfaceError, OperationalError, connections

        from mingjing.work import queue

        while not stop.is_set():
            try:
                done = queue.work_off()
            except (OperationalError, InterfaceError):
                connections.close_all()  # the database was restarted: the job is taken up again
                done = 0
            if once:
                typer.echo(f"处理了{done}项任务。")
                return
            stop.wait(every)
