"""Part of the audit: the chain of every case, and whether each of its acts could be performed by the rules of its day.

Goes through the cases in slices of their ids, a few cases at a time, so that memory stays bounded whatever their number;
on a large stock the slices are shared among processes.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, connections, transaction
from django.db.models import Exists, OuterRef

from mingjing import law
from mingjing.cases.models import Case
from mingjing.cases.rejudge import rejudge
from mingjing.cases.replay import PackLost
from mingjing.ledger.entry import Entry, case_tag
from mingjing.ledger.errors import MalformedError
from mingjing.ledger.report import Report
from mingjing.records import chain
from mingjing.records.models import CaseKey, Record

AT_ONCE = 50  # cases in memory
SLICES = 64
MOST = 100  # faults told of one slice
_NOT_READABLE = (law.LawError, PackLost, KeyError, ValueError, TypeError, LookupError)


@dataclass(slots=True)
class Part:
    """What was found in a slice: faults and cautions as (where, sentence); chain faults apart from the law's."""

    records: int = 0
    judged: int = 0
    chain: list[tuple[str, str]] = field(default_factory=list)
    law: list[tuple[str, str]] = field(default_factory=list)
    cautions: list[tuple[str, str]] = field(default_factory=list)


def audit_cases(report: Report, processes: int = 1) -> None:
    """Chain and completeness of every case."""
    slices = [(number << 128 - 6, (number + 1 << 128 - 6) - 1) for number in range(SLICES)]
    if processes > 1:
        connections.close_all()  # a child must open its own
        with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
            parts = list(pool.map(_slice, slices))
    else:
        parts = [_slice(one) for one in slices]
    records, judged = sum(part.records for part in parts), sum(part.judged for part in parts)
    for part in parts:
        for where, sentence in part.cautions:
            report.caution(where, sentence)
    chain_faults = [one for part in parts for one in part.chain]
    for case in Case.objects.filter(~Exists(Record.objects.filter(case_id=OuterRef("pk"))), state__seq__gt=0)[
        :MOST
    ]:
        chain_faults.append((f"case/{case.number or case.pk}", "案件有状态而没有一条记录。"))
    report.facts["records"] = records
    _tell(report, chain_faults, f"{records}条记录的内容、承诺值和前后衔接无误。")
    law_faults = [one for part in parts for one in part.law]
    _tell(report, law_faults, f"{judged}件案件的每一步在当时的规则下都可以作出，没有缺少前置记录。")


def _tell(report: Report, faults: list[tuple[str, str]], good: str) -> None:
    for where, sentence in faults:
        report.fault(where, sentence)
    if not faults:
        report.holds("cases", good)


def _slice(bounds: tuple[int, int]) -> Part:
    part, last = Part(), UUID(int=bounds[0])
    first = True
    while len(part.chain) + len(part.law) < MOST:
        with _one_view():
            after = {"case_id__gte" if first else "case_id__gt": last}
            page = Record.objects.filter(**after, case_id__lte=UUID(int=bounds[1])).order_by("case_id")
            ids = list(page.values_list("case_id", flat=True).distinct()[:AT_ONCE])
            if not ids:
                break
            _cases(ids, part)
        last, first = ids[-1], False
    else:
        part.chain.append(("cases", f"问题超过{MOST}处，这一段的其余案件没有核对。"))
    return part


@contextmanager
def _one_view() -> Iterator[None]:
    """What is recorded meanwhile must not look like a difference between stream and state."""
    inside = connection.in_atomic_block
    with transaction.atomic():
        if not inside:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _cases(ids: list[UUID], part: Part) -> None:
    cases = Case.objects.select_related("agency", "unit").in_bulk(ids)
    keys = dict(CaseKey.objects.filter(case_id__in=ids).values_list("case_id", "key"))
    rows = Record.objects.filter(case_id__in=ids).select_related("content", "outbox", "corrects")
    rows = rows.prefetch_related("attachments").order_by("case_id", "seq")
    for case_id, group in groupby(rows, key=lambda record: record.case_id):
        _case(case_id, cases.get(case_id), list(group), keys.get(case_id), part)


def _case(case_id: UUID, case: Case | None, stream: list[Record], key: bytes | None, part: Part) -> None:
    part.records += len(stream)
    where = f"case/{(case.number if case else '') or case_id}"
    if case is None:
        part.chain.append((where, f"有{len(stream)}条记录而没有案件。"))
    whole = chain.check(case_id, stream)
    part.chain += [(where, fault) for fault in (*whole.faults, *_beside(stream, key))]
    if whole.erased:
        part.cautions.append((where, f"有{whole.erased}条记录的内容已经依法销毁。"))
    if case is None:
        return
    if whole.records != (case.state or {}).get("seq", whole.records):
        part.chain.append((where, f"案件应有{case.state['seq']}条记录，现有{whole.records}条。"))
    if whole.whole and not whole.erased:
        part.judged += 1
        part.law += [(where, sentence) for sentence in _complete(case, stream)]


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


def _complete(case: Case, stream: Sequence[Record]) -> Iterator[str]:
    """Judge each record again by the rules of its day: what would have been barred then is missing something now."""
    try:
        for told in rejudge(case, stream):
            for found in told.findings.bars:
                yield f"第{told.entry.seq}号记录（{told.entry.act}）不应当能作出：{found.title}（{found.citation}）。"
    except _NOT_READABLE as fault:
        yield f"记录不能按当时的规则重新判断（{type(fault).__name__}）。"
