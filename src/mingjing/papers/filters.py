"""How values are written in documents. A filter raises ValueError when the value is not of its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from . import amounts, citations, dates

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_INSTANT = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_IDEOGRAPH = re.compile(r"[\u3007\u3400-\u9fff]")


@dataclass(frozen=True)
class Words:
    """Names that values are written with: `labels[set][code]` and `statutes[short title]`."""

    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    statutes: Mapping[str, str] = field(default_factory=dict)


Filter = Callable[[Any, str | None, Words], str]


def plain(value: Any, arg: str | None, words: Words) -> str:
    """The usual writing of a value by its kind; lists are joined by 、, people are named, days written out."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return amounts.figures(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        if _DAY.match(value):
            return dates.day(value)
        return dates.minute(value) if _INSTANT.match(value) else value.strip()
    if isinstance(value, Mapping):
        for key in ("name", "title", "number"):
            if isinstance(value.get(key), str):
                return str(value[key])
        raise ValueError("nameless")
    if isinstance(value, list | tuple):
        return "、".join(plain(item, arg, words) for item in value)
    raise ValueError(f"can't write {type(value).__name__}")


def officers(value: Any, arg: str | None, words: Words) -> str:
    """Names with credential numbers: 陆知行（执法证号：99010526013）."""
    people = value if isinstance(value, list | tuple) else [value]
    return "、".join(_officer(person) for person in people)


def _officer(person: Any) -> str:
    if not isinstance(person, Mapping) or not person.get("name"):
        raise ValueError("an officer has a name")
    credential = person.get("credential")
    return f"{person['name']}（执法证号：{credential}）" if credential else str(person["name"])


def people(value: Any, arg: str | None, words: Words) -> str:
    """Persons with post or relation: 周某（车间主任）; plain text stands as it is."""
    group = value if isinstance(value, list | tuple) else [value]
    return "、".join(_person(one) for one in group)


def _person(one: Any) -> str:
    if isinstance(one, str):
        return one.strip()
    if not isinstance(one, Mapping) or not one.get("name"):
        raise ValueError("a person has a name")
    post = one.get("post") or one.get("relation")
    return f"{one['name']}（{post}）" if post else str(one["name"])


def label(value: Any, arg: str | None, words: Words) -> str:
    """The Chinese name of a code (or of each of a list); a value that is Chinese already stands. Never a raw code."""
    if isinstance(value, list | tuple):
        return "、".join(label(item, arg, words) for item in value)
    if isinstance(value, bool):
        value = "true" if value else "false"
    if not isinstance(value, str):
        raise ValueError("not a code")
    named = words.labels.get(arg or "", {}).get(value)
    if named is None and not _IDEOGRAPH.search(value):
        raise ValueError("a code without a Chinese name")
    return named or value


def cite(value: Any, arg: str | None, words: Words) -> str:
    """Citations with full titles and Chinese numerals, joined by 、."""
    group = value if isinstance(value, list | tuple) else [value]
    if not all(isinstance(one, str) for one in group):
        raise ValueError("not citations")
    return citations.written("；".join(group), words.statutes)


def document(value: Any, arg: str | None, words: Words) -> str:
    """A document by title and number: 《行政处罚决定书》（文号：（江云）应急罚〔2026〕31号）; Chinese text stands as it is."""
    if isinstance(value, Mapping) and isinstance(value.get("title"), str):
        number = value.get("number")
        return f"《{value['title']}》" + (f"（文号：{number}）" if number else "")
    if isinstance(value, str) and _IDEOGRAPH.search(value):
        return value.strip()
    raise ValueError("not a document")


FILTERS: dict[str, Filter] = {
    "text": plain,
    "money": lambda value, _arg, _words: amounts.figures(value),
    "money_cn": lambda value, _arg, _words: amounts.capitals(value),
    "date": lambda value, _arg, _words: dates.day(value),
    "date_cn": lambda value, _arg, _words: dates.day_in_words(value),
    "datetime": lambda value, _arg, _words: dates.minute(value),
    "officers": officers,
    "people": people,
    "label": label,
    "cite": cite,
    "doc": document,
}
WANTED = {"money": "金额", "money_cn": "大写金额", "date": "日期", "date_cn": "日期", "datetime": "时间",
          "officers": "执法人员", "people": "人员", "label": "中文名称", "cite": "法律条款", "doc": "文书名称和文号"}  # fmt: skip
