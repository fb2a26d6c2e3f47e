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
    """One value of a field or fact as text. `kind` has `type`, `of`, `options`.

    `names` are people, documents and elements by the ids under which records carry them.
    """
    if found is None or found == "" or found == [] or found == {}:
        return ""
    try:
        return _shown(kind, found, pack, names)
    except (ValueError, InvalidOperation):
        return _plain(found)


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
        case "[enum]":
            return "、".join(_label(kind, one, pack) for one in found)
        case "elements":
            return "；".join(_element(one, pack, names) for one in found)
        case "docref":
            return _document(str(found), pack, names)
        case "int":
            return f"{found}{kind.unit}"
        case "person":
            return _person(found, names)
        case "persons" | "officers":
            return "、".join(_person(one, names) for one in found)
        case "table":
            return f"{len(found)}项"
        case "citations" | "text_list":
            return "；".join(map(str, found))
    return _plain(found)


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
    return row.title if row else _word(str(code), "目录中已无此项")


def _element(one: Any, pack: Any, names: Mapping[str, str]) -> str:
    """What has to be proved: an element of a violation's row, or one that the officer wrote."""
    if isinstance(one, Mapping):
        return str(one.get("title") or _element(str(one.get("id") or ""), pack, names))
    return names.get(str(one)) or _elements_of(pack).get(str(one)) or _word(str(one), "要件名称未登记")


def _elements_of(pack: Any) -> dict[str, str]:
    """Titles of all elements that the rows of the pack's catalogues list."""
    return {
        str(part["id"]): str(part["title"])
        for catalogue in pack.catalogues.values()
        for row in catalogue.rows
        for part in getattr(row, "elements", None) or ()
    }


def _document(found: str, pack: Any, names: Mapping[str, str]) -> str:
    """A document by its number, digest or form: 《责令限期整改指令书》江云应急责改〔2026〕3号."""
    form = pack.forms.get(found)
    return names.get(found) or (f"《{form.title}》" if form else _word(found, "文书名称未登记"))


def _person(one: Any, names: Mapping[str, str]) -> str:
    if isinstance(one, Mapping):
        name = str(one.get("name") or names.get(str(one.get("id")), ""))
        note = one.get("post") or one.get("relation")
        return f"{name}（{note}）" if note else name
    return names.get(str(one)) or _word(str(one), "姓名未登记")


def _word(text: str, otherwise: str) -> str:
    """The text if somebody wrote it to be read; a bare code is no answer."""
    return (
        otherwise
        if (text.isascii() and text.replace(".", "_").replace("-", "_").isidentifier()) or text.isdigit()
        else text
    )


def _plain(found: Any) -> str:
    """Anything else as the texts in it."""
    if isinstance(found, bool):
        return "是" if found else "否"
    if isinstance(found, Mapping):
        return "，".join(filter(None, map(_plain, found.values())))
    if isinstance(found, list | tuple):
        return "；".join(filter(None, map(_plain, found)))
    return "" if found is None else str(found)
