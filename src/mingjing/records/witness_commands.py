"""`mingjing witness request` and `accept`: the agency's side where witness and agency share no network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mingjing.ledger.errors import LedgerError, MalformedError
from mingjing.ledger.note import MAX_NOTE

request = typer.Typer()
accept = typer.Typer()


@request.command("request")
def _request(
    output: Annotated[Path, typer.Option("--output", "-o", help="请求写到哪里。")],
    old: Annotated[int, typer.Option(help="见证方已联署到多少条；第一次为0。", min=0)] = 0,
    sm3: Annotated[bool, typer.Option("--sm3", help="申请见证国密副树，而不是日志本身。")] = False,
    folder: Annotated[
        str | None, typer.Option("--log", help="已关闭的日志的文件夹名，例如 2026；不写是现在的日志。")
    ] = None,
) -> None:
    """写出见证请求（add-checkpoint），以文件送交见证方。"""
    from mingjing.project.runtime import ready

    with ready():
        from mingjing.records import shards, trees, witnesses

        try:
            place = shards.current() if folder is None else shards.named(folder.strip("."))
            if place is None:
                raise MalformedError(f"没有文件夹是“{folder}”的日志；第一个日志写“.”。")
            tree = trees.twin_of(place) if sm3 else trees.main_of(place)
            output.write_bytes(witnesses.make_request(tree, old).encode())
        except LedgerError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error
    typer.echo(f"已写出 {output}，请送交见证方，用 mingjing witness sign 联署。")


@accept.command("accept")
def _accept(file: Annotated[Path, typer.Argument(help="见证方送回的联署检查点。")]) -> None:
    """收下见证方送回的联署检查点，核验后入库，随下一次公布一并公开。"""
    from mingjing.project.runtime import ready

    with ready():
        from django.utils import timezone

        from mingjing.records import log, witnesses

        try:
            policy = log.policy()
            if policy is None:
                typer.echo("没有设置信任策略（MINGJING_POLICY），不知道见证方的公钥。", err=True)
                raise typer.Exit(1)
            with file.open("rb") as opened:
                names = witnesses.accept(opened.read(MAX_NOTE + 1), policy, now=timezone.now())
            log.sequencer().once()
        except (LedgerError, OSError) as error:
            typer.echo(f"读不到“{file}”。" if isinstance(error, OSError) else str(error), err=True)
            raise typer.Exit(1) from error
    typer.echo(f"已收下{'、'.join(names)}的联署。")
