"""`mingjing sequencer run`."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer

from mingjing.ledger.errors import LedgerError

app = typer.Typer(help="透明日志：归集记录、签署并发布检查点。", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `run` a subcommand of its own."""


@app.command(help="持续归集记录、签署并发布检查点，直到收到停止信号。")
def run(
    once: Annotated[bool, typer.Option("--once", help="归集等待的记录并发布检查点后即结束。")] = False,
) -> None:
    """Order the waiting records, sign and publish checkpoints, until a signal."""
    from mingjing.project.runtime import ready

    with ready():
        from django.conf import settings

        from mingjing.records import runner

        try:
            if once:
                done = runner.begin().drain()
                typer.echo(f"存证日志共{done.size}条。" if done.leader else "另一进程正在写入存证日志。")
                return
            stop = threading.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: stop.set())
            runner.run(stop, settings.MINGJING_SEQUENCER_SECONDS)
        except LedgerError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error
