"""`mingjing db ...` and `mingjing serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from mingjing.project import postgres
from mingjing.project.postgres import session
from mingjing.project.runtime import ready

db = typer.Typer(name="db", help="内置数据库（PostgreSQL）。", no_args_is_help=True)
serving = typer.Typer()


def _own_server() -> postgres.Cluster:
    if not postgres.embedded():
        typer.echo("DATABASE_URL 已经指定了数据库服务器，内置数据库不启用。", err=True)
        raise typer.Exit(2)
    return postgres.default_cluster()


@db.command(help="启动内置数据库并保持运行，直到执行 mingjing db stop。")
def start() -> None:
    """Start the server and leave it running until `mingjing db stop`."""
    cluster = _own_server()
    session.keep_marker().parent.mkdir(parents=True, exist_ok=True)
    session.keep_marker().touch()
    with postgres.running():
        typer.echo(f"数据库已启动：{cluster.sockets}")


@db.command(help="停止内置数据库。")
def stop() -> None:
    """Stop the server."""
    session.keep_marker().unlink(missing_ok=True)
    typer.echo("数据库已停止。" if _own_server().stop() else "数据库没有运行。")


@db.command(help="更新数据表。")
def migrate() -> None:
    """Bring the tables up to date, as their owner."""
    from mingjing.project import runtime

    with ready(migrated=False):
        typer.echo("数据表已更新。" if runtime.migrate() else "数据表已是最新。")


@db.command(name="shell-info", help="说明怎样用 psql 连接。")
def shell_info() -> None:
    """Say how to reach the running server with psql."""
    cluster = _own_server()
    typer.echo(f"psql -h {cluster.sockets} -U {postgres.APP_ROLE} {postgres.DATABASE}")
    if not cluster.made or not cluster.answers():
        typer.echo("数据库没有运行，请先执行 mingjing db start。", err=True)
        raise typer.Exit(1)


@db.command(help="停止内置数据库并删除全部数据。")
def destroy(yes: Annotated[bool, typer.Option("--yes", help="确认删除全部数据。")] = False) -> None:
    """Stop the server and remove all its data (`make clean`)."""
    if not yes:
        typer.echo("此操作将删除全部数据；确认请加 --yes。", err=True)
        raise typer.Exit(2)
    session.keep_marker().unlink(missing_ok=True)
    _own_server().destroy()
    typer.echo("内置数据库已删除。")


@serving.command(help="运行工作台和门户，按 Ctrl-C 停止。")
def serve(
    port: Annotated[int, typer.Option(help="端口。", envvar="PORT")] = 8000,
    host: Annotated[str, typer.Option(help="监听地址。")] = "127.0.0.1",
    threads: Annotated[int, typer.Option(help="每个进程的线程数。")] = 8,
    workers: Annotated[int, typer.Option(help="进程数。")] = 1,
    sequencer: Annotated[bool, typer.Option(help="同时归集存证日志。")] = True,
    worker: Annotated[bool, typer.Option(help="同时处理后台任务。")] = True,
) -> None:
    """Serve desk and portal until Ctrl-C, with the embedded database, the sequencer and a worker."""
    with ready():
        from mingjing.project import server
        from mingjing.project.attending import attended

        typer.echo(f"门户 http://{host}:{port}/    工作台 http://{host}:{port}/desk/    按 Ctrl-C 停止")
        with attended(worker):
            server.run(f"{host}:{port}", threads=threads, workers=workers, sequencer=sequencer)
