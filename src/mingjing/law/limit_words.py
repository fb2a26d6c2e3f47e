"""A limit's value as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .items import UNITS, Limit

_LISTED = 3  # entries of a mapping that are written out


def amount(value: int | float, unit: str) -> str:
    """50000 yuan -> 50,000元; 0.03 ratio/day -> 3%（每日）; without a known unit only the number."""
    if unit.startswith("ratio"):
        return f"{value * 100:g}%{'（每日）' if unit == 'ratio/day' else ''}"
    number = f"{value:,.2f}".removesuffix(".00") if unit == "yuan" else f"{value:g}"
    return number + UNITS.get(unit, "")


def value_in_words(limit: Limit, titles: Mapping[str, str] | None = None) -> str:
    """The whole value; `titles` name the keys (and uncommon values) of a mapping."""
    value, names = limit.value, {**(titles or {}), **limit.words}
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return amount(value, limit.unit)
    if isinstance(value, Mapping):
        told = [f"{names.get(key, key)}：{names.get(one, one)}" for key, one in value.items()]
        return "；".join(told[:_LISTED]) + (f"；等{len(told)}项" if len(told) > _LISTED else "")
    if isinstance(value, list | tuple):
        return "、".join(str(names.get(one, one)) for one in value)
    return str(names.get(value, value))


def brief(limit: Limit) -> str:
    """The value for a sentence; "" where it is a mapping."""
    return "" if isinstance(limit.value, Mapping | list | tuple) else value_in_words(limit)


def unit_in_words(limit: Limit) -> str:
    """ "元", "个工作日" ...; "" for choices and yes-or-no."""
    value: Any = limit.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return "比例" if limit.unit.startswith("ratio") else UNITS.get(limit.unit, "")
