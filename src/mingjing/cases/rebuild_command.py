"""`mingjing rebuild [--check]`: prove the cached state of every case equal to the replay of its records."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer()
MOST_LINES = 200


@app.command()
def rebuild(
    check: Annotated[
        bool, typer.Option("--check", help="Only compare; exit 1 when something differs.")
    ] = False,
) -> None:
    """由记录重算案件状态，或者核对（--check）。"""
    from mingjing.project.runtime import ready

    with ready():
        from mingjing.cases import rebuild as rebuilding

        report = rebuilding.check() if check else rebuilding.rebuild()
        for line in report.differences[:MOST_LINES]:
            typer.echo(str(line))
        verdict = "缓存与重放一致" if report.equal else f"发现{len(report.differences)}处不同"
        done = "" if check or report.equal else "，已按记录重建"
        typer.echo(f"核对案件{report.cases}件：{verdict}{done}。")
        if check and not report.equal:
            raise typer.Exit(1)
