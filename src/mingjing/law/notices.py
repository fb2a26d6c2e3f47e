"""Holiday notices beside each other: what holds for a year, what contradicts it, where a new one is written."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from .calendar import HolidayYear
from .faults import Fault
from .instants import day_zh

NAMES = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
_CARD = """id: notices
title: 载入的放假安排
maintainers: [本单位]
note: 由 mingjing law calendar import 写入；一份通知一个文件，不改写已有的文件
"""
_ONE = dt.timedelta(days=1)


def in_force(years: Iterable[HolidayYear], year: int) -> HolidayYear | None:
    """The notice that holds for a year: of several the one published last."""
    found = [one for one in years if one.year == year]
    return max(found, key=lambda one: one.published_on or dt.date.min, default=None)


def contradictions(years: Iterable[HolidayYear]) -> Iterator[Fault]:
    """Notices about one year that say different days without the later one naming the earlier (`amends`)."""
    seen: dict[int, list[HolidayYear]] = {}
    for one in years:
        for earlier in seen.get(one.year, []):
            days = one.differing(earlier)
            if days and one.amends != earlier.notice and earlier.amends != one.notice:
                other = any(two.amends in (one.notice, earlier.notice) for two in seen[one.year])
                if one.origin is not None and not other:
                    yield one.origin.fault(f"与{earlier.notice}对{one.year}年的安排不一致：{days_zh(days)}。")
        seen.setdefault(one.year, []).append(one)


def objection(known: HolidayYear | None, new: HolidayYear) -> str:
    """Why a notice can't be taken beside what is known of its year, as a Chinese sentence; "" = it can."""
    if known is None:
        return f"没有载入过{new.amends}，无从修改；请先载入原通知。" if new.amends else ""
    days = known.differing(new)
    if new.amends:
        if new.amends != known.notice:
            return f"{new.year}年现行的安排是{known.notice}，不是所修改的{new.amends}。"
        if new.published_on and known.published_on and new.published_on <= known.published_on:
            return f"修改的通知应当晚于{known.notice}（{day_zh(known.published_on)}）发布。"
        return "" if days else f"与{known.notice}的安排没有不同，不必修改。"
    if days:
        told = "；".join(
            f"{day_zh(day)}已公布为{known.said(day) or '照常'}，现为{new.said(day) or '照常'}" for day in days
        )
        return (
            f"{new.year}年的安排已由{known.notice}公布，载入的内容与它不一致：{told}。"
            "国务院另发通知修改的，请写明所修改的通知文号（amends）。"
        )
    return (
        f"{new.year}年的安排已按{known.notice}载入，文号{new.notice}与它不同。"
        if known.notice != new.notice
        else ""
    )


def faults_of(new: HolidayYear, file: str) -> list[Fault]:
    """What a notice can't say whatever is known: order of dates, working weekdays, holidays that are left out."""
    said = []
    if new.published_on is None:
        said.append("没有写明发布日期。")
    elif not new.year - 1 <= new.published_on.year <= new.year:
        said.append(f"发布日期{day_zh(new.published_on)}不在{new.year - 1}年至{new.year}年之间。")
    said += [
        f"调休上班的{day_zh(day)}不是星期六或者星期日。" for day in sorted(new.workdays) if day.weekday() < 5
    ]
    told = "、".join(new.holidays.values())
    missing = [name for name in NAMES if name not in told]
    if missing:
        said.append(f"没有{'、'.join(missing)}的安排（全国年节及纪念日放假办法 第2条）。")
    return [Fault(file, 1, sentence) for sentence in said]


def days_zh(days: Iterable[dt.date]) -> str:
    """2026年1月1日、2026年1月2日"""
    return "、".join(map(day_zh, days))


def written(year: HolidayYear) -> str:
    """The notice as a pack's calendar file has it."""
    spans = [f"  - {{title: {title}, from: {first}, to: {last}}}" for title, first, last in _spans(year)]
    lines = [f"year: {year.year}", f"title: {year.title}", f"notice: {year.notice}"]
    lines += [f"published_on: {year.published_on}"] if year.published_on else []
    lines += [f"amends: {year.amends}"] if year.amends else []
    lines += ["holidays:", *spans, f"workdays: [{', '.join(map(str, sorted(year.workdays)))}]"]
    return "\n".join(lines) + "\n"


def _spans(year: HolidayYear) -> Iterator[tuple[str, dt.date, dt.date]]:
    first: dt.date | None = None
    for day in sorted(year.holidays):
        first = first or day
        if year.holidays.get(day + _ONE) != year.holidays[day]:
            yield year.holidays[day], first, day
            first = None


def store(folder: Path, year: HolidayYear) -> Path:
    """Write the notice into a pack folder (made if there is none), beside earlier ones; never over a file."""
    calendar = folder / "calendar"
    calendar.mkdir(parents=True, exist_ok=True)
    if not (folder / "pack.yaml").is_file():
        _put(folder / "pack.yaml", _CARD)
    names = [f"{year.year}.yaml", *(f"{year.year}-{more}.yaml" for more in range(2, 100))]
    path = next(calendar / name for name in names if not (calendar / name).exists())
    _put(path, written(year))
    os.utime(folder)  # a server that runs looks at this folder's time
    return path


def _put(path: Path, text: str) -> None:
    """All of it or nothing, on disk before it has its name."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)
