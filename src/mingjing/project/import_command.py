"""`mingjing import decisions FILE.jsonl`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from mingjing.project.runtime import ready

RESULTS = {"imported": "已导入", "already_there": "已有", "refused": "未导入"}
app = typer.Typer(name="import", help="导入已公开的处罚决定。", no_args_is_help=True)


@app.callback()
def root() -> None:
    """导入已公开的处罚决定。"""


@app.command(
    help="逐件补录已公开的处罚决定：每行一件（JSON Lines），依法应有的环节逐项登记，缺少的事实逐件说明。"
)
def decisions(
    file: Annotated[Path, typer.Argument(help="JSON Lines 文件，每行一件决定。")],
    presume_dates: Annotated[
        bool, typer.Option("--presume-dates", help="原文没有决定日期的，按其他日期推定并注明。")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出。")] = False,
) -> None:
    """Exit code 0 when the file was read (refused rows are in the report), 2 when it can't be read."""
    from mingjing.cases.importing.lines import BadFile, rows_of

    try:
        sum(1 for _ in rows_of(file))  # nothing is started for a file that can't be read
        with ready():
            outcomes = _run(file, presume_dates, quiet=as_json)
    except BadFile as fault:
        typer.echo(
            json.dumps({"error": str(fault)}, ensure_ascii=False) if as_json else f"没有导入：{fault}",
            err=not as_json,
        )
        raise typer.Exit(2) from fault
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in outcomes], ensure_ascii=False, indent=1))
        return
    _show(outcomes)


def _run(file: Path, presume_dates: bool, *, quiet: bool) -> list[Any]:
    from mingjing.cases.importing.run import import_rows
    from mingjing.project.hidden import hidden_places

    columns = (TextColumn("导入 {task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True, quiet=quiet)) as bar:
        task = bar.add_task("", total=None)
        return import_rows(
            file,
            masks=hidden_places,
            presume_dates=presume_dates,
            progress=lambda done, of, what: bar.update(task, completed=done, total=of, description=what[:20]),
        )


def _show(outcomes: list[Any]) -> None:
    table = Table(show_lines=True)
    for title in ("编号", "当事人", "结果", "案号或者缺少的事实", "怎么补"):
        # Chinese has no spaces to break at: fold, never cut off what is missing.
        table.add_column(title, overflow="fold")
    for one in outcomes:
        if one.result == "refused":
            said = "\n".join(f"{lack.fact}（{lack.check}）：{lack.say}" for lack in one.missing)
            mend = "\n".join(dict.fromkeys(lack.mend for lack in one.missing if lack.mend))
        else:
            said, mend = (
                f"{one.case}，{one.records}条记录",
                "；".join(f"推定：{text}" for text in one.presumed),
            )
        table.add_row(one.id, one.party, RESULTS[one.result], said, mend)
    console = Console()
    console.print(table, width=max(console.width, 120) if not console.is_terminal else None)
    count = {title: sum(1 for one in outcomes if RESULTS[one.result] == title) for title in RESULTS.values()}
    console.print("，".join(f"{title}{n}件" for title, n in count.items()) + "。")
