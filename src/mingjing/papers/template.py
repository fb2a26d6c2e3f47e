"""The template language of forms: literal text with `{path}` places.

`{party.name}` must be set; `{party.phone?}` may be unset and leaves a blank; `{act.note?无}` says what stands instead.
A filter says how the value is written: `{case.fine|money_cn}`, `{act.kinds|label:penalty_kinds}`; see `filters.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .filters import FILTERS

_PLACE = re.compile(
    r"\{(?P<path>[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)"
    r"(?P<optional>\?(?P<default>[^|{}]*))?"
    r"(?:\|(?P<filter>[a-z_]+)(?::(?P<arg>[^|{}]+))?)?\}"
)


@dataclass(frozen=True)
class Place:
    """A place to be filled. `default` is None for a required one and "" for one that may stay blank."""

    path: str
    default: str | None
    filter: str | None
    arg: str | None


def pieces(template: str) -> Iterator[str | Place]:
    """Literal text and places in order. Raises ValueError for a stray brace or an unknown filter."""
    at = 0
    for match in _PLACE.finditer(template):
        if match.start() > at:
            yield _literal(template[at : match.start()], template)
        if match["filter"] and match["filter"] not in FILTERS:
            raise ValueError(f"模板“{template}”用了不存在的写法 {match['filter']}")
        default = match["default"] if match["optional"] else None
        yield Place(match["path"], default, match["filter"], match["arg"])
        at = match.end()
    if at < len(template):
        yield _literal(template[at:], template)


def _literal(text: str, template: str) -> str:
    if "{" in text or "}" in text:
        raise ValueError(f"模板“{template}”的花括号不成对")
    return text


_CONDITION = re.compile(r"^(?P<no>not )?(?P<path>[a-z][a-z0-9_.]*)(?: (?P<how>is|has) (?P<value>\S+))?$")


@dataclass(frozen=True)
class Condition:
    """`path`, `not path`, `path is value` or `path has value` (a list holds it)."""

    path: str
    negated: bool
    how: str | None
    value: str | None


def conditions(text: str) -> tuple[Condition, ...]:
    """The parts of a `when`, joined by ` and `. Raises ValueError when one can't be read."""
    found = []
    for part in text.split(" and "):
        match = _CONDITION.match(part.strip())
        if match is None:
            raise ValueError(f"条件“{text}”不能识别")
        found.append(Condition(match["path"], bool(match["no"]), match["how"], match["value"]))
    return tuple(found)
