"""Command line: `mingjing law benchmark template|import`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from .benchmark import violations
from .benchmark_file import BadSheet, read_benchmark, write_benchmark
from .benchmark_template import write_template
from .faults import PackFaults
from .instants import CHINA
from .library import Library, load_folders
from .packs_on_disk import BUILTIN, chain

app = typer.Typer(no_args_is_help=True, help="裁量基准：导入模板、导入本机关的基准表。")
SHOWN = 100
LayerOption = Annotated[str, typer.Option("--layer", help="本机关的法规包：随附法规包的名称，或者文件夹。")]


@app.command()
def template(
    layer: LayerOption,
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个xlsx文件。")],
) -> None:
    """写出空的导入模板，附违法行为编号、法定幅度和填写说明。"""
    library = _library(_folder(layer))
    try:
        write_template(violations(library.on(dt.datetime.now(CHINA).date())), output)
    except OSError as error:
        _fail(f"写不出模板：{error.strerror}。")
    typer.echo(f"已写出模板：{output}")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="填好的xlsx或者CSV文件。")],
    layer: LayerOption,
    check: Annotated[bool, typer.Option("--check", help="只核对，不写入。")] = False,
) -> None:
    """核对一份裁量基准表，没有错误的写入本机关的法规包；有一处错误，整份都不写入。"""
    folder = _folder(layer)
    library = _library(folder)
    try:
        benchmark = read_benchmark(library, file)
        if benchmark.faults:
            for fault in benchmark.faults[:SHOWN]:
                typer.echo(str(fault), err=True)
            _fail(f"共{len(benchmark.faults)}处错误，没有导入。")
        said = (
            f"“{benchmark.head['name']}”（{benchmark.head['number']}），{benchmark.since}起施行："
            f"违法行为{len({row.violation.id for row in benchmark.rows})}项，阶次{len(benchmark.rows)}个。"
        )
        if check:
            typer.echo(f"核对无误，没有写入。{said}")
            return
        path = write_benchmark(folder, benchmark)
    except BadSheet as error:
        _fail(f"{error}没有导入。")
    except PackFaults as refused:
        _fail(f"{refused}\n写入后法规包会有问题，没有导入。")
    except OSError as error:
        _fail(f"写不进法规包：{error.strerror}。没有导入。")
    typer.echo(f"已导入{said}写入{path}")


def _folder(layer: str) -> Path:
    for folder in (Path(layer), BUILTIN / layer):
        if (folder / "pack.yaml").is_file():
            return folder.resolve()
    return _fail(f"没有“{layer}”这个法规包。")


def _library(folder: Path) -> Library:
    try:
        return load_folders(chain(folder))
    except PackFaults as refused:
        _fail(f"{refused}\n法规包有问题，不能使用。")


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
