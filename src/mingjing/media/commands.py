"""`mingjing av collect`: take in what docking stations have put into a folder."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="音像记录：采集站的文件入库。", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `collect` a subcommand of its own."""


@app.command()
def collect(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="采集站导出的文件夹。")],
    agency: Annotated[str, typer.Option(help="只认这个机关的设备（机关全称）。")] = "",
    settle: Annotated[float, typer.Option(help="文件不再变化多少秒后才入库。")] = 30,
    follow: Annotated[float, typer.Option(help="每隔多少秒再看一次；0 表示只看一次。")] = 0,
) -> None:
    """把写完的录音、录像、照片存入原件库并登记，移到 done/；不能入库的移到 failed/ 并写明原因。中断后再运行即可。"""
    from mingjing.project.runtime import ready

    stop = threading.Event()
    if follow:
        for kind in (signal.SIGINT, signal.SIGTERM):
            signal.signal(kind, lambda *_: stop.set())
    with ready():
        from mingjing.agencies.models import Agency
        from mingjing.media import docking

        owner = Agency.objects.filter(name=agency).first()
        if agency and owner is None:
            typer.echo(f"没有名称是“{agency}”的机关；请填写机关全称。", err=True)
            raise typer.Exit(2)
        while True:
            failed = 0
            for one in docking.collect(folder, owner, settle=settle):
                failed += one.recording is None
                typer.echo(f"{one.path.name}：{one.reason or '已入库，' + str(one.recording.device)}")
            if not follow or stop.wait(follow):
                break
        if failed:
            raise typer.Exit(1)
