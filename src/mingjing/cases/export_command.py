"""`mingjing export NUMBER FOLDER`: a case file that anybody can verify offline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def export(
    number: Annotated[
        str, typer.Argument(help="Number of the case or of one of its documents, or the case's id.")
    ],
    folder: Annotated[Path, typer.Argument(help="A new folder to write into.")],
) -> None:
    """导出可以离线核验的案卷。"""
    from mingjing.project.runtime import ready

    with ready():
        from mingjing.cases.export import ExportRefused, export_case
        from mingjing.cases.finding_a_case import case_by_number
        from mingjing.cases.refused import NoSuchCase
        from mingjing.records.proofs import NotYetLogged

        try:
            done = export_case(case_by_number(number), folder)
        except (ExportRefused, NoSuchCase, NotYetLogged) as fault:
            typer.echo(str(fault), err=True)
            raise typer.Exit(1) from fault
        typer.echo(
            f"已导出案卷：{done.folder}（记录{done.records}条，原件{done.originals}个，检查点{done.size}）。"
        )
