"""What a catalogue or a limit adds to another must fit there."""

from __future__ import annotations

from collections.abc import Iterator

from .faults import Fault
from .items import Catalogue, Limit
from .lint_names import Known


def added_rows(catalogue: Catalogue, known: Known) -> Iterator[Fault]:
    """Rows go to a known catalogue of the same kind, and none of them is there already."""
    bases = known.catalogues.get(catalogue.adds_to, [])
    if not bases:
        yield catalogue.origin.fault(f"没有“{catalogue.adds_to}”这一目录。", ["adds_to"])
    elif any(base.kind != catalogue.kind or base.adds_to for base in bases):
        yield catalogue.origin.fault(
            f"不能加入“{catalogue.adds_to}”：种类不同，或者它自己也是加入的。", ["adds_to"]
        )
    others = [
        other
        for versions in known.catalogues.values()
        for other in versions
        if other is not catalogue and other.id != catalogue.id
        and (other.id == catalogue.adds_to or other.adds_to == catalogue.adds_to)
    ]  # fmt: skip
    for index, row in enumerate(catalogue.rows):
        if any(
            row.id == one.id and row.in_force.overlaps(one.in_force) for other in others for one in other.rows
        ):
            yield catalogue.origin.fault(f"“{row.id}”在所加入的目录里已经有了。", ["rows", index])


def added_entries(limit: Limit, known: Known) -> Iterator[Fault]:
    """Entries go to a known limit that is a map, and none of them is there already."""
    bases = known.limits.get(limit.adds_to, [])
    if not bases:
        yield limit.origin.fault(f"没有“{limit.adds_to}”这一限值。", ["adds_to"])
        return
    others = [
        other
        for versions in known.limits.values()
        for other in versions
        if other.id != limit.id and limit.adds_to in (other.id, other.adds_to)
    ]
    if not all(isinstance(other.value, dict) for other in (limit, *others)):
        yield limit.origin.fault(f"不能加入“{limit.adds_to}”：两者都应当由“键: 值”组成。", ["adds_to"])
        return
    for key in limit.value:
        if any(key in other.value for other in others):
            yield limit.origin.fault(f"“{key}”在所加入的限值里已经有了。", ["value", key])
