"""The plain text of a holiday notice, read strictly: "元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。"

Each line is either understood in full or a fault with its number; weekday and count are checked against the calendar.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .calendar import HolidayYear
from .faults import Fault
from .instants import day_zh

_DATE = r"(?:(?:(\d{4})年)?(\d{1,2})月)?(\d{1,2})日(?:（([^（）]*)）)?"
_OFF = re.compile(rf"{_DATE}(?:至{_DATE})?放假(?:调休)?(?:，?共?(\d+)天)?(?:，(?:与周末连休|不调休))?")
_WORK = re.compile(rf"{_DATE}(?:、{_DATE})*(?:为工作日|上班|照常上班)")
_HOLIDAY = re.compile(r"(?:[一二三四五六七八九十]+、)?([^：:，。\d]{2,12})[：:](.+)")
_TITLE = re.compile(r"国务院办公厅关于(?:调整)?(\d{4})年(.*)安排的通知")
_NUMBER = re.compile(r"国办发(?:明电)?〔\d{4}〕\d+号")
_SIGNED = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_FRAME = ("经国务院批准", "节假日期间", "国务院办公厅", "各省、自治区、直辖市人民政府")
_DAYS = "一二三四五六日"
_ONE = dt.timedelta(days=1)


class _Unread(ValueError):
    """A sentence that can't be taken; the message is Chinese."""


@dataclass(slots=True)
class _Reading:
    year: int
    notice: str
    published_on: dt.date | None
    title: str = ""
    holidays: dict[dt.date, str] = field(default_factory=dict)
    workdays: set[dt.date] = field(default_factory=set)


def read_notice(
    text: str, file: str, faults: list[Fault], *, year: int = 0, notice: str = "",
    published_on: dt.date | None = None, amends: str = "", known: HolidayYear | None = None,
) -> HolidayYear | None:  # fmt: skip
    """The notice that a text states; what it doesn't state comes from the arguments. None when there are faults.

    An amending notice (`amends`) names only what it changes: all else stays as in `known`, the notice that it amends.
    """
    before = len(faults)
    found = _Reading(year, notice, published_on)
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines()]
    titled = next((match for line in lines if (match := _TITLE.fullmatch(line))), None)
    if titled and found.year and int(titled[1]) != found.year:
        faults.append(Fault(file, 1, f"通知标题为{titled[1]}年，与指明的{found.year}年不符。"))
    found.year = found.year or (int(titled[1]) if titled else 0)
    if not found.year:
        faults.append(Fault(file, 1, "看不出是哪一年的安排：应当有通知标题，或者指明年份。"))
        return None
    for number, line in enumerate(lines, 1):
        try:
            _line(found, line)
        except _Unread as unread:
            faults.append(Fault(file, number, str(unread)))
    if not found.notice:
        faults.append(Fault(file, 1, "没有写明通知文号。"))
    if not found.holidays:
        faults.append(Fault(file, 1, "没有任何放假安排。"))
    holidays, workdays = dict(found.holidays), set(found.workdays)
    if amends and known is not None:
        renewed = set(holidays.values())
        kept = {day: title for day, title in known.holidays.items() if title not in renewed}
        workdays |= known.workdays - holidays.keys()
        holidays = {**kept, **holidays}
    for day in sorted(workdays & holidays.keys()):
        faults.append(Fault(file, 1, f"{day_zh(day)}既是假日又是调休上班日。"))
    if len(faults) > before:
        return None
    return HolidayYear(
        found.year, found.notice, holidays, frozenset(workdays), found.title, found.published_on, amends
    )


def _line(found: _Reading, line: str) -> None:
    if not line:
        return
    if _TITLE.fullmatch(line):
        found.title = line
    elif _NUMBER.fullmatch(line):
        if found.notice and found.notice != line:
            raise _Unread(f"文号{line}与指明的{found.notice}不符。")
        found.notice = line
    elif signed := _SIGNED.fullmatch(line):
        day = _day(int(signed[1]), int(signed[2]), int(signed[3]))
        if found.published_on and found.published_on != day:
            raise _Unread(f"发布日期{day_zh(day)}与指明的{day_zh(found.published_on)}不符。")
        found.published_on = day
    elif (named := _HOLIDAY.fullmatch(line)) and not line.startswith(_FRAME):
        _holiday(found, named[1], named[2])
    elif not line.startswith(_FRAME) or ("放假" in line.replace("放假的", "") and re.search(r"\d日", line)):
        raise _Unread(f"看不懂这一行：“{line[:40]}”。")


def _holiday(found: _Reading, title: str, rest: str) -> None:
    first, *others = [sentence for sentence in rest.split("。") if sentence]
    for day in _off(found, first):
        if day in found.holidays:
            raise _Unread(f"{day_zh(day)}已经是{found.holidays[day]}假期。")
        found.holidays[day] = title
    for sentence in others:
        if sentence.startswith("鼓励"):
            continue  # an encouragement, no arrangement
        if not _WORK.fullmatch(sentence):
            raise _Unread(f"看不懂“{sentence[:40]}”；应当写成“1月4日（周日）上班”。")
        found.workdays.update(_days(found.year, sentence))


def _off(found: _Reading, sentence: str) -> Iterator[dt.date]:
    match = _OFF.fullmatch(sentence)
    if match is None:
        raise _Unread(f"看不懂“{sentence[:40]}”；应当写成“1月1日（周四）至3日（周六）放假调休，共3天”。")
    days = list(_days(found.year, sentence))
    first, last = days[0], days[-1]
    length = (last - first).days + 1
    if not 1 <= length <= 31:
        raise _Unread(f"{day_zh(first)}至{day_zh(last)}不是一段假期。")
    if match[9] and int(match[9]) != length:
        raise _Unread(f"{day_zh(first)}至{day_zh(last)}是{length}天，写的是{match[9]}天。")
    for step in range(length):
        yield first + _ONE * step


def _days(year: int, sentence: str) -> Iterator[dt.date]:
    """The dates of a sentence in order; a date without year or month takes those of the date before it."""
    month = 0
    for match in re.finditer(_DATE, sentence):
        year, month = int(match[1] or year), int(match[2] or month)
        day = _day(year, month, int(match[3]))
        _weekday(day, match[4] or "")
        yield day


def _weekday(day: dt.date, beside: str) -> None:
    """What stands in brackets behind a date: its weekday, and perhaps its day in the lunar calendar."""
    for word in filter(None, beside.split("、")):
        named = re.fullmatch(r"(?:周|星期)([一二三四五六日天])", word)
        if named:
            if _DAYS[day.weekday()] != named[1].replace("天", "日"):
                raise _Unread(f"{day_zh(day)}是星期{_DAYS[day.weekday()]}，写的是{word}。")
        elif not re.fullmatch(
            r"(?:农历)?(?:[正一二三四五六七八九十冬腊]+月)?(?:[初廿]?[一二三四五六七八九十]+|除夕)", word
        ):
            raise _Unread(f"看不懂{day_zh(day)}后面的“{word}”。")


def _day(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise _Unread(f"没有{year}年{month}月{day}日这一天。") from None
