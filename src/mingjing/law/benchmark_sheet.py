"""Reading a spreadsheet that somebody sent: bounded, without formulas or merged cells, every cell a plain value."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 5 * 2**20, 40 * 2**20, 500
MOST_ROWS, MOST_COLUMNS, MOST_TEXT = 5_000, 40, 500
_ROW, _CELL = re.compile(rb"<(?:\w+:)?row[\s>]"), re.compile(rb"<(?:\w+:)?c[\s>]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class BadSheet(ValueError):
    """The file as a whole can't be taken; the message is a Chinese sentence."""


@dataclass(frozen=True, order=True, slots=True)
class SheetFault:
    """One fault: the row of the sheet (from 1), the column's name, what is wrong and how to mend it."""

    row: int
    column: str
    say: str
    mend: str

    def __str__(self) -> str:
        return f"第{self.row}行“{self.column}”：{self.say}{self.mend}"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet: its number and its cells (text without edges, Decimal, date, or None)."""

    number: int
    cells: tuple[Any, ...]


def read_sheet(path: Path, name: str) -> tuple[list[Line], list[SheetFault]]:
    """The rows of the sheet called `name` (else of the first one), or of a CSV file. Raises BadSheet."""
    if not path.is_file():
        raise BadSheet(f"没有这个文件：{path.name}。")
    if path.stat().st_size > MOST_BYTES:
        raise BadSheet(f"文件超过{MOST_BYTES // 2**20}MB，裁量基准表不会这样大；请只保留导入表后重新保存。")
    data = path.read_bytes()
    if data[:4] == b"PK\x03\x04":
        return _workbook(data, name)
    if path.suffix.lower() != ".csv":
        raise BadSheet("不是xlsx工作簿，也不是CSV文件；旧的xls格式请另存为xlsx。")
    return _csv(data)


def _csv(data: bytes) -> tuple[list[Line], list[SheetFault]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    else:
        raise BadSheet("CSV文件的编码无法识别；请以UTF-8编码另存。")
    lines: list[Line] = []
    faults: list[SheetFault] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
            _bounded(number, len(cells))
            _take(number, cells, lines, faults)
    except csv.Error:
        raise BadSheet("CSV文件的引号或者换行不成对，无法逐行读取；请用表格软件重新另存为CSV。") from None
    return lines, faults


def _workbook(data: bytes, name: str) -> tuple[list[Line], list[SheetFault]]:
    _unpacked(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features that a table of values has no use for
            book = load_workbook(io.BytesIO(data), keep_links=False)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        SyntaxError,
    ):
        raise BadSheet("工作簿已经损坏或者不是xlsx；请用表格软件打开后重新另存为xlsx。") from None
    sheet = book[name] if name in book.sheetnames else next(iter(book.worksheets), None)
    if sheet is None:
        raise BadSheet("工作簿里没有工作表。")
    lines: list[Line] = []
    faults = [
        SheetFault(area.min_row, get_column_letter(area.min_col), f"单元格{area.coord}是合并单元格。", "请取消合并，每行逐格填写。")
        for area in sheet.merged_cells.ranges
    ]  # fmt: skip
    for number, cells in enumerate(sheet.iter_rows(max_col=min(sheet.max_column, MOST_COLUMNS)), 1):
        _bounded(number, sheet.max_column)
        formulas = [cell for cell in cells if cell.data_type in ("f", "e")]
        for cell in formulas:
            what = "公式" if cell.data_type == "f" else "错误值"
            faults.append(
                SheetFault(number, cell.column_letter, f"单元格里是{what}。", "请改为数值或者文字后再导入。")
            )
        _take(number, [None if cell in formulas else cell.value for cell in cells], lines, faults)
    return lines, faults


def _unpacked(data: bytes) -> None:
    """Look at every part before anything is built from it. Raises BadSheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise BadSheet("工作簿解压后过大，疑似压缩炸弹；请只保留导入表后重新保存。")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _part(part.filename, archive.read(part))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
        raise BadSheet("工作簿已经损坏或者加了密码；请另存为没有密码的xlsx。") from None


def _part(name: str, content: bytes) -> None:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BadSheet("工作簿里含有不应有的文档类型声明；请用表格软件重新另存为xlsx。")
    if name.startswith("xl/worksheets/"):
        rows, cells = len(_ROW.findall(content)), len(_CELL.findall(content))
        if rows > MOST_ROWS or cells > MOST_ROWS * MOST_COLUMNS:
            raise BadSheet(f"工作表有{rows}行，超过{MOST_ROWS}行；请删去空行和无关的内容，分次导入。")


def _bounded(number: int, columns: int) -> None:
    if number > MOST_ROWS:
        raise BadSheet(f"表格超过{MOST_ROWS}行；请删去空行和无关的内容，分次导入。")
    if columns > MOST_COLUMNS:
        raise BadSheet(f"表格有{columns}列，超过{MOST_COLUMNS}列；请按导入模板填写。")


def _take(number: int, cells: Any, lines: list[Line], faults: list[SheetFault]) -> None:
    taken = []
    for index, value in enumerate(cells, 1):
        cell = _plain(value)
        said = _wrong(cell)
        if said:
            faults.append(SheetFault(number, get_column_letter(index), *said))
            cell = None
        taken.append(cell)
    lines.append(Line(number, tuple(taken)))


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return Decimal(repr(value))
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    return str(value).strip() or None


def _wrong(cell: Any) -> tuple[str, str] | None:
    if isinstance(cell, Decimal) and not cell.is_finite():
        return "不是有效的数字。", "请填写阿拉伯数字。"
    if not isinstance(cell, str):
        return None
    if cell.startswith("="):
        return "单元格里是公式。", "请改为数值或者文字后再导入。"
    if _UNSEEN.search(cell):
        return "含有看不见的控制字符。", "请删去后重新填写。"
    if len(cell) > MOST_TEXT:
        return f"文字超过{MOST_TEXT}字。", "请缩短。"
    return None


def rows_below(lines: list[Line], number: int) -> Iterator[Line]:
    """The rows below one that say something."""
    return (line for line in lines if line.number > number and any(cell is not None for cell in line.cells))
