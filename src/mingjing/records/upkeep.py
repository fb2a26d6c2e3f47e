"""The log's part of the nightly duties: its files, their promises and the database, held against one another."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from mingjing.ledger.report import Report
from mingjing.records.audit_log import audit_log
from mingjing.records.audit_rows import audit_rows
from mingjing.work.nightly import Slice


def audit(_until: datetime) -> Slice:
    """Both trees computed anew and every row compared, in one go; the cases aren't judged again (`mingjing audit` does)."""
    report = Report("存证日志")
    readers = audit_log(report)
    audit_rows(readers, report, timezone.now())
    if report.ok:
        size = sum(reader.head.size for reader in readers)
        told = f"{len(readers)}个日志共{size}条，与数据库一致。"
        return Slice(True, 0, told if size else "存证日志还没有条目。")
    first = report.faults[0]
    return Slice(True, len(report.faults), f"发现异常{len(report.faults)}处，第一处：{first.sentence}")
