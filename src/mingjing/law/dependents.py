"""Which deadlines hang on which: what must be computed anew when one of them moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from .conditions import compile_condition
from .pack import Pack
from .procedure import Deadline

Node = tuple[str, str]


def with_dependents(pack: Pack, deadlines: Iterable[str]) -> frozenset[str]:
    """These deadlines (ids) and all that start, end, pause or apply by them, directly or by way of derived facts."""
    return frozenset().union(*(_dependents(pack, name) for name in deadlines))


@lru_cache(maxsize=4096)
def _dependents(pack: Pack, name: str) -> frozenset[str]:
    needs = _needs_of(pack)
    found = {name}
    while more := {other for other, read in needs.items() if read & found} - found:
        found |= more
    return frozenset(found)


@lru_cache(maxsize=16)
def _needs_of(pack: Pack) -> dict[str, frozenset[str]]:
    return {deadline.id: _clocks_read(pack, deadline) for deadline in pack.deadlines.values()}


def _clocks_read(pack: Pack, deadline: Deadline) -> frozenset[str]:
    """The deadlines that one reads itself, also through derived facts."""
    waiting, seen = [*_needs(deadline)], set[Node]()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            fact = pack.derived.get(node[1]) if node[0] == "case" else None
            waiting += pack.derivations[fact.id].reads.needs if fact else ()
    names = frozenset(name for root, name in seen if root == "clocks")
    return frozenset(pack.deadlines) if "*" in names else names


def _needs(deadline: Deadline) -> Iterator[Node]:
    pauses = (ref for pause in deadline.pauses for ref in (pause.since, *pause.until))
    grows = (deadline.accrues.of,) if deadline.accrues else ()
    lengths = (text.split(" ")[0] for text in (deadline.lasts, *(one.lasts for one in deadline.extend)))
    for ref in (*deadline.starts, *deadline.ends, *pauses, *grows, *lengths):
        root, _, name = ref.partition(".")
        yield root, name
    if deadline.when:
        yield from compile_condition(deadline.when).needs
