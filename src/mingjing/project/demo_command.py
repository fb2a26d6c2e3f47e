"""`mingjing demo`: the demo bureau on this machine with one command."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from mingjing.project import port as ports
from mingjing.project.demo.faults import NotEmpty, StoryBroken
from mingjing.project.runtime import ready

HOST = "127.0.0.1"
PATIENCE_SECONDS = 30
app = typer.Typer()
console = Console()


@app.command(help="装载演示机关（虚构）并运行工作台和门户，按 Ctrl-C 停止。")
def demo(
    port: Annotated[int, typer.Option(help="端口。", envvar="PORT")] = 8000,
    load_only: Annotated[bool, typer.Option("--load-only", help="只装载，不运行。")] = False,
    worker: Annotated[bool, typer.Option(help="同时处理后台任务。")] = True,
) -> None:
    """Start the database, load what is missing, bring the log up to date, serve until Ctrl-C."""
    # Until the server has its own handlers, a request to end is Ctrl-C: the database is stopped on the way out.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if load_only:
            with ready():
                _load()
                _log()
                _packages()
            return
        ports.refuse_taken(HOST, port)
        with ready():
            _load_apart()
            _say_where(port)
            _serve(port, worker)
    except (ports.PortTaken, NotEmpty, StoryBroken) as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(2) from refused
    except KeyboardInterrupt:
        typer.echo("已停止；再次运行时从停下的地方继续。", err=True)
        raise typer.Exit(130) from None


def _load_apart() -> None:
    """Load in a process of its own: Typst's threads, once started, would not exist in the server's forked workers."""
    child = subprocess.Popen([sys.executable, "-m", "mingjing.project.cli", "demo", "--load-only"])
    try:
        code = child.wait()
    except KeyboardInterrupt:
        child.terminate()
        child.wait(timeout=PATIENCE_SECONDS)
        raise
    if code:
        raise typer.Exit(code)


def _load() -> None:
    from mingjing.cases.importing.run import import_rows
    from mingjing.project.demo import load, told
    from mingjing.project.hidden import hidden_places

    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    loaded = load.loaded_on()
    if loaded is not None:
        console.print(
            f"演示机关已在{loaded.year}年{loaded.month}月{loaded.day}日装载，不再重复。需要重新装载的，执行 make clean。"
        )
        return
    with _bar() as bar:
        task = bar.add_task("装载演示案件", total=None)
        agency = load.load(
            today,
            lambda done, of, what: bar.update(
                task, completed=done, total=of, description=f"装载演示案件　{what}"
            ),
        )
        task = bar.add_task("补录公开的处罚决定", total=None)
        import_rows(
            Path(told.folder() / "decisions.jsonl"),
            presume_dates=True,
            masks=hidden_places,
            progress=lambda done, of, what: bar.update(task, completed=done, total=of),
        )
    load.note_whole(agency, today)


def _log() -> None:
    """Nothing is shown before its entry is in the log and under a signed checkpoint."""
    from mingjing.records import log

    with console.status("归集存证日志……"):
        done = log.sequencer().drain()
    console.print(f"存证日志：{done.size} 条，检查点已签署。")


def _packages() -> None:
    """Two files of the archive room get their packages, once, so that there is something to look at and to check."""
    from mingjing.agencies.models import RoleGrant
    from mingjing.archive import packing
    from mingjing.archive.models import ArchivedFile, Package
    from mingjing.project.demo.bureau import demo_agency
    from mingjing.work import queue

    files = list(ArchivedFile.objects.filter(agency=demo_agency()).order_by("number")[:2])
    if Package.objects.exists() or not files:
        return
    with console.status("制作归档信息包……"):
        for one in files:
            grant = (
                RoleGrant.objects.filter(agency=one.agency, role="archivist").select_related("user").first()
            )
            if grant is not None:
                packing.ask(grant.user, one.pk)
        queue.work_off()
    console.print(
        f"档案室：{ArchivedFile.objects.count()} 卷，已制作信息包 {Package.objects.filter(state='done').count()} 个。"
    )


def _bar() -> Any:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


def _say_where(port: int) -> None:
    from mingjing.project.demo.bureau import PASSWORD, accounts, demo_agency
    from mingjing.project.demo.load import matters

    where = Table(title="地址", show_header=False)
    root = f"http://{HOST}:{port}"
    for name, path in (
        ("门户", "/"),
        ("工作台", "/desk/"),
        ("核验文书", "/verify/"),
        ("存证日志", "/log/checkpoint"),
    ):
        where.add_row(name, f"{root}{path}")
    console.print(where)
    who = Table("账号", "姓名", "机构", "岗位", title=f"演示账号（口令都是 {PASSWORD}）")
    for row in accounts():
        who.add_row(*row)
    console.print(who)
    agency = demo_agency()
    if agency is not None:
        kinds, born = matters(agency)
        console.print("演示案件：" + "，".join(f"{title}{number}件" for title, number in kinds) + "。")
        console.print(
            "其中另立的：" + "；".join(f"{party}（{whence}→{what}）" for party, whence, what in born) + "。"
        )
    console.print(
        "示范机关及其人员、企业均为虚构，账号只存在于演示数据中；补录的决定来自公开文本，推定的内容已注明“补录推定”。"
    )


def _serve(port: int, worker: bool) -> None:
    from mingjing.project import server
    from mingjing.project.attending import attended

    console.print("按 Ctrl-C 停止。")
    with attended(worker):
        server.run(f"{HOST}:{port}", threads=8, workers=1, sequencer=True)
