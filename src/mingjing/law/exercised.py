"""Which scenarios exercise which items: a check that a scenario expects to fail, a clock whose day it expects, an act
that it performs; and limits, catalogues and facts through the checks, clocks and acts that read them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .library import Library
from .scenario import Prepared, Scenario, prepare, read_scenarios

Name = tuple[str, str]  # kind of item ("limits", "checks" …) and id
_MENTION = re.compile(r"\b(limits|case|clocks|chosen)\.(\w+)")
_DAYS = {"accrual": "days"}  # what a clock without a due day is expected by


def scenarios_of(folders: Iterable[Path]) -> list[Prepared]:
    """All scenarios of these pack folders, prepared. Raises PackFaults."""
    found: dict[str, Scenario] = {}
    for folder in folders:
        for path in sorted((folder / "scenarios").rglob("*.yaml")):
            found |= {one.id: one for one in read_scenarios(path)}
    return [prepare(one, found) for one in found.values()]


def expected_failures(item: Prepared) -> set[str]:
    """The checks that a scenario's own steps say must refuse or score."""
    return {check for step in item.steps[item.base :] for check in failures_of(step)}


def failures_of(step: Mapping[str, Any]) -> list[str]:
    """The checks that a step of a scenario says must refuse or score."""
    expect: Any = step.get("expect")
    found: list[str] = []
    for key in ("refused", "scored") if isinstance(expect, Mapping) else ():
        value = expect.get(key, [])
        found += value if isinstance(value, list) else [value]
    return found


def expected_clocks(item: Prepared, key: str = "due") -> set[str]:
    """The deadlines of which a scenario expects the due day (or another `key` of the clock)."""
    return {
        name
        for expect in (*_own_expectations(item), item.scenario.expect)
        for name, clock in expect.get("clocks", {}).items()
        if isinstance(clock, Mapping) and key in clock
    }


def _own_expectations(item: Prepared) -> Iterator[Mapping[str, Any]]:
    for step in item.steps[item.base :]:
        if isinstance(step.get("expect"), Mapping):
            yield step["expect"]


def exercised(library: Library, scenarios: Sequence[Prepared]) -> dict[Name, list[str]]:
    """By item, the scenarios (ids, in order) that exercise it; items without any are missing."""
    direct: dict[Name, list[str]] = defaultdict(list)
    for one in scenarios:
        for name in _direct(library, one):
            direct[name].append(one.scenario.id)
    read = _readers(library)
    found = dict(direct)
    for name in (*_names(library, "limits"), *_names(library, "catalogues"), *_names(library, "case_facts")):
        through = {scenario for reader in _reach(name, read) for scenario in direct.get(reader, ())}
        if through:
            found[name] = [one.scenario.id for one in scenarios if one.scenario.id in through]
    return found


def read_names(library: Library) -> set[Name]:
    """The limits, facts, clocks and catalogues that some condition, clock, fact or form field reads."""
    return {name for reader in _readers(library) for name in reader.mentions}


def _direct(library: Library, one: Prepared) -> set[Name]:
    names = {("checks", check) for check in expected_failures(one)}
    for deadline_id, versions in library.items.deadlines.items():
        if deadline_id in expected_clocks(one, _DAYS.get(versions[0].kind, "due")):
            names.add(("deadlines", deadline_id))
    names |= {("acts", step["act"]) for step in one.steps}
    return names | {("procedures", one.procedure)}


def _names(library: Library, kind: str) -> list[Name]:
    return [(kind, item_id) for item_id in library.items.of(kind)]


@dataclass(frozen=True, slots=True)
class _Reader:
    name: Name
    mentions: frozenset[Name]


def _readers(library: Library) -> list[_Reader]:
    """What reads limits, facts, clocks and catalogues by name."""
    found = [
        _Reader((kind, item_id), frozenset(_mentions(item)))
        for kind in ("checks", "deadlines", "case_facts", "catalogues")
        for item_id, versions in library.items.of(kind).items()
        for item in versions
    ]
    # What adds to another is read wherever that one is.
    found += [
        _Reader((kind, item.adds_to), frozenset({(kind, item.id)}))
        for kind in ("limits", "catalogues")
        for versions in library.items.of(kind).values()
        for item in versions
        if item.adds_to
    ]
    for versions in library.items.procedures.values():
        found += [
            _Reader(("acts", act.id), frozenset(_mentions(act))) for one in versions for act in one.acts
        ]
    return found


def _mentions(item: Any) -> Iterator[Name]:
    kinds = {"limits": "limits", "case": "case_facts", "clocks": "deadlines", "chosen": "catalogues"}
    for root, name in _MENTION.findall(item.model_dump_json()):
        yield kinds[root], name.removesuffix("_grounds") if root == "case" else name
    derived = getattr(item, "derived", None)
    if derived is not None and derived.any_of:
        yield "catalogues", derived.any_of


def _reach(name: Name, readers: Sequence[_Reader]) -> set[Name]:
    """Checks, deadlines and acts that read `name`, also through derived facts, catalogues and clocks."""
    reached: set[Name] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        for reader in readers:
            if current in reader.mentions and reader.name not in reached:
                reached.add(reader.name)
                if reader.name[0] != "acts":
                    waiting.append(reader.name)
    return reached
