"""What must be handed in for review, and what of it is there: the list the handler ticks off before submitting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mingjing import law

MATERIALS = "review_materials"
# When a row of the catalogue with this `needed` belongs to the set of this case.
NEEDED: dict[str, Callable[[law.CaseState], bool]] = {
    "common": lambda state: True,
    "penalty": lambda state: state.procedure.startswith("penalty."),
    "penalty_if_any": lambda state: bool(state.acts.get("order_rectification")),
    "after_notice": lambda state: bool(state.acts.get("serve_notice")),
    "hearing": lambda state: bool(state.acts.get("hold_hearing")),
    "transfer": lambda state: bool(state.facts.get("suspected_crime")),
    "accident": lambda state: bool(state.facts.get("accident")),
    "if_any": lambda state: bool(state.acts.get("receive_appraisal")),
}


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


def submission_of(pack: law.Pack, state: law.CaseState) -> Submission:
    """The materials that this case needs by the catalogue, against the last submission."""
    last = (state.acts.get("submit_review") or ({},))[-1]
    handed = {str(row.get("material")): row for row in last.get("materials") or ()}
    catalogue = pack.catalogues.get(MATERIALS)
    rows = [_material(row, state, handed) for row in (catalogue.rows if catalogue else ())]
    draft = int(state.facts.get("draft") or 0)
    sent = bool(last) and int(state.facts.get("review_sent_draft") or 0) == draft
    return Submission(draft, sent, rows)


def _material(row: Any, state: law.CaseState, handed: dict[str, Any]) -> Material:
    kind = str((row.model_extra or {}).get("needed", ""))
    needed = NEEDED.get(kind, lambda _: False)(state)
    given = handed.get(row.id)
    return Material(row.id, row.title, needed, given is not None, int((given or {}).get("pages") or 0))
