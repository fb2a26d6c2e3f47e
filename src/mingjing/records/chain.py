"""Recompute a case's stream from its bytes: every digest, every link, every commitment."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from mingjing.ledger.entry import Commitment, Entry, opens
from mingjing.ledger.errors import MalformedError
from mingjing.ledger.tree import leaf_hash
from mingjing.records.models import Record
from mingjing.records.stream import records_of


@dataclass(slots=True)
class ChainReport:
    """What was found. `faults` are Chinese sentences; none means that the stream is whole."""

    case_id: UUID
    records: int = 0
    erased: int = 0
    logged: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.faults


def verify(case_id: UUID) -> ChainReport:
    """Check the case's stream (1 query). An erased record counts as such; its links are still checked."""
    return check(case_id, records_of(case_id))


def check(case_id: UUID, records: Sequence[Record]) -> ChainReport:
    """As `verify`, with the records already read (content and outbox too)."""
    report = ChainReport(case_id)
    before = ""
    for number, record in enumerate(records, start=1):
        report.records += 1
        report.logged += record.outbox.idx is not None
        if record.seq != number:
            report.faults.append(f"第{number}号记录缺失，下一条是第{record.seq}号。")
        if record.previous != before:
            report.faults.append(f"第{record.seq}号记录没有接上前一条记录。")
        before = record.digest
        if record.content.manifest is None:
            report.erased += 1
        else:
            report.faults += _content(record)
        report.faults += _entry(record)
    return report


def _content(record: Record) -> list[str]:
    faults = []
    try:
        manifest = record.committed_bytes
    except (ValueError, KeyError, TypeError, MalformedError):
        return [f"第{record.seq}号记录的内容不能读取。"]
    if hashlib.sha256(manifest).hexdigest() != record.digest:
        faults.append(f"第{record.seq}号记录的内容与其摘要不符。")
    if not opens(Commitment(bytes(record.c), bytes(record.g)), bytes(record.content.key), manifest):
        faults.append(f"第{record.seq}号记录的内容与其承诺值不符。")
    try:
        said = record.manifest
        same = _columns(record, said)
    except (ValueError, KeyError, TypeError):
        return [*faults, f"第{record.seq}号记录的内容不能读取。"]
    if not same:
        faults.append(f"第{record.seq}号记录的内容与其登记项不符。")
    return faults


def _columns(record: Record, said: dict[str, Any]) -> bool:
    """Whether the columns say what the manifest says."""
    entry = said["record"]
    columns = (record.act, record.step, record.role, record.at)
    told = (entry["act"], entry["step"], entry["actor"]["role"], datetime.fromisoformat(entry["at"]))
    place = (record.rid, str(record.case_id), record.seq, record.previous)
    return columns == told and place == (said["rid"], said["case"], said["seq"], said["prev"] or "")


def _entry(record: Record) -> list[str]:
    line = bytes(record.outbox.entry)
    try:
        entry = Entry.parse(line)
    except MalformedError as error:
        return [f"第{record.seq}号记录的日志条目不能读取：{error}"]
    same = (entry.rid, entry.commitment, entry.type, entry.by, entry.at) == (
        record.rid,
        Commitment(bytes(record.c), bytes(record.g)),
        record.kind,
        record.role,
        int(record.recorded_at.timestamp()),
    )
    if not same or leaf_hash(line) != bytes(record.outbox.leaf):
        return [f"第{record.seq}号记录与其日志条目不符。"]
    return []
