"""Derived facts and deadlines must not wait for each other."""

from __future__ import annotations

from collections.abc import Iterator

from .conditions import ConditionFault, compile_condition
from .faults import Fault
from .fields import Fact
from .lint_names import Known
from .procedure import Deadline

Node = tuple[str, str]


def circles(known: Known) -> Iterator[Fault]:
    """One fault for each item that needs itself to be worked out."""
    items: dict[Node, list[Fact | Deadline]] = {
        ("clocks", name): [*found] for name, found in known.deadlines.items()
    }
    items |= {
        ("case", name): [*found] for name, found in known.case.items() if any(fact.derived for fact in found)
    }
    needs = {
        node: {need for item in found for need in _needs(item, known)} & set(items)
        for node, found in items.items()
    }
    for node, found in items.items():
        if node in _reached(node, needs):
            yield found[0].origin.fault(f"“{found[0].title}”要靠它自己才能算出来：派生事实或者期限互相依赖。")


def _reached(start: Node, needs: dict[Node, set[Node]]) -> set[Node]:
    seen: set[Node] = set()
    waiting = [*needs[start]]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(needs[node])
    return seen


def _needs(item: Fact | Deadline, known: Known) -> Iterator[Node]:
    if isinstance(item, Deadline):
        pauses = [ref for pause in item.pauses for ref in (pause.since, *pause.until)]
        grows = [item.accrues.of] if item.accrues else []
        for ref in (*item.starts, *item.ends, *pauses, *grows, item.lasts.split(" ")[0]):
            root, _, name = ref.partition(".")
            yield _node(root, name, known)
        yield from _read(item.when, known)
    elif item.derived:
        yield from _read(item.derived.expr, known)
        yield from _read(item.derived.or_, known)
        for catalogue in known.catalogues.get(item.derived.any_of, []):
            for row in catalogue.rows:
                yield from _read(row.when, known)


def _read(text: str, known: Known) -> Iterator[Node]:
    if not text:
        return
    try:
        condition = compile_condition(text)
    except ConditionFault:
        return
    for root, name in condition.needs:
        yield _node(root, name, known)


def _node(root: str, name: str, known: Known) -> Node:
    """`case.x_grounds` comes with `case.x`."""
    return root, name.removesuffix("_grounds") if name in known.grounds else name
