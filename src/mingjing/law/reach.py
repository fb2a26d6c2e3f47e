"""What an item reads in the end: through derived facts to the facts, limits and catalogues below, through clocks to theirs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from .conditions import compile_condition
from .pack import Pack
from .periods import parse_length
from .procedure import Act, Check, Deadline
from .sentences import placeholders

Name = tuple[str, str]  # ("limits", "review_days"), ("case", "major"), ("catalogues", "major_decisions") ...


def reach(pack: Pack, names: Iterable[Name]) -> frozenset[Name]:
    """The names with all that they are worked out from."""
    found: set[Name] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _below(pack, name)
    return frozenset(found)


@lru_cache(maxsize=4096)
def check_reach(pack: Pack, check: Check) -> frozenset[Name]:
    """All that a check reads, its sentences included."""
    names = set(compile_condition(check.require).needs)
    names |= compile_condition(check.when).needs if check.when else set()
    names |= {
        (path[0], path[1]) for text in (check.say, check.mend) for path in placeholders(text) if len(path) > 1
    }
    return reach(pack, names)


def act_reach(pack: Pack, act: Act, checks: Iterable[Check]) -> frozenset[Name]:
    """All that the checks of an act and its form read."""
    names = set().union(*(check_reach(pack, check) for check in checks))
    for kind in act.fields.values():
        if kind.when:
            names |= reach(pack, compile_condition(kind.when).needs)
        if isinstance(kind.default, str) and kind.default.startswith("="):
            names |= reach(pack, compile_condition(kind.default[1:]).needs)
        if kind.of:
            names.add(("catalogues", kind.of))
    return frozenset(names)


@lru_cache(maxsize=4096)
def _below(pack: Pack, name: Name) -> tuple[Name, ...]:
    root, key = name
    if root == "case" and key in pack.derived:
        fact = pack.derived[key]
        rules = pack.derivations[fact.id]
        below = set(rules.reads.needs)
        if rules.otherwise is not None:
            below |= rules.otherwise.needs
        if fact.derived and fact.derived.any_of:
            below.add(("catalogues", fact.derived.any_of))
        return tuple(below)
    if root == "clocks" and key in pack.deadlines:
        return tuple(_of_deadline(pack.deadlines[key]))
    return ()


def _of_deadline(deadline: Deadline) -> set[Name]:
    names = set(compile_condition(deadline.when).needs) if deadline.when else set()
    for lasts in (deadline.lasts, *(extension.lasts for extension in deadline.extend)):
        names.add(_pair(parse_length(lasts).name))
    for ref in (*deadline.starts, *deadline.ends):
        names.add(_pair(ref))
    return {name for name in names if name[0] in ("case", "party", "acts", "clocks", "limits")}


def _pair(dotted: str) -> Name:
    root, _, rest = dotted.partition(".")
    return (root, rest.split(".")[0])
