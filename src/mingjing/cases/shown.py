"""How values of records are shown to people: Chinese dates, amounts, names of codes; never a raw id."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from mingjing.cases.payload import SHANGHAI


def day(value: date | str | None) -> str:
    """2026年9月16日; empty when there is none."""
    if not value:
        return ""
    found = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return f"{found.year}年{found.month}月{found.day}日"


def minute(value: datetime | str | None) -> str:
    """2026年9月16日 14:10, in Asia/Shanghai."""
    if not value:
        return ""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    if found.tzinfo:
        found = found.astimezone(SHANGHAI)
    return f"{day(found.date())} {found:%H:%M}"


def money(value: Decimal | int | str | None) -> str:
    """80,000.00元; empty when there is none."""
    if value is None or value == "":
        return ""
    return f"{Decimal(str(value)):,.2f}元"


def value(kind: Any, found: Any, pack: Any, names: Mapping[str, str]) -> str:
    """One value of a field or fact as text. `kind` has `type`, `of`, `options`; `names` are people by id."""
    if found is None or found == "" or found == [] or found == {}:
        return ""
    try:
        return _shown(kind, found, pack, names)
    except (ValueError, InvalidOperation):
        return str(found)


def _shown(kind: Any, found: Any, pack: Any, names: Mapping[str, str]) -> str:
    match kind.type:
        case "money":
            return money(found)
        case "date":
            return day(found)
        case "datetime":
            return minute(found)
        case "bool":
            return "是" if found else "否"
        case "enum":
            return _label(kind, found, pack)
        case "[enum]" | "elements":
            return "、".join(_label(kind, one, pack) for one in found)
        case "person":
            return _person(found, names)
        case "persons" | "officers":
            return "、".join(_person(one, names) for one in found)
        case "table":
            return f"{len(found)}项"
        case "citations" | "text_list":
            return "、".join(map(str, found))
    return str(found)


def rows(kind: Any, found: Any, pack: Any, names: Mapping[str, str]) -> tuple[list[str], list[list[str]]]:
    """A table field as its head and its lines of text."""
    columns = kind.columns
    lines = [
        [value(column, row.get(key), pack, names) for key, column in columns.items()] for row in found or []
    ]
    return [column.title for column in columns.values()], lines


def _label(kind: Any, code: Any, pack: Any) -> str:
    if isinstance(kind.options, Mapping) and code in kind.options:
        return str(kind.options[code])
    catalogue = pack.catalogue(kind.of) if kind.of else None
    row = catalogue.row_of(str(code)) if catalogue else None
    return row.title if row else str(code)


def _person(one: Any, names: Mapping[str, str]) -> str:
    if isinstance(one, Mapping):
        name = str(one.get("name") or "")
        note = one.get("post") or one.get("relation")
        return f"{name}（{note}）" if note else name
    return names.get(str(one), str(one))
