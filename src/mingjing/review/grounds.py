"""Why a case is one for legal review: the rows of the agency's catalogue that hold, each with its citation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingjing import law

CATALOGUE = "major_decisions"
HELD = "major_grounds"  # the rows of the catalogue whose condition holds


@dataclass(frozen=True)
class Ground:
    """One row that holds. `by_person`: a person put the case into the scope, no rule did."""

    id: str
    title: str
    citation: str
    provisional: bool
    by_person: bool


def grounds_of(pack: law.Pack, derived: Mapping[str, Any]) -> Sequence[Ground]:
    """The reasons, in the catalogue's order; none when the case is no major one. `derived`: facts worked out."""
    held = derived.get(HELD) or ()
    catalogue = pack.catalogues.get(CATALOGUE)
    return [
        Ground(row.id, row.title, row.citation, row.provisional, row.plain.get("ground") == "person")
        for row in (catalogue.rows if catalogue else ())
        if row.id in held
    ]
