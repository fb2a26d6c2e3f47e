"""The empty table that an agency fills in: headings, how to fill it, and every violation with its statutory ranges."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from .benchmark import WHOM, Violation
from .benchmark_import import BOUNDS, COLUMNS, HEAD, SHEET

KNOWN = "违法行为"
HOW = (
    "一、先填“裁量基准”工作表上方的基准名称、文号、制定机关、施行日期和出处（公布网址或者文件），五项都要填。",
    "二、每个违法行为的每个阶次占一行，从低到高排列。违法行为编号从“违法行为”工作表复制。",
    "三、条件能用数字表示的，填“起（含）”和“止（不含）”：“三人以上不满十人”填3和10；最高一个阶次的“止”空着。前一阶次的“止”等于后一阶次的“起”。",
    "四、条件是几种情形之一的，填“选项”，用顿号分开；只能用文字描述的，“起”“止”“选项”都空着，由办案人员选择阶次并写明理由。",
    "五、金额以元为单位，填阿拉伯数字。不适用的处罚对象，两格都空着。各阶次的幅度应当首尾相接，不得超出法定幅度。",
    "六、不要合并单元格，不要填公式，不要改动标题行。表中有一处错误，整份都不导入，错误逐行列出。",
)


def write_template(known: Sequence[Violation], path: Path) -> None:
    """Write the template as an xlsx file."""
    book = Workbook()
    table = book.active
    assert isinstance(table, Worksheet)
    table.title = SHEET
    for title in HEAD.values():
        table.append([title])
    table.append([])
    table.append([*COLUMNS.values(), *BOUNDS.values()])
    _heading(table, table.max_row)
    table.freeze_panes = table.cell(table.max_row + 1, 1)
    for row in range(1, len(HEAD) + 1):
        table.cell(row, 1).font = Font(bold=True)
    listed = book.create_sheet(KNOWN)
    listed.append(
        ["编号", "违法行为", "处罚依据", "裁量因素", *(f"{title}法定幅度" for title in WHOM.values())]
    )
    _heading(listed, 1)
    for one in known:
        asked = f"{one.question.title}（{one.question.unit}）" if one.question and one.question.unit else one.question.title if one.question else ""  # fmt: skip
        ranges = [str(one.statutory[whom]) if whom in one.statutory else "" for whom in WHOM]
        listed.append([one.id, one.title, one.penal, asked, *ranges])
    listed.freeze_panes = "A2"
    how = book.create_sheet("填写说明")
    for line in HOW:
        how.append([line])
        how.cell(how.max_row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    for sheet, widths in (
        (table, [16, 36, 8, 10, 36, 18, *[12] * 12]),
        (listed, [12, 48, 32, 28, *[24] * 4]),
        (how, [100]),
    ):
        for index, width in enumerate(widths, 1):
            sheet.column_dimensions[sheet.cell(1, index).column_letter].width = width
    book.save(path)


def _heading(sheet: Worksheet, row: int) -> None:
    for cell in sheet[row]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EEF5")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
