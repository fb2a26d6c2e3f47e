"""What must be handed in for review, and what of it is there: the list the handler ticks off before submitting."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingjing import law

MATERIALS = "review_materials"
NEEDED = "review_set_grounds"  # the rows of the catalogue whose condition holds


@dataclass(frozen=True)
class Material:
    """One row of the list. `handed_in`: the last submission of this draft names it."""

    id: str
    title: str
    needed: bool
    handed_in: bool
    pages: int


@dataclass(frozen=True)
class Submission:
    """The set for the present draft; `missing` is what the case needs and the last submission doesn't hold."""

    draft: int
    submitted: bool
    materials: Sequence[Material]

    @property
    def missing(self) -> list[Material]:
        return [one for one in self.materials if one.needed and not one.handed_in]

    @property
    def complete(self) -> bool:
        return not self.missing


def submission_of(pack: law.Pack, state: law.CaseState, derived: Mapping[str, Any]) -> Submission:
    """The materials that this case needs by the catalogue's conditions, against the last submission.

    `derived`: the facts that the pack works out (`cases.queries.CasePage.derived`).
    """
    last = (state.acts.get("submit_review") or ({},))[-1]
    handed = {str(row.get("material")): row for row in last.get("materials") or ()}
    needed = derived.get(NEEDED) or ()
    catalogue = pack.catalogues.get(MATERIALS)
    rows = [_material(row, needed, handed) for row in (catalogue.rows if catalogue else ())]
    draft = int(state.facts.get("draft") or 0)
    sent = bool(last) and int(state.facts.get("review_sent_draft") or 0) == draft
    return Submission(draft, sent, rows)


def _material(row: Any, needed: Collection[str], handed: Mapping[str, Any]) -> Material:
    given = handed.get(row.id)
    return Material(
        row.id, row.title, row.id in needed, given is not None, int((given or {}).get("pages") or 0)
    )
