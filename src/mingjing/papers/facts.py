"""Looking into the facts of a document by dotted paths; what counts as unset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .template import conditions


def lookup(facts: Mapping[str, Any], path: str) -> Any:
    """Value at a dotted path (numbers index lists), or None where the way ends."""
    value: Any = facts
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list | tuple) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def unset(value: Any) -> bool:
    """Nothing to print: None, empty text or an empty collection. Zero and false are values."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {}, ())


def holds(facts: Mapping[str, Any], when: str | None) -> bool:
    """Whether a block's condition holds; none always does. An amount of zero counts as no."""
    return when is None or all(
        _holds(facts, c.path, c.how, c.value) is not c.negated for c in conditions(when)
    )


def _holds(facts: Mapping[str, Any], path: str, how: str | None, value: str | None) -> bool:
    found = lookup(facts, path)
    if how == "is":
        return str(found) == value
    if how == "has":
        return isinstance(found, list | tuple) and value in found
    return not unset(found) and found not in (False, 0, "0", "0.00")
