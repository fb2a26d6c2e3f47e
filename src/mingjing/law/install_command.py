"""`mingjing law install FOLDER`: a pack takes its place only when all packs together are free of faults."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from .faults import PackFaults
from .library import load_folders
from .packs_on_disk import BUILTIN, leaves, pack_folders


def install(
    folder: Annotated[Path, typer.Argument(help="要安装的法规包文件夹。")],
    into: Annotated[
        Path, typer.Option("--into", envvar="MINGJING_PACKS", help="本机安装法规包的文件夹。")
    ] = BUILTIN,
) -> None:
    """安装或者更新一个法规包：有任何问题就整包拒绝，原有的法规包不动；重启服务后生效。"""
    folder = folder.resolve()
    if not (folder / "pack.yaml").is_file():
        typer.echo(f"{folder.name}/pack.yaml:1: 这里没有法规包（缺少 pack.yaml）。", err=True)
        raise typer.Exit(1)
    try:
        titles = put(folder, into.resolve())
    except PackFaults as refused:
        typer.echo(f"{refused}\n法规包有问题，没有安装；原有的法规包不动。", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"已安装“{folder.name}”，各机关的法规包检查通过：{'、'.join(titles)}。重启服务后生效。")


def put(folder: Path, into: Path) -> list[str]:
    """Put the pack among those in `into`, in place of one of its name; gives the titles of all chains.

    Raises PackFaults with nothing changed. The place is taken by a rename, so that no reader sees half a pack.
    """
    with tempfile.TemporaryDirectory(prefix=".install-", dir=into) as staging:
        trial = Path(staging) / "trial"
        for pack in pack_folders(into):
            if pack.name != folder.name:
                shutil.copytree(pack, trial / pack.name)
        shutil.copytree(folder, trial / folder.name)
        titles = [load_folders(chain).title for chain in leaves(pack_folders(trial))]
        target, old = into / folder.name, Path(staging) / "old"
        if target.exists():
            target.rename(old)
        (trial / folder.name).rename(target)
    return titles
