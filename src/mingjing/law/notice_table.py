"""A holiday notice as a table (CSV) of three columns: 日期,安排,名称. 安排 is 放假 or 上班; a day of work has no name."""

from __future__ import annotations

import datetime as dt

from .calendar import HolidayYear
from .faults import Fault
from .instants import day_zh

HEAD = "日期,安排,名称"


def read_table(
    text: str, file: str, faults: list[Fault], *, year: int, notice: str, published_on: dt.date | None, amends: str = ""
) -> HolidayYear | None:  # fmt: skip
    """The notice that a table states; year, number and date of publication aren't in it. None when there are faults."""
    before = len(faults)
    holidays: dict[dt.date, str] = {}
    workdays: set[dt.date] = set()
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or lines[0].replace(" ", "") != HEAD:
        faults.append(Fault(file, 1, f"第一行应当是“{HEAD}”。"))
        return None
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split(",")]
        try:
            day = dt.date.fromisoformat(cells[0])
        except ValueError:
            faults.append(Fault(file, number, f"“{cells[0]}”不是日期（年-月-日）。"))
            continue
        if len(cells) != 3 or cells[1] not in ("放假", "上班") or (cells[1] == "放假" and not cells[2]):
            faults.append(Fault(file, number, "应当写成“日期,放假,名称”或者“日期,上班,”。"))
        elif day in holidays or day in workdays:
            faults.append(Fault(file, number, f"{day_zh(day)}写了两次。"))
        elif day.year not in (year, year - 1, year + 1):
            faults.append(Fault(file, number, f"{day_zh(day)}不属于{year}年的放假安排。"))
        elif cells[1] == "放假":
            holidays[day] = cells[2]
        else:
            workdays.add(day)
    if not year or not notice:
        faults.append(Fault(file, 1, "表格没有年份和文号：请用 --year、--notice、--published 指明。"))
    if len(faults) > before:
        return None
    return HolidayYear(year, notice, holidays, frozenset(workdays), "", published_on, amends)
