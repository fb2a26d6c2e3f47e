"""`mingjing case export`, `mingjing rebuild`, `mingjing verify`. Typer commands for the program's command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

case = typer.Typer(name="case", help="Cases.", no_args_is_help=True)
MOST_LINES = 200


@case.command(name="export")
def export(
    number: Annotated[
        str, typer.Argument(help="Case number, such as （江云）应急立〔2026〕37号, or the case's id.")
    ],
    folder: Annotated[Path, typer.Argument(help="A new folder to write into.")],
) -> None:
    """Write a case file that anybody can verify offline."""
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


def rebuild(
    check: Annotated[
        bool, typer.Option("--check", help="Only compare; exit 1 when something differs.")
    ] = False,
) -> None:
    """Prove the cached state of every case equal to the replay of its records, or make it anew."""
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


def verify(
    path: Annotated[Path, typer.Argument(help="An exported case file, a log folder or a .tlog-proof file.")],
    vkey: Annotated[Path | None, typer.Option(help="File with the log's public key, from elsewhere.")] = None,
    policy: Annotated[Path | None, typer.Option(help="Trust policy (C2SP tlog-policy).")] = None,
    old: Annotated[
        Path | None, typer.Option(help="A checkpoint of this log that you kept from before.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Verify offline: no database, no network, no settings."""
    from mingjing import ledger

    try:
        key = ledger.Vkey.parse(vkey.read_text(encoding="utf-8").strip()) if vkey else None
        trusted = ledger.Policy.parse(policy.read_bytes()) if policy else None
        kept = old.read_bytes() if old else None
    except (OSError, UnicodeDecodeError, ledger.LedgerError) as fault:
        typer.echo(f"不能读取核验所用的公钥、信任策略或者检查点：{fault}", err=True)
        raise typer.Exit(2) from fault
    report = ledger.verify_path(path, key, trusted, kept)
    typer.echo(
        json.dumps(report.to_json(), ensure_ascii=False, indent=2) if as_json else "\n".join(report.lines)
    )
    if not report.ok:
        raise typer.Exit(1)
