"""What goes into the law room and what comes out of a case: actors, proposals, records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from .calendar import WorkCalendar
from .instants import parse_instant, stamp

Step = Literal["submit", "approve", "return", "withdraw"]
STEPS: tuple[Step, ...] = ("submit", "approve", "return", "withdraw")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ActorRef:
    """Who acts, in which role and for which unit."""

    id: str
    name: str
    role: str
    unit: str = ""

    def to_json(self) -> Json:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class OfficerRef:
    """An officer taking part. `valid` = the credential was valid on the day of the act and of the right kind.

    `reviewing_since` = the registered day of the first legal review of a decision, or "" (行政处罚法 第58条第2款).
    """

    id: str
    name: str
    credential: str = ""
    valid: bool = False
    auxiliary: bool = False
    legal_qualified: bool = False
    valid_to: str = ""
    reviewing_since: str = ""

    def to_json(self) -> Json:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An act that someone wants to do. `at` = when it happened, `recorded_at` = when it is recorded (both aware).

    `conflicts` = other records that put one of its officers elsewhere at that time: {officer, case, act, start, end};
    `born` = the case that was born of this one by it, as in `RecordEntry`.
    """

    act: str
    at: dt.datetime
    recorded_at: dt.datetime
    actor: ActorRef
    step: Step = "submit"
    officers: Sequence[OfficerRef] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    evidence: Sequence[Json] = ()
    documents: Sequence[Json] = ()
    media: Sequence[Json] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    conflicts: Sequence[Json] = ()
    born: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What the caller knows beside the case: the agency, who asks and when, and (if not the pack's) the calendar.

    `elsewhere` = what other cases of the agency say, as far as the act asks (`Pack.asks_elsewhere`): `visits` = this
    year's inspection visits to the party, {on, kind}.
    """

    now: dt.datetime
    agency: Mapping[str, Any] = field(default_factory=dict)
    actor: ActorRef | None = None
    officers: Mapping[str, OfficerRef] = field(default_factory=dict)
    calendar: WorkCalendar | None = None
    case_number: str = ""
    elsewhere: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """The content of one record of a case, JSON-able by `to_json`.

    `parent`, only in the first record of a case born of another: {case, number, title, procedure, act, seq, digest} of
    the record that it was born of. `born`, only of acts done upon a birth: {case, procedure, title, number} of the case
    born of this one. `elsewhere`, only of acts that ask: what other cases said when it was judged.
    """

    seq: int
    act: str
    step: Step
    at: dt.datetime
    recorded_at: dt.datetime
    actor: ActorRef
    officers: tuple[OfficerRef, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[Json, ...] = ()
    documents: tuple[Json, ...] = ()
    media: tuple[Json, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    pack_digest: str = ""
    parent: Mapping[str, Any] = field(default_factory=dict)
    elsewhere: Mapping[str, Any] = field(default_factory=dict)
    born: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> Json:
        more = {"parent": dict(self.parent)} if self.parent else {}
        more |= {"elsewhere": dict(self.elsewhere)} if self.elsewhere else {}
        more |= {"born": dict(self.born)} if self.born else {}
        return {
            "seq": self.seq,
            "act": self.act,
            "step": self.step,
            "at": stamp(self.at),
            "recorded_at": stamp(self.recorded_at),
            "actor": self.actor.to_json(),
            "officers": [officer.to_json() for officer in self.officers],
            "fields": dict(self.fields),
            "evidence": list(self.evidence),
            "documents": list(self.documents),
            "media": list(self.media),
            "reasons": dict(self.reasons),
            "pack_digest": self.pack_digest,
            **more,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> RecordEntry:
        """Raises KeyError, ValueError or TypeError when `data` is not a record's content."""
        return cls(
            seq=int(data["seq"]),
            act=data["act"],
            step=data["step"],
            at=parse_instant(data["at"]),
            recorded_at=parse_instant(data["recorded_at"]),
            actor=ActorRef(**data["actor"]),
            officers=tuple(OfficerRef(**officer) for officer in data.get("officers", ())),
            fields=data.get("fields", {}),
            evidence=tuple(data.get("evidence", ())),
            documents=tuple(data.get("documents", ())),
            media=tuple(data.get("media", ())),
            reasons=data.get("reasons", {}),
            pack_digest=data.get("pack_digest", ""),
            parent=data.get("parent", {}),
            elsewhere=data.get("elsewhere", {}),
            born=data.get("born", {}),
        )
