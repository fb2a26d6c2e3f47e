"""`mingjing archive`: make the package of a case, check a package. The check needs no database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="案卷归档：制作和检测归档信息包。", no_args_is_help=True)


@app.command()
def package(
    number: Annotated[str, typer.Argument(help="案号，或者案件编号。")],
    to: Annotated[
        Path, typer.Option("--to", help="放信息包的文件夹；其下新建以档号命名的文件夹。", file_okay=False)
    ],
    eep: Annotated[bool, typer.Option("--eep", help="另按DA/T 48把每一件封成 {档号}_{序号}.eep。")] = False,
) -> None:
    """制作一件已归档案卷的信息包（清单、目录、元数据、正副卷、音像、证据、过程、签名），并作四性检测。"""
    from mingjing.project.runtime import ready

    with ready():
        from mingjing.archive import packing
        from mingjing.archive.package.writer import CannotPack
        from mingjing.cases.finding_a_case import case_by_number
        from mingjing.cases.refused import NoSuchCase, Refused
        from mingjing.records.proofs import NotYetLogged

        try:
            made = packing.package_case(case_by_number(number), to, _told)
            sealed = packing.sealed_items(made, to) if eep else 0
        except (CannotPack, NoSuchCase, NotYetLogged, Refused) as fault:
            typer.echo(str(fault), err=True)
            raise typer.Exit(1) from fault
    typer.echo(f"{made.folder}：{made.files}个文件，保管期限至{made.file.until or '永久'}。")
    if eep:
        typer.echo(f"另封装{sealed}件，放在{made.folder.name}_eep。")
    for one in made.findings:
        typer.echo(one.sentence)


@app.command()
def check(
    path: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="信息包的文件夹 {档号}/。")],
    key: Annotated[
        list[Path] | None,
        typer.Option(
            "--key", exists=True, dir_okay=False, help="立档单位的公钥文件（.vkey）；可以给出几个。"
        ),
    ] = None,
) -> None:
    """四性检测：逐项列出结果；有一项不通过就返回 1。不需要数据库。"""
    from mingjing.archive.package.check import check as check_package
    from mingjing.ledger.errors import MalformedError
    from mingjing.ledger.vkey import Vkey

    try:
        keys = [Vkey.parse(one.read_text(encoding="utf-8")) for one in key or ()]
    except (MalformedError, UnicodeDecodeError) as fault:
        typer.echo(f"公钥文件读不出来：{fault}", err=True)
        raise typer.Exit(2) from fault
    found = check_package(path, keys)
    for one in found:
        typer.echo(("√ " if one.passed else "× ") + one.sentence)
    if not keys:
        typer.echo("没有给出立档单位的公钥，签名按包内公钥核对：只能说明签名以后没有改动，不能说明由谁签名。")
    if any(not one.passed for one in found):
        raise typer.Exit(1)


def _told(done: int, of: int) -> None:
    typer.echo(f"\r{done}/{of}", nl=done == of, err=True)
