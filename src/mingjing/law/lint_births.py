"""Cases born of cases: which acts open which procedure, on what condition, and what the first form begins with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .faults import Fault
from .lint_names import Known, condition_faults
from .procedure import Act, Opening, Procedure
from .yaml_source import Origin


def born_of_faults(procedure: Procedure, known: Known) -> Iterator[Fault]:
    """Faults of the acts of other procedures that open this one."""
    for address, opening in procedure.born_of.items():
        other, _, name = address.partition("/")
        acts = [act for one in known.procedures.get(other, ()) if (act := one.act(name)) is not None]
        if not acts:
            said = f"没有可以另立本程序的执法行为“{address}”（写法：程序/执法行为）。"
            yield procedure.origin.fault(said, ["born_of", address])
        yield from opening_faults(opening, procedure.id, acts, procedure.origin, ["born_of", address], known)


def opening_faults(
    opening: Opening, opened: str, acts: Sequence[Act], origin: Origin, path: list[Any], known: Known
) -> Iterator[Fault]:
    """Its condition and its values read what is there, and only fields of the first act begin with something."""
    first = [a for procedure in known.procedures.get(opened, []) for a in procedure.acts if a.starts_case]
    if opening.when:
        place = [*path, "when"]
        yield from condition_faults(opening.when, origin, place, known, acts, forbidden=("agency",))
    for name, source in opening.begins.items():
        place = [*path, "begins", name]
        if first and not any(name in one.fields for one in first):
            yield origin.fault(f"“{first[0].title}”没有“{name}”这一栏。", place)
        if isinstance(source, str) and source.startswith("="):
            yield from condition_faults(source[1:], origin, place, known, acts, forbidden=("agency",))
