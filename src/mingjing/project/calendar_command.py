"""`mingjing law calendar show [YEAR]` and `mingjing law calendar import FILE`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from mingjing import law
from mingjing.law.instants import day_zh
from mingjing.law.notice_file import notices_of, read_file
from mingjing.law.notices import days_zh, in_force, store
from mingjing.law.packs_on_disk import chain
from mingjing.project import places
from mingjing.project.runtime import ready

LAYERS = ("cn",)
MOST = 200  # moved clocks told one by one on the screen; --json tells all
app = typer.Typer(name="calendar", help="放假安排：查看、载入。", no_args_is_help=True)


@app.callback()
def root() -> None:
    """放假安排：查看、载入。"""


@app.command()
def show(year: Annotated[int | None, typer.Argument(help="年份；不写时列出全部。")] = None) -> None:
    """显示工作日历所依据的放假通知；修改前的通知也列出。"""
    try:
        notices = notices_of([*(places.PACKS / name for name in LAYERS), places.NOTICES])
    except law.PackFaults as refused:
        _fail(str(refused))
    found = [one for one in notices if year in (None, one.year)]
    if not found:
        _fail(f"{year}年的放假安排还没有载入；涉及该年的期限为暂定。")
    for one in found:
        typer.echo("\n".join(_told(one, held=in_force(notices, one.year) is one)))


def _told(one: law.HolidayYear, *, held: bool) -> Iterator[str]:
    published = f"，{day_zh(one.published_on)}发布" if one.published_on else ""
    amends = f"，修改{one.amends}" if one.amends else ""
    yield f"{one.year}年：{one.title}（{one.notice}{published}{amends}）{'' if held else '，已被修改'}"
    by_name: dict[str, list[dt.date]] = {}
    for day in sorted(one.holidays):
        by_name.setdefault(one.holidays[day], []).append(day)
    for name, days in by_name.items():
        span = day_zh(days[0]) if len(days) == 1 else f"{day_zh(days[0])}至{day_zh(days[-1])}"
        yield f"  {name}：{span}放假，共{len(days)}天"
    if one.workdays:
        yield f"  调休上班：{days_zh(sorted(one.workdays))}"


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="放假通知：法规包的 YAML、CSV 表，或者通知原文（文本）。")],
    year: Annotated[int, typer.Option("--year", help="年份；通知原文有标题的不必写。")] = 0,
    notice: Annotated[str, typer.Option("--notice", help="通知文号；文件里写明的不必写。")] = "",
    published: Annotated[str, typer.Option("--published", help="发布日期（年-月-日）。")] = "",
    amends: Annotated[str, typer.Option("--amends", help="所修改的通知文号。")] = "",
    into: Annotated[Path | None, typer.Option("--into", help="只写入这个法规包文件夹，不重算案件。")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出将要变动的期限，不写入。")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出。")] = False,
) -> None:
    """载入放假通知，列出并重算由此变动的期限；中断后再执行一次即从断处继续。"""
    given = {"year": year, "notice": notice, "published_on": _day(published), "amends": amends}
    try:
        if into is not None:
            _into(file, into, given, dry_run=dry_run)
            return
        with ready():
            _installed(file, given, dry_run=dry_run, as_json=as_json)
    except law.PackFaults as refused:
        for fault in refused.faults:
            typer.echo(str(fault), err=True)
        _fail(f"没有载入：{file.name}有{len(refused.faults)}处问题。")


def _into(file: Path, folder: Path, given: dict[str, Any], *, dry_run: bool) -> None:
    known = notices_of(chain(folder))
    found = read_file(file, known, **given)
    if in_force(known, found.year) == found:
        typer.echo(f"{found.year}年的安排已按{found.notice}载入，没有变化。")
    elif dry_run:
        typer.echo("\n".join(_told(found, held=True)))
    else:
        typer.echo(f"已写入{store(folder, found).relative_to(folder)}。")


def _installed(file: Path, given: dict[str, Any], *, dry_run: bool, as_json: bool) -> None:
    from django.conf import settings

    from mingjing.cases.calendar_changes import moved_by, preview, take_in
    from mingjing.cases.libraries import library_of_layers

    known = library_of_layers(tuple(settings.MINGJING_LAYERS))
    found = read_file(file, known.notices, **given)
    with _bar(quiet=as_json) as progress:
        if dry_run:
            moved, head = preview(found, progress), "载入后将变动的期限"
        else:
            record = take_in(found, known, progress)
            moved, head = moved_by(record), f"已载入{record}；核算案件{record.cases}件，变动的期限"
    if as_json:
        typer.echo(json.dumps([_as_json(one) for one in moved], ensure_ascii=False, indent=1))
        return
    typer.echo(f"{head}{len(moved)}个。")
    for one in moved[:MOST]:
        item = f"（{one.item}）" if one.item else ""
        typer.echo(f"{one.number or '未立案'}  {one.title}{item}  {one.old} -> {one.new}")
    if len(moved) > MOST:
        typer.echo(f"……其余{len(moved) - MOST}个用 --json 列出，或者在工作台“期限变动”中查看。")


def _as_json(one: Any) -> dict[str, str]:
    return {
        "case": str(one.case_id), "number": one.number, "deadline": one.deadline, "title": one.title, "item": one.item,
        "old_due": one.old.isoformat(), "new_due": one.new.isoformat(),
    }  # fmt: skip


@contextmanager
def _bar(*, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    columns: Sequence[Any] = (TextColumn("核算案件"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True, quiet=quiet)) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        _fail(f"“{text}”不是日期，应当写成年-月-日。")


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
