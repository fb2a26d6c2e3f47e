"""Filling the demo's texts: `{word}`, days like `{day+10}` `{day+5w}` `{on.act+6mr}`, and moments like `{at-15t}`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from mingjing.law.calendar import WorkCalendar

_PLACE = re.compile(r"\{([a-z_0-9]+(?:\.[a-z_]+)?)(?:([+-]\d+)([a-z]*))?\}")


class UnknownWord(KeyError):
    """A text asks for a word that its case doesn't have."""


def filled(value: Any, words: Mapping[str, Any], calendar: WorkCalendar) -> Any:
    """The value with every place filled, at any depth; what is only one place keeps the word's own type.

    Entries that come out as None are left out of mappings.
    """
    if isinstance(value, str):
        whole = _PLACE.fullmatch(value)
        if whole:
            return _plain(_word(whole, words, calendar))
        return _PLACE.sub(lambda match: str(_plain(_word(match, words, calendar))), value)
    if isinstance(value, Mapping):
        pairs = ((key, filled(item, words, calendar)) for key, item in value.items())
        return {key: item for key, item in pairs if item is not None}
    if isinstance(value, list):
        return [filled(item, words, calendar) for item in value]
    return value


def _word(match: re.Match[str], words: Mapping[str, Any], calendar: WorkCalendar) -> Any:
    name, shift, unit = match.groups()
    if name not in words:
        raise UnknownWord(name)
    value = words[name]
    return value if shift is None else _shifted(value, int(shift), unit, calendar)


def _shifted(value: Any, count: int, unit: str, calendar: WorkCalendar) -> Any:
    if unit == "t":
        return value + timedelta(minutes=count)
    if unit == "w":
        return calendar.add(value, count) if count >= 0 else calendar.subtract(value, -count)
    moved = months_later(value, count) if "m" in unit else value + timedelta(days=count)
    return calendar.roll(moved) if "r" in unit else moved


def months_later(day: date, count: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value
