"""Recompute a case's stream from its bytes: every digest, every link, every commitment."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
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
    report = ChainReport(case_id)
    before = ""
    for number, record in enumerate(records_of(case_id), start=1):
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
    manifest = record.committed_bytes
    if hashlib.sha256(manifest).hexdigest() != record.digest:
        faults.append(f"第{record.seq}号记录的内容与其摘要不符。")
    if not opens(Commitment(bytes(record.c), bytes(record.g)), bytes(record.content.key), manifest):
        faults.append(f"第{record.seq}号记录的内容与其承诺值不符。")
    said = record.manifest
    if (said["rid"], said["case"], said["seq"], said["prev"] or "") != (
        record.rid,
        str(record.case_id),
        record.seq,
        record.previous,
    ):
        faults.append(f"第{record.seq}号记录的内容与其登记项不符。")
    return faults


def _entry(record: Record) -> list[str]:
    line = bytes(record.outbox.entry)
    try:
        entry = Entry.parse(line)
    except MalformedError as error:
        return [f"第{record.seq}号记录的日志条目不能读取：{error}"]
    same = (entry.rid, entry.commitment) == (record.rid, Commitment(bytes(record.c), bytes(record.g)))
    if not same or leaf_hash(line) != bytes(record.outbox.leaf):
        return [f"第{record.seq}号记录与其日志条目不符。"]
    return []
