"""`mingjing verify PATH`: offline, without settings, database or network."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from cryptography import x509

from mingjing.ledger.errors import LedgerError
from mingjing.ledger.policy import Policy
from mingjing.ledger.report import Report
from mingjing.ledger.timestamp import parse_roots
from mingjing.ledger.trust import read_keys
from mingjing.ledger.unpack import Unpackable, unpack
from mingjing.ledger.verify import verify_path
from mingjing.ledger.vkey import Vkey

app = typer.Typer(add_completion=False)
_TEXT_LIMIT = 1 << 20  # a key, a policy or a checkpoint is a small text


@app.command()
def verify(
    path: Annotated[
        Path, typer.Argument(help="导出的案卷（文件夹或者 .zip）、日志文件夹，或者 .tlog-proof 证明。")
    ],
    vkey: Annotated[
        Path | None, typer.Option(help="另行取得的日志公钥文件，每行一个（每年一个日志）。")
    ] = None,
    policy: Annotated[Path | None, typer.Option(help="信任策略文件（日志公钥、见证方和法定人数）。")] = None,
    old: Annotated[Path | None, typer.Option(help="以前留存的检查点，核对日志没有被改写。")] = None,
    sm3_vkey: Annotated[Path | None, typer.Option(help="另行取得的国密副树公钥文件。")] = None,
    tsa_roots: Annotated[Path | None, typer.Option(help="时间戳机构的根证书文件（PEM）。")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出。")] = False,
) -> None:
    """离线核验；核验不通过返回 1，无法核验返回 2。"""
    try:
        keys = read_keys(_text(vkey)) if vkey else ()
        twins = read_keys(_text(sm3_vkey)) if sm3_vkey else ()
        roots = parse_roots(_text(tsa_roots)) if tsa_roots else []
        rules = Policy.parse(_text(policy)) if policy else None
        report = _verified(path, keys, rules, _text(old) if old else None, twins, roots)
    except (LedgerError, Unpackable, OSError, UnicodeDecodeError) as fault:
        typer.echo(f"无法核验：{_sentence(fault)}", err=True)
        raise typer.Exit(2) from None
    typer.echo(
        json.dumps(report.to_json(), ensure_ascii=False, indent=2) if as_json else "\n".join(report.lines)
    )
    if not report.ok:
        raise typer.Exit(1)


def _verified(
    path: Path,
    keys: Sequence[Vkey],
    rules: Policy | None,
    old: bytes | None,
    twins: Sequence[Vkey],
    roots: Sequence[x509.Certificate],
) -> Report:
    if path.is_file() and path.suffix.lower() == ".zip":
        with tempfile.TemporaryDirectory(prefix="mingjing-verify-") as folder:
            return verify_path(unpack(path, Path(folder)), keys, rules, old, twins, roots)
    return verify_path(path, keys, rules, old, twins, roots)


def _text(path: Path | None) -> bytes:
    if path is None:
        return b""
    with path.open("rb") as file:
        data = file.read(_TEXT_LIMIT + 1)
    if len(data) > _TEXT_LIMIT:
        raise Unpackable(f"“{path.name}”太大，不是公钥、策略或者检查点文件。")
    return data


def _sentence(fault: Exception) -> str:
    if isinstance(fault, OSError):
        return f"读不到“{Path(str(fault.filename or '')).name}”。"
    if isinstance(fault, UnicodeDecodeError):
        return "文件不是 UTF-8 文本。"
    return str(fault)
