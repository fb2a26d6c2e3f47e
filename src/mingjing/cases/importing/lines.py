"""Reading a file of rows: all of it is checked before anything is imported, line by line and never whole in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

MAX_LINE = 1_000_000  # bytes; a published decision has a few thousand
MAX_ROWS = 200_000
TEXTS = ("id", "agency", "party_name", "text")


class BadFile(ValueError):
    """The file can't be read as rows; the text is a Chinese sentence with the line and how to mend it."""


@dataclass(frozen=True)
class Row:
    """One published decision as the file has it; None = the source doesn't say."""

    id: str
    agency: str
    party_name: str
    text: str
    source_url: str | None = None
    kind: str | None = None
    doc_no: str | None = None
    party_kind: str | None = None
    uscc: str | None = None
    violation: str | None = None
    law_articles: tuple[str, ...] = ()
    laws_named: tuple[str, ...] = ()
    penalty: str | None = None
    fine_yuan: float | int | None = None
    decision_date: str | None = None
    status: str | None = None
    text_origin: str | None = None


KEYS = frozenset(one.name for one in fields(Row))


def rows_of(path: Path) -> Iterator[Row]:
    """The rows of a JSON Lines file (UTF-8). Raises BadFile at the first line that is none."""
    seen: dict[str, int] = {}
    try:
        with path.open("rb") as stream:
            for number, line in enumerate(_lines(stream), 1):
                if not line.strip():
                    continue
                row = _row(number, line)
                if row.id in seen:
                    raise BadFile(f"第{number}行的编号“{row.id}”与第{seen[row.id]}行重复；请保留一行。")
                seen[row.id] = number
                if len(seen) > MAX_ROWS:
                    raise BadFile(f"文件超过{MAX_ROWS}行；请分成几个文件导入。")
                yield row
    except OSError as error:
        raise BadFile(f"文件“{path.name}”打不开（{error.strerror}）；请核对路径和权限。") from error
    if not seen:
        raise BadFile("文件中没有一行数据；请核对文件。")


def _lines(stream: Any) -> Iterator[bytes]:
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise BadFile(f"第{number}行超过{MAX_LINE:,}字节，不是一件决定；请核对文件是否每行一件。")
        yield line


def _row(number: int, line: bytes) -> Row:
    try:
        data = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise BadFile(f"第{number}行不是UTF-8编码；请转换编码后再导入。") from error
    except (ValueError, RecursionError) as error:
        raise BadFile(f"第{number}行不是JSON；请核对该行，应当是一个以花括号括起的对象。") from error
    if not isinstance(data, dict):
        raise BadFile(f"第{number}行不是对象；应当是一个以花括号括起的JSON对象。")
    unknown = sorted(set(data) - KEYS)
    if unknown:
        raise BadFile(f"第{number}行有不认识的栏目“{unknown[0][:60]}”；请核对栏目名，或者删去该栏目。")
    return Row(**{name: _value(number, name, data[name]) for name in data} | _needed(number, data))


def _needed(number: int, data: dict[str, Any]) -> dict[str, str]:
    for name in TEXTS:
        if not isinstance(data.get(name), str) or not data[name].strip():
            raise BadFile(f"第{number}行没有栏目“{name}”或者不是文字；请补齐。")
    return {name: data[name].strip() for name in TEXTS}


def _value(number: int, name: str, value: Any) -> Any:
    if name in {"law_articles", "laws_named"}:
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise BadFile(f"第{number}行的“{name}”应当是一组文字。")
        return tuple(value)
    if name == "fine_yuan":
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise BadFile(f"第{number}行的“fine_yuan”应当是数字（元）或者空。")
        return value
    if value is not None and not isinstance(value, str):
        raise BadFile(f"第{number}行的“{name}”应当是文字或者空。")
    if isinstance(value, str) and any(ord(letter) < 32 and letter not in "\n\r\t" for letter in value):
        raise BadFile(f"第{number}行的“{name}”含有不可见的控制字符；请去掉。")
    return value


def _refuse(name: str) -> Any:
    raise ValueError(name)
