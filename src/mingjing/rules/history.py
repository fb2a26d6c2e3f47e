"""What was proposed, by whom, and what became of it: the fold over an agency's chain of rule records."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from mingjing.agencies.models import Agency
from mingjing.law.amendments import Amendment
from mingjing.ledger.entry import Entry, opens
from mingjing.ledger.errors import MalformedError
from mingjing.rules.models import RuleRecord

WAITING, WITHDRAWN, RETURNED, APPROVED = "propose", "withdraw", "return", "approve"
STATES = {WAITING: "待批准", WITHDRAWN: "已撤回", RETURNED: "已退回", APPROVED: "已批准"}


@dataclass(frozen=True, slots=True)
class Step:
    """One record of a change; `reason` = why it was proposed or returned."""

    seq: int
    step: str
    by: str
    by_name: str
    at: datetime
    reason: str
    digest: str


@dataclass(frozen=True, slots=True)
class Change:
    """A change with its steps. `title` and `old`/`new` are as people read them; `count` = which approval it is."""

    id: UUID
    amendment: Amendment
    title: str
    old: str
    new: str
    impact: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def state(self) -> str:
        return self.steps[-1].step

    @property
    def state_title(self) -> str:
        return STATES[self.state]

    @property
    def proposed(self) -> Step:
        return self.steps[0]

    @property
    def settled(self) -> Step | None:
        return self.steps[1] if len(self.steps) > 1 else None


def changes(agency_id: int) -> list[Change]:
    """All changes of an agency, the latest first (1 query)."""
    return list(reversed(fold(RuleRecord.objects.filter(agency=agency_id).order_by("seq"))))


def fold(records: Any) -> list[Change]:
    """Changes in the order in which they were proposed."""
    told: dict[UUID, tuple[dict[str, Any], list[Step]]] = {}
    for record in records:
        content = record.told
        step = Step(
            record.seq, record.step, content["by"]["id"], content["by"]["name"], record.at, content["reason"], record.digest
        )  # fmt: skip
        told.setdefault(record.change, (content, []))[1].append(step)
    return [_change(change, content, tuple(steps)) for change, (content, steps) in told.items()]


def _change(change: UUID, content: dict[str, Any], steps: tuple[Step, ...]) -> Change:
    told = content["told"]
    return Change(
        change, amendment_of(content["change"]), told["title"], told["old"], told["new"], tuple(told["impact"]), steps
    )  # fmt: skip


def amendment_of(data: dict[str, Any]) -> Amendment:
    return Amendment(**{**data, "since": date.fromisoformat(data["since"])})


def in_force(agency_id: int, count: int) -> Sequence[Amendment]:
    """The first `count` approved changes of an agency, in the order of approval (1 query)."""
    records = RuleRecord.objects.filter(agency=agency_id).order_by("seq")
    approved = [one for one in fold(records) if one.state == APPROVED]
    return [one.amendment for one in sorted(approved, key=lambda one: one.steps[-1].seq)[:count]]


def faults(agency_id: int) -> list[str]:
    """What is wrong with an agency's chain, as Chinese sentences: digests, links, commitments, number (2 queries)."""
    said, before = [], ""
    records = list(
        RuleRecord.objects.filter(agency=agency_id).select_related("statement__outbox").order_by("seq")
    )
    for number, record in enumerate(records, 1):
        if record.seq != number:
            said.append(f"第{number}号规则记录缺失。")
        if record.previous != before:
            said.append(f"第{record.seq}号规则记录没有接上前一条。")
        if hashlib.sha256(bytes(record.content)).hexdigest() != record.digest:
            said.append(f"第{record.seq}号规则记录的内容与其摘要不符。")
        if not _committed(record):
            said.append(f"第{record.seq}号规则记录与存证日志不符。")
        before = record.digest
    approved = sum(record.step == APPROVED for record in records)
    counted = Agency.objects.values_list("amendments", flat=True).get(pk=agency_id)
    if approved != counted:
        said.append(f"记录链上批准的调整有{approved}项，机关登记的是{counted}项。")
    return said


def _committed(record: RuleRecord) -> bool:
    """The statement names this digest, and the entry in the log commits to the statement."""
    statement = record.statement
    content = bytes(statement.content)
    try:
        commitment = Entry.parse(bytes(statement.outbox.entry)).commitment
    except MalformedError:
        return False
    return record.digest.encode() in content and opens(commitment, bytes(statement.key), content)
