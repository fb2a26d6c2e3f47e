"""Is every row of law carried out by an item that a scenario exercises, or left out with a reason?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .exercised import Name, exercised, scenarios_of
from .faults import Fault
from .items import TextList
from .library import Library
from .pack import KINDS
from .rule_rows import Elsewhere, LeftOut, RuleRow, read_elsewhere, read_left_out, read_rows
from .yaml_source import Origin

# An item carries out the row whose id it bears only where it is of the row's kind; any item that names it in `row`.
_OF_KIND = {"deadline": "deadlines", "gate": "checks", "threshold": "limits"}


@dataclass(frozen=True, slots=True)
class Carrier:
    """One version of an item that carries out a row, with the scenarios that exercise it."""

    kind: str
    id: str
    title: str
    provisional: bool
    origin: Origin
    line: int
    scenarios: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accounted:
    """A row, what carries it out, and why not if it is left out. `wrong` = Chinese sentences; none = in order."""

    row: RuleRow
    carriers: tuple[Carrier, ...]
    left_out: LeftOut | None
    elsewhere: Elsewhere | None
    wrong: tuple[str, ...]

    @property
    def missing(self) -> bool:
        """Neither carried out nor left out."""
        return not self.carriers and self.left_out is None

    @property
    def scenarios(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for carrier in self.carriers for name in carrier.scenarios))


@dataclass(frozen=True, slots=True)
class Coverage:
    """All rows of the packs' tables; `faults` = lines about rows that no table has."""

    rows: tuple[Accounted, ...]
    faults: tuple[Fault, ...] = field(default=())

    @property
    def complete(self) -> bool:
        return not self.faults and not any(one.wrong for one in self.rows)


def coverage(library: Library) -> Coverage:
    """Compare the tables of rows beside the library's layers with its items. Raises PackFaults."""
    folders = [layer.folder for layer in library.layers]
    rows = read_rows(folders)
    left_out = {one.id: one for one in read_left_out(folders)}
    elsewhere = {one.id: one for one in read_elsewhere(folders)}
    carriers = _carriers(library, rows, exercised(library, scenarios_of(folders)))
    known = {row.id for row in rows}
    faults = [
        one.origin.fault(f"规定清单里没有“{one.id}”。", ["id"])
        for one in (*left_out.values(), *elsewhere.values())
        if one.id not in known
    ]
    faults += [
        carrier.origin.fault(f"“{carrier.id}”所对应的“{name}”不在规定清单里。", ["row"])
        for name, found in carriers.items()
        if name not in known
        for carrier in found
    ]
    accounted = [
        _account(row, carriers.get(row.id, ()), left_out.get(row.id), elsewhere.get(row.id)) for row in rows
    ]
    return Coverage(tuple(accounted), tuple(faults))


def _account(
    row: RuleRow, carriers: Sequence[Carrier], left_out: LeftOut | None, elsewhere: Elsewhere | None
) -> Accounted:
    wrong = []
    if carriers and left_out:
        wrong.append(f"写明不办理，却由“{carriers[0].title}”办理。")
    if not carriers and not left_out:
        wrong.append("没有办理，也没有写明不办理的理由。")
    # A period is exercised when a scenario expects the last day of its own clock.
    own = [one for one in carriers if one.kind == _OF_KIND[row.kind] and row.kind == "deadline"]
    if carriers and not elsewhere and not any(one.scenarios for one in own or carriers):
        wrong.append("没有情景检验" + ("它的届满日。" if own else "它。"))
    if row.unsure:
        wrong += [
            f"尚待核实，而“{one.title}”（{one.id}）没有标为暂定。" for one in carriers if not one.provisional
        ]
    return Accounted(row, tuple(carriers), left_out, elsewhere, tuple(wrong))


def _carriers(
    library: Library, rows: Sequence[RuleRow], seen: Mapping[Name, Sequence[str]]
) -> dict[str, list[Carrier]]:
    kinds = {row.id: _OF_KIND[row.kind] for row in rows}
    found: dict[str, list[Carrier]] = defaultdict(list)
    for kind, item, origin, line, name in _items(library):
        named = dict.fromkeys(_rows(item))
        if kinds.get(item.id) == kind:
            named[item.id] = None
        carrier = Carrier(
            kind, item.id, item.title, bool(getattr(item, "provisional", False)), origin, line, tuple(seen.get(name, ()))
        )  # fmt: skip
        for row in named:
            found[row].append(carrier)
    return found


def _items(library: Library) -> Iterator[tuple[str, Any, Origin, int, Name]]:
    """Every version of every item, every act and every row of a catalogue: kind, item, place, what exercises it."""
    for kind in KINDS:
        for versions in library.items.of(kind).values():
            for item in versions:
                yield kind, item, item.origin, item.origin.line(), (kind, item.id)
    for versions in library.items.procedures.values():
        for act in (act for one in versions for act in one.acts):
            yield "acts", act, act.origin, act.origin.line(), ("acts", act.id)
    for versions in library.items.catalogues.values():
        for one in versions:
            for index, row in enumerate(one.rows):
                line = one.origin.line(["rows", index])
                yield "rows", row, one.origin, line, ("catalogues", one.id)


def _rows(item: Any) -> TextList:
    named = getattr(item, "row", None) or ()
    return (named,) if isinstance(named, str) else tuple(named)
