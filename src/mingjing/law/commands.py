"""Command line of the law room: `mingjing law lint|show|clock`. Needs no settings and no database."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from .clock_command import Asked, clock_of
from .clock_proof import proof_of
from .faults import Fault, LawError, PackFaults
from .instants import CHINA
from .library import Library, load_folders
from .packs_on_disk import BUILTIN, chain, leaves, pack_folders, with_notices
from .show import describe, find

app = typer.Typer(no_args_is_help=True, help="法规包：检查、查看、计算期限。")
PackOption = Annotated[
    Path | None,
    typer.Option(
        "--pack", help="法规包文件夹，或者随附的法规包的标识；不写时用随附的法规包。", show_default=False
    ),
]


@app.command()
def lint(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="法规包文件夹；不写时检查随附的全部法规包。")
    ] = None,
) -> None:
    """检查法规包，一次列出全部问题；有问题时返回 1。"""
    faults: list[Fault] = []
    folders = (
        [found for path in paths for found in _folders(path, faults)] if paths else pack_folders(BUILTIN)
    )
    count = 0
    for layers in _chains(folders, faults):
        count += 1
        try:
            library = load_folders(layers)
            typer.echo(
                f"{library.title}（{'、'.join(layer.info.id for layer in library.layers)}）：{_counts(library)}"
            )
        except PackFaults as refused:
            faults.extend(refused.faults)
    for fault in sorted(set(faults)):
        typer.echo(str(fault), err=True)
    if faults:
        typer.echo(f"共{len(set(faults))}处问题。", err=True)
        raise typer.Exit(1)
    if not count:
        typer.echo("没有找到法规包。", err=True)
        raise typer.Exit(1)


@app.command()
def show(
    item: Annotated[
        str, typer.Argument(help="执法行为、检查、期限、限值、法规、目录项或者文书的标识，或者中文名称。")
    ],
    on: Annotated[str | None, typer.Option("--on", help="某日施行的版本（年-月-日），不写为今天。")] = None,
    pack: PackOption = None,
) -> None:
    """显示一项内容：依据、条件、提示和它所在的文件与行。"""
    library = _library(pack)
    found = find(library, item, _day(on) if on else _today())
    if not found:
        _fail(f"法规包里没有“{item}”（{on or '今天'}施行的版本）。")
    typer.echo("\n\n".join("\n".join(describe(entry)) for entry in found))


@app.command()
def clock(
    rule: Annotated[str, typer.Argument(help="期限的标识或者中文名称。")],
    start: Annotated[
        str, typer.Option("--from", help="起算事由发生之日（年-月-日）；按小时计算的可写到分。")
    ],
    pause: Annotated[
        list[str] | None, typer.Option("--pause", help="不计入的期间，起日..止日，可写多个。")
    ] = None,
    extend: Annotated[
        list[str] | None,
        typer.Option("--extend", help="批准的延长，长度@批准之日，例如 30 days@2026-10-12，可写多个。"),
    ] = None,
    on: Annotated[
        str, typer.Option("--on", help="适用某日施行的法规（年-月-日），不写为起算事由发生之日。")
    ] = "",
    lasts: Annotated[
        str, typer.Option("--lasts", help="期间的长度由案件决定的，在这里写明，例如 30 days。")
    ] = "",
    until: Annotated[str, typer.Option("--until", help="按日累计的，计算至某日（当日计算在内）。")] = "",
    of: Annotated[str, typer.Option("--of", help="按日累计金额的，写明基数（元）。")] = "",
    cause: Annotated[str, typer.Option("--cause", help="起算事由的名称，写进计算过程。")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出期限计算书（JSON）。")] = False,
    pack: PackOption = None,
) -> None:
    """计算期限的届满日（或者累计的天数和金额），并逐句说明如何算出。"""
    library = _library(pack)
    try:
        asked = Asked(rule, start, pause or (), extend or (), on, lasts, until, of)
        found, day = clock_of(library, asked)
    except LawError as error:
        _fail(str(error))
    if as_json:
        proof = proof_of(found, day, library.calendar, cause=cause, pack=str(pack or ""))
        typer.echo(json.dumps(proof, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(found.sentences(cause)))


def _folders(path: Path, faults: list[Fault]) -> list[Path]:
    if (path / "pack.yaml").is_file():
        return [path]
    found = pack_folders(path) if path.is_dir() else []
    if not found:
        faults.append(Fault(str(path), 1, "这里没有法规包（缺少 pack.yaml）。"))
    return found


def _chains(folders: list[Path], faults: list[Fault]) -> list[list[Path]]:
    try:
        return leaves(folders)
    except PackFaults as refused:
        faults.extend(refused.faults)
        return []


def _counts(library: Library) -> str:
    items = library.items
    acts = sum(len(procedure.acts) for versions in items.procedures.values() for procedure in versions[:1])
    return (
        f"程序{len(items.procedures)}个，执法行为{acts}个，检查{len(items.checks)}项，期限{len(items.deadlines)}个，"
        f"限值{len(items.limits)}个，目录{len(items.catalogues)}个，文书{len(items.forms)}种。"
    )


def _library(pack: Path | None) -> Library:
    try:
        if pack is not None:
            return load_folders(with_notices(chain(pack), _notices()))
        chains = leaves(pack_folders(BUILTIN))
        if not chains:
            _fail("没有随附的法规包。")
        return load_folders(with_notices(max(chains, key=len), _notices()))
    except PackFaults as refused:
        _fail(f"{refused}\n法规包有问题，不能使用。")


def _notices() -> Path | None:
    """Where this installation keeps imported holiday notices."""
    folder = os.environ.get("MINGJING_NOTICES")
    return Path(folder) if folder else None


def _today() -> dt.date:
    return dt.datetime.now(CHINA).date()


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        _fail(f"“{text}”不是日期，应当写成年-月-日，例如 2026-09-15。")


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
