"""Fields of acts and facts of cases: their types and what an unset value looks like to a condition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from .items import Derived, Item, Strict, Text

TEXTS = frozenset({"text", "longtext", "enum", "docref", "uscc", "ric"})
LISTS = frozenset({"[enum]", "persons", "officers", "table", "citations", "text_list", "elements"})
TYPES = TEXTS | LISTS | {"date", "datetime", "money", "int", "bool", "person"}
CONVERTED = frozenset({"money", "table"})
RESERVED = frozenset(
    [
        "id",
        "at",
        "on",
        "by",
        "role",
        "step",
        "seq",
        "officers",
        "evidence",
        "documents",
        "media",
        "reasons",
        "approvals",
        "submitted_at",
        "recorded_at",
        "conflicts",
        "born",
    ]
)


def _type_name(value: Any) -> Any:
    if isinstance(value, list) and len(value) == 1:
        return f"[{value[0]}]"
    return value


TypeName = Annotated[str, BeforeValidator(_type_name)]


class Kind(Strict):
    """The type of a value, shared by fields, columns and facts."""

    title: Text
    type: TypeName
    of: str = ""
    options: dict[str, Text] | tuple[Text, ...] = ()
    columns: dict[str, Column] = Field(default_factory=dict)
    min: Text | None = None
    max: Text | None = None
    pattern: str = ""
    unit: Text = ""
    help: Text = ""
    note: Text = ""


class Column(Kind):
    """A column of a table field."""

    required: bool = True


class ActField(Kind):
    """One field of an act. `when` = CEL: asked only if true. `default` = literal or "=CEL"."""

    required: bool = True
    when: str = ""
    default: Any = None
    internal: bool = False


class Fact(Item):
    """A fact of the case or of the party."""

    type: TypeName
    of: str = ""
    options: dict[str, Text] | tuple[Text, ...] = ()
    columns: dict[str, Column] = Field(default_factory=dict)
    derived: Derived | None = None
    default: Any = None
    unit: Text = ""
    help: Text = ""
    sensitive: bool = Field(default=False)


def unset(type_name: str) -> Any:
    """What a condition sees for a value that nobody has set."""
    if type_name in LISTS:
        return []
    if type_name == "person":
        return {}
    if type_name == "bool":
        return False
    if type_name == "int":
        return 0
    if type_name == "money":
        return 0.0
    return ""


def seen(kind: Kind | Fact, value: Any) -> Any:
    """A stored value as conditions see it: money as a double, tables column by column, None as unset."""
    if value is None:
        return unset(kind.type)
    if kind.type == "money":
        return float(value) if value != "" else 0.0
    if kind.type == "table":
        return _table_seen(kind.columns, value)
    return value


def _table_seen(columns: Mapping[str, Column], rows: Any) -> list[dict[str, Any]]:
    blank = {name: unset(column.type) for name, column in columns.items()}
    converted = [(name, column) for name, column in columns.items() if column.type in CONVERTED]
    views = []
    for row in rows:
        view = {**blank, **row}
        for name, column in converted:
            if name in row:
                view[name] = seen(column, row[name])
        if None in row.values():
            view |= {name: blank[name] for name, value in row.items() if value is None and name in blank}
        views.append(view)
    return views
