"""`mingjing witness key|watch|show|serve|sign`: the supervising authority's side; needs neither settings nor database.

`request` and `accept`, the agency's side, are in `records/witness_commands.py`.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from mingjing.ledger.errors import LedgerError
from mingjing.ledger.note import MAX_NOTE
from mingjing.ledger.signing import origin_of
from mingjing.ledger.twin import is_twin
from mingjing.ledger.vkey import Vkey
from mingjing.ledger.witness import AddCheckpoint, origin_hash
from mingjing.witness.book import Book
from mingjing.witness.keys import WitnessKeys

app = typer.Typer(help="日志见证：上级司法行政机关等独立联署检查点。", no_args_is_help=True)
Home = Annotated[
    Path, typer.Option("--home", envvar="MINGJING_WITNESS_HOME", help="见证方的密钥和记录所在文件夹。")
]
_HOME = Path(os.environ.get("MINGJING_VAR", "var")) / "witness"


@app.command(help="生成见证方的密钥（每个见证方一次），显示应写进信任策略的公钥。")
def key(
    name: Annotated[str, typer.Argument(help="见证方的名称，例如 sfj.example.gov.cn/witness1。")],
    home: Home = _HOME,
) -> None:
    """Make the witness's keys."""
    try:
        keys = WitnessKeys.generate(name)
        keys.keep(home)
    except FileExistsError:
        _fail(f"“{home}”里已有见证密钥，不能覆盖。")
    except LedgerError as error:
        _fail(str(error))
    for number, vkey in enumerate(keys.vkeys, 1):
        typer.echo(f"witness w{number} {vkey}")


@app.command(help="登记要见证的日志或者国密副树（公钥文件）。")
def watch(
    vkey: Annotated[Path, typer.Argument(help="公钥文件：/log/log.vkey，国密副树为 /log/sm3/log.vkey。")],
    home: Home = _HOME,
) -> None:
    """Watch a log from its beginning."""
    _, book = _opened(home)
    try:
        found = Vkey.parse(_read(vkey).decode("utf-8", "replace"))
        book.watch(found)
    except LedgerError as error:
        _fail(str(error))
    typer.echo(f"已登记日志“{found.name}”，查询路径为 /{origin_hash(found.name)}/checkpoint。")


@app.command(help="列出见证的日志和已联署的条数。")
def show(home: Home = _HOME) -> None:
    """List what is watched."""
    keys, book = _opened(home)
    for signer in keys.signers:
        typer.echo(f"公钥 {signer.vkey}")
    for one in book.watched():
        typer.echo(f"日志 {one.vkey.name}：已联署到{one.head.size}条。")


@app.command(help="运行见证服务（C2SP tlog-witness），按 Ctrl-C 停止。")
def serve(
    host: Annotated[str, typer.Option(help="监听地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="监听端口。")] = 8090,
    home: Home = _HOME,
) -> None:
    """Serve until a signal."""
    from mingjing.witness.server import WitnessServer

    keys, book = _opened(home)
    try:
        server = WitnessServer((host, port), book, keys)
    except OSError as error:
        _fail(f"不能在 {host}:{port} 上提供服务：{error.strerror}。")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    typer.echo(f"见证服务 http://{host}:{server.server_port}/ ，见证{len(book.watched())}个日志。")
    with server:
        server.serve_forever()


@app.command(help="联署以文件送来的见证请求（不联网交换），写出联署后的检查点。")
def sign(
    file: Annotated[Path, typer.Argument(help="机关用 mingjing witness request 写出的文件。")],
    output: Annotated[Path, typer.Option("--output", "-o", help="联署后的检查点写到哪里。")],
    home: Home = _HOME,
) -> None:
    """Answer a request that came as a file with the cosigned checkpoint."""
    keys, book = _opened(home)
    body = _read(file)
    answer = book.add_checkpoint(body, keys, int(time.time()))
    if answer.status == 409:
        size = answer.body.decode().strip()
        twin = " --sm3" if is_twin(origin_of(AddCheckpoint.parse(body).checkpoint)) else ""
        _fail(f"本见证方已联署到{size}条，请机关重新生成请求：mingjing witness request --old {size}{twin}。")
    if answer.status != 200:
        _fail(f"拒绝联署：{answer.body.decode().strip()}")
    output.write_bytes(AddCheckpoint.parse(body).checkpoint + answer.body)
    typer.echo(f"已联署，请将 {output} 送回机关，用 mingjing witness accept 收下。")


def _opened(home: Path) -> tuple[WitnessKeys, Book]:
    try:
        return WitnessKeys.load(home), Book(home / "book.sqlite3")
    except FileNotFoundError:
        _fail(f"“{home}”里没有见证密钥，请先运行 mingjing witness key 名称。")
    except LedgerError as error:
        _fail(str(error))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_NOTE + 1)
    except OSError:
        _fail(f"读不到“{path}”。")


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
