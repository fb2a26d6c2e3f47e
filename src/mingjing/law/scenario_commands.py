"""`mingjing scenario run FILE... [--through perform]`."""

from __future__ import annotations

import importlib
import importlib.util
from collections import defaultdict
from pathlib import Path
from typing import Annotated

import typer

from .beginnings import Beginnings
from .faults import PackFaults
from .library import Library, load_folders
from .packs_on_disk import BUILTIN, chain, layers_for
from .scenario import Prepared, Scenario, prepare, read_scenarios
from .scenario_run import Result, run_pure

app = typer.Typer(no_args_is_help=True, help="法规包自带的情景测试。")
_THROUGH_PERFORM = "mingjing.cases.scenario_runner"


@app.callback()
def scenario() -> None:
    """法规包自带的情景测试。"""


@app.command("run")
def run_files(
    files: Annotated[list[Path], typer.Argument(help="情景文件或者文件夹。")],
    through: Annotated[str, typer.Option("--through", help="law：只经法规包；perform：经整个系统。")] = "law",
    only: Annotated[list[str] | None, typer.Option("--only", help="只运行这些情景（标识）。")] = None,
) -> None:
    """运行情景；有一处与期望不符就返回 1，并说明不同之处。"""
    if through not in ("law", "perform"):
        raise typer.BadParameter("只能是 law 或者 perform。", param_hint="--through")
    paths = [found for path in files for found in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]
    failed = total = 0
    libraries: dict[tuple[Path, ...], Library] = {}
    shared: dict[Library, Beginnings] = defaultdict(Beginnings)
    for path in paths:
        try:
            prepared = _prepared(path)
        except PackFaults as refused:
            typer.echo(str(refused), err=True)
            failed += 1
            continue
        for item in prepared:
            if only and item.scenario.id not in only:
                continue
            total += 1
            try:
                library = _library(path, item, libraries)
                result = _run(item, library, through, shared[library])
            except PackFaults as refused:
                typer.echo(str(refused), err=True)
                raise typer.Exit(1) from None
            failed += bool(result.differences)
            _tell(result, path)
    typer.echo(f"情景{total}个，不符{failed}个。")
    if failed or not total:
        raise typer.Exit(1)


def _prepared(path: Path) -> list[Prepared]:
    """The file's scenarios, resolved against all scenarios beside it and in the packs it belongs to."""
    own = read_scenarios(path)
    known: dict[str, Scenario] = {}
    folders = [folder / "scenarios" for folder in layers_for(path) or []] or [path.parent]
    for folder in folders:
        for other in sorted(folder.rglob("*.yaml")):
            if other.resolve() != path.resolve():
                known.update({item.id: item for item in _readable(other)})
    known.update({item.id: item for item in own})
    return [prepare(item, known) for item in own]


def _readable(path: Path) -> list[Scenario]:
    """Scenarios of a neighbouring file; its faults are told when that file itself is run."""
    try:
        return read_scenarios(path)
    except PackFaults:
        return []


def _library(path: Path, prepared: Prepared, libraries: dict[tuple[Path, ...], Library]) -> Library:
    own = layers_for(path)
    if prepared.layers:
        beside = own[-1].parent if own else BUILTIN
        folders = [
            next((r / n for r in (beside, BUILTIN) if (r / n).is_dir()), beside / n) for n in prepared.layers
        ]
    else:
        folders = own or chain(BUILTIN / "cn-emergency")
    key = tuple(folder.resolve() for folder in folders)
    if key not in libraries:
        libraries[key] = load_folders(key)
    return libraries[key]


def _run(prepared: Prepared, library: Library, through: str, shared: Beginnings) -> Result:
    if through == "law":
        return run_pure(prepared, library, shared)
    if importlib.util.find_spec(_THROUGH_PERFORM) is None:
        raise typer.BadParameter("本安装没有案件系统，不能经整个系统运行。", param_hint="--through")
    runner = importlib.import_module(_THROUGH_PERFORM)
    result: Result = runner.run_through_perform(prepared, library)
    return result


def _tell(result: Result, path: Path) -> None:
    if not result.differences:
        typer.echo(f"通过  {result.id}  {result.title}（{result.steps}步）")
        return
    typer.echo(f"不符  {result.id}  {result.title}（{path.name}）", err=True)
    for difference in result.differences:
        typer.echo(f"      {difference}", err=True)
