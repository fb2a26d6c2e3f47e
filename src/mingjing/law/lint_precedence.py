"""Where several sources set one limit: a later layer may be stricter, or speak from a higher rank, but not loosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from .faults import Fault
from .files import Layer
from .items import RANKS, Limit

_ORDER = list(RANKS)


def loosened(layers: Sequence[Layer]) -> Iterator[Fault]:
    """Limits of a later layer that are laxer than what they replace, on days on which both are in force."""
    for below, limit in _replacing(layers):
        if laxer(limit, below) and _ORDER.index(limit.rank) >= _ORDER.index(below.rank):
            yield limit.origin.fault(
                f"“{limit.title}”宽于{RANKS[below.rank]}的规定（{_basis(below)}，{below.origin.file}），"
                f"只能从严，或者由位阶更高的规定另行确定（rank）。",
                ["value"],
            )


def laxer(limit: Limit, below: Limit) -> bool:
    """Is `limit` less strict than `below`, in the direction that `below` names? Another type of value always is."""
    if not below.stricter or limit.value == below.value:
        return False
    if below.stricter == "true":
        return limit.value is not True and below.value is True
    if isinstance(limit.value, bool) or not isinstance(limit.value, int | float):
        return True
    return bool(limit.value > below.value if below.stricter == "smaller" else limit.value < below.value)


def _replacing(layers: Sequence[Layer]) -> Iterator[tuple[Limit, Limit]]:
    """Each limit with the one of the nearest layer below that it replaces."""
    for limit_id in {limit.id for layer in layers for limit in layer.limits}:
        stages = [found for layer in layers if (found := [one for one in layer.limits if one.id == limit_id])]
        for lower, upper in pairwise(stages):
            for limit in upper:
                yield from ((below, limit) for below in lower if limit.in_force.overlaps(below.in_force))


def _basis(limit: Limit) -> str:
    return f"{limit.told}，{limit.citation}" if limit.citation else limit.told
