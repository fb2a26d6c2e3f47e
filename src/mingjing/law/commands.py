"""Command line of the law room: `mingjing law lint|show|clock|chart`. Needs no settings and no database."""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.util
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from . import benchmark_commands, changes_command, coverage_command
from . import parameters as parameters_command
from .changes import changes
from .chart import PAPERS
from .chart.command import chart_files
from .clock_command import Asked, clock_of
from .clock_proof import proof_of
from .coverage import coverage as coverage_of
from .faults import Fault, LawError, PackFaults
from .install_command import install
from .instants import CHINA
from .library import Library, load_folders
from .packs_on_disk import BUILTIN, chain, leaves, pack_folders, with_notices
from .parameters import parameters as parameters_of
from .show import describe, find

app = typer.Typer(no_args_is_help=True, help="法规包：检查、查看、计算期限、导入裁量基准。")
app.add_typer(benchmark_commands.app, name="benchmark")
LayerOption = Annotated[
    str, typer.Option("--layer", help="法规包的名称（例如 cn-emergency）；不写时用随附的机关法规包。")
]
_OPEN_CASES = "mingjing.cases.touched_command"
app.command()(install)
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


@app.command()
def chart(
    procedure: Annotated[str, typer.Argument(help="程序的标识或者中文名称。")],
    output: Annotated[Path, typer.Option("--output", "-o", help="写入的 SVG 文件；多页时依次编号。")],
    on: Annotated[str | None, typer.Option("--on", help="某日施行的版本（年-月-日），不写为今天。")] = None,
    stage: Annotated[str, typer.Option("--stage", help="只画这一环节，列出其全部执法行为。")] = "",
    for_print: Annotated[
        bool, typer.Option("--print", help="张贴版：画出全部执法行为，按纸张排版。")
    ] = False,
    paper: Annotated[str, typer.Option("--paper", help="张贴版的纸张：A3（一张）或者 A4（多页）。")] = "A3",
    layer: Annotated[
        str | None,
        typer.Option("--layer", help="随附法规包的名称；不写时用层级最多的一个。", show_default=False),
    ] = None,
    pack: PackOption = None,
) -> None:
    """把程序画成流程图（SVG）；内容全部取自法规包。"""
    if paper not in PAPERS:
        _fail(f"没有“{paper}”这种纸张；可用的有：{'、'.join(PAPERS)}。")
    if for_print and stage:
        _fail("张贴版画出全部环节，不能同时指定环节。")
    if layer is not None and layer not in [folder.name for folder in pack_folders(BUILTIN)]:
        _fail(
            f"没有随附的法规包“{layer}”；有：{'、'.join(folder.name for folder in pack_folders(BUILTIN))}。"
        )
    library = _library(BUILTIN / layer if layer else pack)
    try:
        files = chart_files(
            library, procedure, _day(on) if on else _today(), stage, paper if for_print else "", output
        )
        for path, text in files.items():
            path.write_text(text, encoding="utf-8")
            typer.echo(f"已写入 {path}。")
    except LawError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"不能写入 {error.filename}：{error.strerror}。")


@app.command()
def coverage(
    missing: Annotated[bool, typer.Option("--missing", help="只列出不符的。")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
    pack: PackOption = None,
) -> None:
    """逐条核对法律规定：由哪一项办理、哪个情景检验，或者为什么不办理；有不符的返回 1。"""
    try:
        found = coverage_of(_library(pack))
    except PackFaults as refused:
        _fail(str(refused))
    if as_json:
        typer.echo(coverage_command.as_json(found))
    else:
        typer.echo("\n".join(coverage_command.as_text(found, missing_only=missing)))
    if not found.complete:
        raise typer.Exit(1)


@app.command()
def parameters(
    layer: LayerOption = "",
    own: Annotated[bool, typer.Option("--own", help="只列出替代了下层数值的。")] = False,
    on: Annotated[str | None, typer.Option("--on", help="某日施行的（年-月-日），不写为今天。")] = None,
    known: Annotated[
        bool,
        typer.Option("--differing", help="列出已知各地规定不同的事项：由哪些参数办理，或者为什么不设参数。"),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """列出各项参数的数值、由谁确定、依据和它替代的数值。"""
    if known:
        typer.echo("\n".join(parameters_command.differing(_named(layer))))
        return
    found = parameters_of(_named(layer), _day(on) if on else _today())
    if own:
        found = [one for one in found if one.own]
    if as_json:
        typer.echo(json.dumps(parameters_command.as_data(found), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(parameters_command.as_text(found)) or "没有替代下层数值的参数。")


@app.command()
def diff(
    first: Annotated[str, typer.Option("--from", help="前一日（年-月-日）。")],
    last: Annotated[str, typer.Option("--to", help="后一日（年-月-日）。")],
    layer: LayerOption = "",
    cases: Annotated[
        bool, typer.Option("--cases", help="同时列出受影响的未办结案件（需要数据库）。")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """比较两日施行的法规：哪些开始施行、停止施行、有改动；可以同时列出受影响的未办结案件。"""
    days = _day(first), _day(last)
    if days[1] < days[0]:
        _fail("后一日早于前一日。")
    found = changes(_named(layer), *days)
    touched, lines = _open_cases(*days, layer) if cases else ([], [])
    if as_json:
        told = {"from": first, "to": last, "changes": changes_command.as_data(found)}
        typer.echo(json.dumps({**told, "cases": touched} if cases else told, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join([*changes_command.as_text(found), *lines]))


def _open_cases(first: dt.date, last: dt.date, layer: str) -> tuple[list[dict[str, Any]], Sequence[str]]:
    if importlib.util.find_spec(_OPEN_CASES) is None:
        _fail("本安装没有案件系统，不能列出受影响的案件。")
    found: tuple[list[dict[str, Any]], Sequence[str]] = importlib.import_module(_OPEN_CASES).open_cases(
        first, last, layer
    )
    return found


def _named(layer: str) -> Library:
    """The pack of this name with all that it extends; the agency's own when none is named."""
    if layer and not (BUILTIN / layer / "pack.yaml").is_file():
        _fail(f"没有“{layer}”这个法规包。")
    return _library(BUILTIN / layer if layer else None)


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
