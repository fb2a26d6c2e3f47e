"""The audit of everything: log, database, originals, the chain of every case, and what the law asks to be there.

What it finds is told by place. What it can't find is a record that nobody ever made and no rule asks for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from mingjing import law
from mingjing.cases.keeping import vault
from mingjing.cases.models import Case, PackContent
from mingjing.cases.rejudge import rejudge
from mingjing.cases.replay import PackLost
from mingjing.ledger.entry import Entry, case_tag
from mingjing.ledger.errors import MalformedError
from mingjing.ledger.report import Report
from mingjing.records import chain
from mingjing.records.audit_log import audit_log
from mingjing.records.audit_rows import audit_rows
from mingjing.records.models import CaseKey, Record
from mingjing.records.quorum import audit_witnesses
from mingjing.vault import VaultError

_PIECE = 1 << 20
_STEP = 500
_NOT_READABLE = (law.LawError, PackLost, KeyError, ValueError, TypeError, LookupError)


def audit(now: datetime, *, originals: bool = True) -> Report:
    """Everything, in the order of the module's first line. `originals` False leaves their bytes unread."""
    report = Report("全面核查：日志、数据库、原件、记录链、完整性")
    audit_rows(audit_log(report), report, now)
    audit_witnesses(report, now)
    blobs = _cases(report)
    if originals:
        _originals(blobs, report)
    else:
        report.caution("vault", f"没有核对{len(blobs)}个原件的内容。")
    return report


def _cases(report: Report) -> dict[str, tuple[int | None, str]]:
    """Chain and completeness of every case; returns the originals that records name: digest -> (size, where)."""
    blobs: dict[str, tuple[int | None, str]] = {}
    chains, complete, records = len(report.faults), 0, 0
    cases = Case.objects.select_related("agency", "unit").in_bulk()
    keys = dict(CaseKey.objects.values_list("case_id", "key"))
    judged: list[tuple[Case, list[Record]]] = []
    for case_id, group in groupby(_records(), key=lambda record: record.case_id):
        stream = list(group)
        records += len(stream)
        case = cases.get(case_id)
        where = f"case/{(case.number if case else '') or case_id}"
        if case is None:
            report.fault(where, f"有{len(stream)}条记录而没有案件。")
        whole = chain.check(case_id, stream)
        for fault in whole.faults:
            report.fault(where, fault)
        for fault in _beside(stream, keys.get(case_id)):
            report.fault(where, fault)
        if whole.erased:
            report.caution(where, f"有{whole.erased}条记录的内容已经依法销毁。")
        if whole.whole and not whole.erased:
            _named(stream, where, blobs)
            if case is not None:
                judged.append((case, stream))
        if case is not None and whole.records != (case.state or {}).get("seq", whole.records):
            report.fault(where, f"案件应有{case.state['seq']}条记录，现有{whole.records}条。")
        cases.pop(case_id, None)
    for case in cases.values():
        if (case.state or {}).get("seq"):
            report.fault(f"case/{case.number or case.pk}", "案件有状态而没有一条记录。")
    report.facts["records"] = records
    if len(report.faults) == chains:
        report.holds("cases", f"{records}条记录的内容、承诺值和前后衔接无误。")
    complete = len(report.faults)
    for case, stream in judged:
        _complete(case, stream, report)
    if len(report.faults) == complete:
        report.holds("cases", f"{len(judged)}件案件的每一步在当时的规则下都可以作出，没有缺少前置记录。")
    return blobs


def _records() -> Iterator[Record]:
    rows = Record.objects.select_related("content", "outbox", "corrects").prefetch_related("attachments")
    yield from rows.order_by("case_id", "seq").iterator(chunk_size=_STEP)


def _beside(stream: Sequence[Record], key: bytes | None) -> Iterator[str]:
    """What `chain` doesn't look at: attachments, corrections, case tags, and that what was erased was disposed of."""
    tag = case_tag(bytes(key)) if key else None
    for record in stream:
        try:
            entry = Entry.parse(bytes(record.outbox.entry))
        except MalformedError:
            continue  # told by the chain
        if tag is not None and entry.case_tag != tag:
            yield f"第{record.seq}号记录的日志条目属于另一个案件。"
        if entry.prev != (record.corrects.rid if record.corrects else None):
            yield f"第{record.seq}号记录所更正的记录与日志条目不符。"
        if record.content.manifest is None:
            if record.content.disposal_id is None:
                yield f"第{record.seq}号记录的内容没有了，也没有销毁登记。"
            continue
        blobs, rows = _blobs(record), record.attachments.all()
        named = [(one["sha256"], one.get("sm3", ""), one["size"], one["mime"], one["kind"]) for one in blobs]
        held = [(one.sha256, one.sm3, one.size, one.media_type, one.kind) for one in rows]
        if named != held:
            yield f"第{record.seq}号记录的附件登记与记录所列的原件不同。"


def _blobs(record: Record) -> list[dict[str, Any]]:
    try:
        return list(record.manifest.get("blobs", ()))
    except ValueError:
        return []


def _named(stream: Sequence[Record], where: str, blobs: dict[str, tuple[int | None, str]]) -> None:
    for record in stream:
        for one in _blobs(record):
            blobs.setdefault(one["sha256"], (one["size"], f"{where}第{record.seq}号记录"))


def _complete(case: Case, stream: Sequence[Record], report: Report) -> None:
    """Judge each record again by the rules of its day: what would have been barred then is missing something now."""
    where = f"case/{case.number or case.pk}"
    try:
        for told in rejudge(case, stream):
            for found in told.findings.bars:
                report.fault(
                    where,
                    f"第{told.entry.seq}号记录（{told.entry.act}）不应当能作出：{found.title}（{found.citation}）。",
                )
    except _NOT_READABLE as fault:
        report.fault(where, f"记录不能按当时的规则重新判断（{type(fault).__name__}）。")


def _originals(blobs: dict[str, tuple[int | None, str]], report: Report) -> None:
    """Read every original that a record names, and the packs that records were judged by."""
    faults = len(report.faults)
    for digest in PackContent.objects.values_list("blob", flat=True):
        blobs.setdefault(digest, (None, "法规包"))
    for digest, (size, where) in sorted(blobs.items()):
        fault = _original(digest, size)
        if fault:
            report.fault(f"vault/{digest}", f"{where}的原件 {digest[:16]}… {fault}")
    report.facts["originals"] = len(blobs)
    if len(report.faults) == faults:
        report.holds("vault", f"记录所列的{len(blobs)}个原件齐全，摘要一致。")


def _original(digest: str, size: int | None) -> str:
    state, read = hashlib.sha256(), 0
    try:
        with vault().open(digest) as source:
            while piece := source.read(_PIECE):
                state.update(piece)
                read += len(piece)
    except VaultError:
        return "不在原件库里。"
    except OSError:
        return "读不出来。"
    if state.hexdigest() != digest:
        return "内容与摘要不符，已被改动。"
    return "" if size in (None, read) else f"有{read}字节，记录写的是{size}字节。"
