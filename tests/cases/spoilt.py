"""What somebody may fill in instead of what the scenario has: values that are wrong, or nearly right."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

ANYTHING = (
    None,
    "",
    "x",
    -1,
    0,
    "-5.00",
    "2026-06-30",
    "2999-01-01",
    True,
    [],
    {},
    ["lu"],
    "pass",
    "80000.00",
)
DAYS = (-400, -40, -2, -1, 1, 2, 40)
HOURS = (-72, -24, -3, 3, 24, 72)


def spoilt(kind: Any, value: Any, chance: random.Random) -> Any:
    """Another value for a field: mostly one of its type, now and then anything at all."""
    others = _others(kind, value) if chance.random() < 0.8 else ()
    return chance.choice(others or ANYTHING)


def _others(kind: Any, value: Any) -> tuple[Any, ...]:
    match kind.type:
        case "bool":
            return (not value,)
        case "money":
            return ("0.00", "0.01", "99.00", "3000.01", "9000000.00", None)
        case "int":
            return (0, 1, int(value or 0) + 1, 10**20)
        case "date" if value:
            return tuple((date.fromisoformat(value) + timedelta(days=days)).isoformat() for days in DAYS)
        case "datetime" if value:
            at = datetime.fromisoformat(value)
            return tuple((at + timedelta(hours=hours)).isoformat() for hours in HOURS)
        case "enum" if kind.options:
            return tuple(kind.options)
        case "[enum]" | "officers" | "table" | "citations" if value:
            return (value[:1], value[1:], [*value, value[0]])
        case "text" | "longtext":
            return ("", "无", None)
    return ()
