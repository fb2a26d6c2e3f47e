"""`mingjing log status|timestamp|rebuild`: how the log stands with the outside world, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from mingjing.ledger.errors import LedgerError

app = typer.Typer(help="透明日志的日常维护。", no_args_is_help=True)


@app.command()
def status() -> None:
    """日志、国密副树和各见证方的现状；与留存的检查点不一致、超过24小时没有达到见证人数或者没有联署时返回1。"""
    from mingjing.project.runtime import ready

    with ready():
        from django.utils import timezone

        from mingjing.records import standing

        try:
            said = standing.tell(timezone.now())
        except LedgerError as error:
            _fail(str(error))
    for line in said.lines:
        typer.echo(line)
    if not said.good:
        raise typer.Exit(1)


@app.command()
def timestamp(
    url: Annotated[str, typer.Option(envvar="MINGJING_TSA_URL", help="时间戳机构的地址（RFC 3161）。")],
    roots: Annotated[
        Path | None, typer.Option(envvar="MINGJING_TSA_ROOTS", help="时间戳机构的根证书（PEM）。")
    ] = None,
    imprint: Annotated[
        str, typer.Option(envvar="MINGJING_TSA_IMPRINT", help="摘要算法：sha256、sha384、sha512 或者 sm3。")
    ] = "sha256",
) -> None:
    """请时间戳机构对最新公布的检查点签发时间戳，原样存在检查点旁边。宜每日运行一次。"""
    from mingjing.project.runtime import setup

    setup()
    from mingjing.ledger.timestamp import parse_roots
    from mingjing.records import http, timestamps

    try:
        done = timestamps.stamp(url, parse_roots(roots.read_bytes()) if roots else [], imprint)
    except (LedgerError, http.Unreachable) as error:
        _fail(str(error))
    except OSError:
        _fail(f"读不到“{roots}”。")
    word = "已加盖" if done.fresh else "早已有"
    unsure = "" if done.verified else "没有给出根证书，时间戳的签名未核验。"
    typer.echo(f"{done.size}条的检查点{word}时间戳：{done.time:%Y-%m-%d %H:%M:%S}（UTC）。{unsure}")


@app.command()
def close(
    next_origin: Annotated[str, typer.Option("--next", help="下一个日志的名称，例如 log.example/2027。")],
    without_witness: Annotated[bool, typer.Option(help="最终检查点没有见证也关闭。")] = False,
) -> None:
    """关闭本年度的日志：最终检查点须有见证，下一个日志的第0号条目承接它。先停止服务。"""
    from mingjing.project.runtime import ready

    with ready():
        from django.utils import timezone

        from mingjing.records import closing, log

        try:
            opened = closing.close(next_origin, now=timezone.now(), without_witness=without_witness)
            key = log.vkey(opened)
        except LedgerError as error:
            _fail(str(error))
    typer.echo(f"已关闭日志，启用“{opened.origin}”，公布在 /log/{opened.folder}/。公钥：{key}")
    typer.echo("请把新公钥交给见证方登记，并写进信任策略。")


@app.command()
def rebuild() -> None:
    """数据库由备份恢复、落后于已公布的日志时，由条目文件恢复序号、检查点和已关闭的各年日志；不签名。先停止服务。"""
    from mingjing.project.runtime import ready

    with ready():
        from mingjing.records import rebuild_log

        try:
            done = rebuild_log.rebuild()
        except LedgerError as error:
            _fail(str(error))
    for origin in done.twins:
        typer.echo(f"国密副树“{origin}”的检查点已恢复。")
    if done.after == done.before and not done.twins:
        typer.echo(f"数据库与已公布的日志一致（{done.before}条），不需要恢复。")
        return
    if done.after > done.before:
        typer.echo(f"已由{done.before}条恢复到{done.after}条，其中{done.placed}条记录还在数据库里。")
    for origin in done.logs:
        typer.echo(f"备份之后启用的日志“{origin}”已登记。")
    if done.lost:
        typer.echo(f"有{len(done.lost)}条的记录内容不在备份里，只剩日志条目，请从别处补回：")
        for rid in done.lost:
            typer.echo(f"  {rid}")


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
