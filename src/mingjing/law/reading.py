"""What conditions read of a case, as a tree of names: only that is handed over, because handing over costs most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .conditions import Condition

# By name, trees again; None = the whole value, "[]" = every element, empty = only that it is there.
Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that some conditions read: the first two steps of each name, and the tree of all steps."""

    conditions: frozenset[Condition]
    needs: frozenset[tuple[str, str]]
    tree: Tree


def reading(conditions: Iterable[Condition]) -> Reading:
    """The names of all these conditions together."""
    every = frozenset(conditions)
    tree: Tree = {}
    for condition in every:
        for path in condition.paths:
            steps = (*path.steps, "[]") if path.walked else path.steps
            _add(tree, steps, whole=not (path.asked or path.walked))
    return Reading(every, frozenset().union(*(condition.needs for condition in every)), tree)


def _add(tree: Tree, steps: tuple[str, ...], *, whole: bool) -> None:
    *before, last = steps
    for step in before:
        tree = tree.setdefault(step, {})
        if tree is None:
            return
    if whole:
        tree[last] = None
    else:
        tree.setdefault(last, {})


def picked(data: Any, tree: Tree | None) -> Any:
    """The part of the data that the tree names. What isn't built as the tree says is left whole."""
    if tree is None:
        return data
    if isinstance(data, dict):
        if "[]" in tree:
            return data
        return {name: picked(data[name], part) for name, part in tree.items() if name in data}
    if isinstance(data, list) and "[]" in tree:
        return [picked(one, tree["[]"]) for one in data]
    return data
