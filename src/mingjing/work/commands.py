"""`mingjing worker`: do the work behind the scenes; `mingjing worker retry`: take up again what was given up."""

from __future__ import annotations

import os
import signal
import threading
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)
JOB_LIMIT_SECONDS = 6 * 3600  # a job that takes longer ends its worker, and counts as an attempt
POLITENESS = 10  # nice value of a worker beside a server: requests go first


@app.callback(invoke_without_command=True)
def worker(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="做完现有的任务就结束。")] = False,
    every: Annotated[float, typer.Option(help="没有任务时隔多少秒再看。")] = 2.0,
    attendant: Annotated[int, typer.Option("--with", hidden=True)] = 0,
) -> None:
    """处理后台任务（音像资料的预览件、到期的销毁、夜间核查），按 Ctrl-C 停止；可以同时运行多个。"""
    if context.invoked_subcommand:
        return
    from mingjing.project.runtime import ready

    stop = threading.Event()
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda *_: stop.set())
    if attendant:
        os.nice(POLITENESS)
    with ready():
        from django.db import InterfaceError, OperationalError, connections

        from mingjing.work import nightly, queue

        def over() -> bool:
            """Asked to end, or the keeper is gone, however it ended."""
            return stop.is_set() or attendant not in (0, os.getppid())

        planner = nightly.Planner()
        while not over():
            try:
                planner.plan()
                done = queue.work_off(over, JOB_LIMIT_SECONDS)
            except (OperationalError, InterfaceError):
                connections.close_all()  # the database was restarted: the job is taken up again
                done = 0
            if once:
                typer.echo(f"处理了{done}项任务。")
                return
            stop.wait(every)


@app.command()
def retry(
    number: Annotated[
        int | None, typer.Argument(help="任务编号，见工作台的“系统运行”；不写的，全部重新排入。")
    ] = None,
) -> None:
    """把放弃的后台任务重新排入，由后台程序再办。"""
    from mingjing.project.runtime import ready

    with ready():
        from mingjing.work import queue

        typer.echo(f"重新排入{queue.retry(number)}项任务。")
