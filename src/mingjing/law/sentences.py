"""Placeholders in the sentences of checks: {case.fine|money} {clocks.x.due|date} {act.served_on|date} {limits.n|int}."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from .instants import text_zh
from .sight import Sight

PLACEHOLDER = re.compile(r"\{([A-Za-z_][\w.]*)(?:\|(money|date|int))?\}")
_MISSING = "（未记录）"


def placeholders(text: str) -> list[tuple[str, ...]]:
    """The dotted paths that a sentence reads."""
    return [tuple(match[1].split(".")) for match in PLACEHOLDER.finditer(text)]


def render(text: str, sight: Sight) -> str:
    """Fill the placeholders from what conditions see; what isn't there reads （未记录）."""
    if "{" not in text:
        return text
    sight.prepare((path[0], path[1] if len(path) > 1 else "*") for path in placeholders(text))
    return PLACEHOLDER.sub(lambda match: _show(_find(match[1], sight), match[2]), text)


def _find(path: str, sight: Sight) -> Any:
    value: Any = sight.data
    for step in path.split("."):
        if not isinstance(value, dict) or step not in value:
            return None
        value = value[step]
    return value


def _show(value: Any, form: str | None) -> str:
    if value is None or value == "":
        return _MISSING
    if form == "money":
        try:
            return f"{Decimal(str(value)):,.2f}".removesuffix(".00") + "元"
        except InvalidOperation:
            return str(value)
    if form == "int":
        return str(int(value))
    if form == "date":
        return text_zh(str(value))
    if isinstance(value, list):
        return "、".join(str(item) for item in value)
    return text_zh(value) if isinstance(value, str) else str(value)
