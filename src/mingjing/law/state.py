"""The state of a case: a fold over its records, never changed in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

Json = dict[str, Any]


def _empty() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CaseState:
    """What the records so far add up to. Mappings and items are to be read only; `apply` makes a new state.

    `facts` and `party` hold what acts have set (money as text "80000.00"); derived facts are never stored.
    `acts` = occurrences that took effect; `pending` = acts submitted and waiting for approval;
    `returned` = submissions sent back for mending, until the act is submitted again: {by, by_name, role, reason, at, seq};
    `entered` = when the case first came into each stage; `started_at` = when its first record's act happened;
    `parent` = the record of another case that this one was born of, or empty.
    """

    procedure: str
    stage: str = ""
    facts: Mapping[str, Any] = field(default_factory=_empty)
    party: Mapping[str, Any] = field(default_factory=_empty)
    acts: Mapping[str, tuple[Json, ...]] = field(default_factory=_empty)
    pending: Mapping[str, Json] = field(default_factory=_empty)
    returned: Mapping[str, Json] = field(default_factory=_empty)
    evidence: tuple[Json, ...] = ()
    documents: tuple[Json, ...] = ()
    media: tuple[Json, ...] = ()
    seq: int = 0
    closed: bool = False
    started_at: str = ""
    entered: Mapping[str, str] = field(default_factory=_empty)
    parent: Mapping[str, Any] = field(default_factory=_empty)

    @classmethod
    def new(cls, procedure: str) -> CaseState:
        """A case without records."""
        return cls(procedure)

    def to_json(self) -> Json:
        return {
            "procedure": self.procedure,
            "stage": self.stage,
            "facts": dict(self.facts),
            "party": dict(self.party),
            "acts": {act: list(occurrences) for act, occurrences in self.acts.items()},
            "pending": dict(self.pending),
            "returned": dict(self.returned),
            "evidence": list(self.evidence),
            "documents": list(self.documents),
            "media": list(self.media),
            "seq": self.seq,
            "closed": self.closed,
            "started_at": self.started_at,
            "entered": dict(self.entered),
            "parent": dict(self.parent),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CaseState:
        """Raises KeyError when `data` is not a state."""
        return cls(
            procedure=data["procedure"],
            stage=data["stage"],
            facts=MappingProxyType(dict(data["facts"])),
            party=MappingProxyType(dict(data["party"])),
            acts=MappingProxyType({act: tuple(items) for act, items in data["acts"].items()}),
            pending=MappingProxyType(dict(data["pending"])),
            returned=MappingProxyType(dict(data.get("returned", {}))),
            evidence=tuple(data["evidence"]),
            documents=tuple(data["documents"]),
            media=tuple(data["media"]),
            seq=data["seq"],
            closed=data["closed"],
            started_at=data.get("started_at", ""),
            entered=MappingProxyType(dict(data.get("entered", {}))),
            parent=MappingProxyType(dict(data.get("parent", {}))),
        )
