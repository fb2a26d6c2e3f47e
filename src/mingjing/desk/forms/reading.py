"""From a sent form to the `fields` of a payload, by the types of the procedure's fields.

Only the shape is made right here (a number as a number, a table as rows). Whether a value is lawful, or there at
all, is for the law room to say: what can't be read is handed on as it was typed and refused there by its sentence.
"""

from collections.abc import Mapping
from typing import Any

from mingjing.desk.forms.names import Tree, many, one, rows

PERSON = ("name", "id_number", "phone", "relation", "post")
YES = {"true", "on", "1"}


def read_fields(specs: Mapping[str, Any], sent: Tree) -> dict[str, Any]:
    """Values by field id; a field that was left empty is left out."""
    values = {key: read_value(spec, sent.get(key)) for key, spec in specs.items()}
    return {key: value for key, value in values.items() if not _empty(value)}


def read_value(spec: Any, part: Any) -> Any:
    """One field's value in the shape that a record holds; None when nothing was entered."""
    if spec.type in READERS:
        return READERS[spec.type](spec, part)
    return one(part) or None


def _bool(spec: Any, part: Any) -> bool | None:
    text = one(part)
    return None if text == "" else text in YES


def _int(spec: Any, part: Any) -> Any:
    text = one(part)
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 12 else text or None


def _money(spec: Any, part: Any) -> str | None:
    return one(part).replace(",", "").replace("，", "") or None


def _datetime(spec: Any, part: Any) -> str | None:
    return read_instant(one(part))


def read_instant(text: str) -> str | None:
    """The browser's local time as RFC 3339 in Asia/Shanghai; what isn't one is handed on as typed."""
    if len(text) == len("2026-09-22T14:10"):
        text += ":00"
    return f"{text}+08:00" if len(text) == len("2026-09-22T14:10:00") else text or None


def _list(spec: Any, part: Any) -> list[str]:
    return many(part)


def _lines(spec: Any, part: Any) -> list[str]:
    return [line.strip() for text in many(part) for line in text.splitlines() if line.strip()]


def _elements(spec: Any, part: Any) -> list[dict[str, str]]:
    """Elements to be proved: `id=title` from the boxes, a plain line for one that the officer adds."""
    found = []
    for line in _lines(spec, part):
        key, mark, title = line.partition("=")
        found.append({"id": key, "title": title} if mark else {"id": line[:60], "title": line})
    return found


def _person(spec: Any, part: Any) -> dict[str, str] | None:
    if not isinstance(part, dict):
        return None
    found = {key: one(part.get(key)) for key in PERSON}
    return {key: text for key, text in found.items() if text} or None


def _persons(spec: Any, part: Any) -> list[dict[str, str]]:
    return [person for line in rows(part) if (person := _person(spec, line))]


def _table(spec: Any, part: Any) -> list[dict[str, Any]]:
    lines = [read_fields(spec.columns, line) for line in rows(part)]
    return [line for line in lines if line]


def _empty(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


READERS = {
    "bool": _bool, "int": _int, "money": _money, "datetime": _datetime, "[enum]": _list, "officers": _list,
    "citations": _list, "elements": _elements, "text_list": _lines, "person": _person, "persons": _persons,
    "table": _table,
}  # fmt: skip
