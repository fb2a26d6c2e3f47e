"""Second part of the audit: every row of the outbox against the log, every entry against what it commits to."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from mingjing.ledger.entry import Entry, opens
from mingjing.ledger.errors import LedgerError, MalformedError
from mingjing.ledger.reader import LogReader
from mingjing.ledger.report import Report
from mingjing.ledger.tree import leaf_hash
from mingjing.records.models import Outbox, Record, Statement

LATE = timedelta(hours=1)
MOST = 100
STEP = 2000


def audit_rows(readers: Sequence[LogReader], report: Report, now: datetime) -> None:
    """Places unique and without gaps, each row the log's entry, each entry held by a record or statement."""
    faults, count = len(report.faults), 0
    entries: Iterator[bytes] = itertools.chain.from_iterable(reader.entries() for reader in readers)
    size = sum(reader.head.size for reader in readers)
    try:
        for idx, entry, leaf in _placed():
            if idx != count:
                what = "重复" if idx < count else "缺失"
                number = idx if idx < count else count
                report.fault(f"outbox/{number}", f"日志序号{number}的条目在数据库里{what}。")
                count = _skip(entries, count, idx, size) if idx > count else count - 1
            count += 1
            _row(idx, entry, leaf, next(entries, None) if idx < size else None, size, report)
            if len(report.faults) - faults > MOST:
                report.fault("outbox", f"问题超过{MOST}处，不再逐一列出。")
                return
    except LedgerError as error:
        report.fault("log", f"日志的条目读不下去：{error}")
        return
    if count < size:
        report.fault(f"outbox/{count}", f"日志有{size}条，数据库只到{count}条。")
    _held(report)
    _statements(report)
    _waiting(report, now)
    if len(report.faults) == faults:
        report.holds("outbox", f"数据库的{count}条条目序号连续，与日志逐条相同，各有所属的记录。")


def _placed() -> Iterator[tuple[int, bytes, bytes]]:
    rows = Outbox.objects.filter(idx__isnull=False).order_by("idx", "pk").values_list("idx", "entry", "leaf")
    with transaction.atomic():  # else the server would write all rows aside before it gives the first
        for idx, entry, leaf in rows.iterator(STEP):
            yield idx, bytes(entry), bytes(leaf)


def _skip(entries: Iterator[bytes], count: int, idx: int, size: int) -> int:
    """Pass over the log's entries that the database lacks."""
    for _ in range(count, min(idx, size)):
        next(entries, None)
    return idx


def _row(idx: int, entry: bytes, leaf: bytes, logged: bytes | None, size: int, report: Report) -> None:
    if leaf_hash(entry) != leaf:
        report.fault(f"outbox/{idx}", f"数据库第{idx}号条目与它的叶摘要不符，已被改动。")
    if idx >= size:
        return
    if entry != logged:
        report.fault(f"outbox/{idx}", f"数据库第{idx}号条目与日志中的不同，已被改动。")


def _held(report: Report) -> None:
    """Entries that nothing belongs to: the record was deleted, or never there."""
    held = (Exists(kind.objects.filter(outbox_id=OuterRef("pk"))) for kind in (Record, Statement))
    orphans = Outbox.objects.filter(*(~one for one in held))
    for idx, entry in orphans.order_by("idx").values_list("idx", "entry")[:MOST]:
        try:
            rid = Entry.parse(bytes(entry)).rid
        except MalformedError:
            rid = "不明"
        report.fault(f"outbox/{idx}", f"日志第{idx}号条目（{rid}）所属的记录不见了。")


def _statements(report: Report) -> None:
    count = 0
    for one in Statement.objects.select_related("outbox").order_by("outbox_id").iterator(STEP):
        count += 1
        try:
            entry = Entry.parse(bytes(one.outbox.entry))
            good = entry.rid == one.rid and opens(entry.commitment, bytes(one.key), bytes(one.content))
        except MalformedError:
            good = False
        if not good:
            report.fault(f"statement/{one.rid}", f"公开声明 {one.rid} 与它的日志条目不符，已被改动。")
    if count:
        report.facts["statements"] = count


def _waiting(report: Report, now: datetime) -> None:
    waiting = Outbox.objects.filter(idx__isnull=True)
    late = waiting.filter(created_at__lt=now - LATE).count()
    report.facts["waiting"] = waiting.count()
    if late:
        report.caution("outbox", f"有{late}条记录超过一小时没有写入存证日志，请检查 sequencer 是否在运行。")
