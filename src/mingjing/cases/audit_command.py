"""`mingjing audit`: a report for people, or --json; exit 1 when anything is found."""

from __future__ import annotations

import json
import os
from typing import Annotated

import typer

app = typer.Typer()
_LARGE = 20_000  # records; below, a second process costs more than it saves


@app.command()
def audit(
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出。")] = False,
    originals: Annotated[bool, typer.Option(help="是否逐个核对原件的内容。")] = True,
) -> None:
    """全面核查：日志重算、数据库与日志逐条比对、原件、记录链、完整性；发现问题时返回1。"""
    from mingjing.project.runtime import ready

    with ready():
        from django.utils import timezone

        from mingjing.cases import audit as auditing
        from mingjing.records.models import Record

        large = Record.objects.count() > _LARGE
        processes = (os.cpu_count() or 1) if large else 1
        report = auditing.audit(timezone.now(), originals=originals, processes=processes)
    typer.echo(
        json.dumps(report.to_json(), ensure_ascii=False, indent=2)
        if as_json
        else "\n".join(_told(report.lines, report.faults))
    )
    if not report.ok:
        raise typer.Exit(1)


def _told(lines: list[str], faults: list[object]) -> list[str]:
    """The report's lines; at each fault where it was found."""
    places = iter(faults)
    return [f"{line}（{next(places).file}）" if line.startswith("✗") else line for line in lines]  # type: ignore[attr-defined]
