"""`mingjing vault check`: read every original again."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(help="原件库：逐件重新读取并核对。", no_args_is_help=True)
MOST_LINES = 200


@app.callback()
def _group() -> None:
    """Keep `check` a subcommand of its own."""


@app.command()
def check(
    anew: Annotated[bool, typer.Option("--anew", help="从头开始，不接续上次中断的检查。")] = False,
) -> None:
    """逐件重新计算摘要，与记录核对；中断后再运行，从断点继续。发现异常时返回 1。"""
    from mingjing.project.runtime import ready

    with ready():
        from mingjing.cases import fixity
        from mingjing.cases.keeping import vault
        from mingjing.cases.models import FixityCheck

        shown = Console(file=sys.stderr)
        with shown.status("正在核对原件……") as status:

            def progress(run: FixityCheck) -> None:
                status.update(f"已核对原件{run.files}件，{run.bytes / 1024**2:.1f} MB")

            try:
                run = fixity.check(vault(), progress, anew=anew)
            except fixity.UnderWay as busy:
                typer.echo(str(busy), err=True)
                raise typer.Exit(2) from busy
        found = list(run.findings.all()[:MOST_LINES])
        for one in found:
            typer.echo(one.sentence)
        wrong = run.findings.count()
        verdict = f"发现异常{wrong}处。" if wrong else "全部与摘要和记录一致。"
        typer.echo(f"核对原件{run.files}件，{run.bytes / 1024**2:.1f} MB：{verdict}")
        if wrong:
            raise typer.Exit(1)
