"""The audit of everything: log, database, originals, the chain of every case, and what the law asks to be there.

What it finds is told by place. What it can't find is a record that nobody ever made and no rule asks for.
"""

from __future__ import annotations

from datetime import datetime

from mingjing.cases import fixity
from mingjing.cases.audit_cases import audit_cases
from mingjing.cases.keeping import vault
from mingjing.cases.models import Case
from mingjing.ledger.report import Report
from mingjing.records.audit_log import audit_log
from mingjing.records.audit_rows import audit_rows
from mingjing.records.models import Attachment
from mingjing.records.quorum import audit_witnesses

MOST = 100


def audit(now: datetime, *, originals: bool = True, processes: int = 1) -> Report:
    """Everything, in the order of the module's first line. `originals` False leaves their bytes unread.

    `processes` = how many share the work on the cases.
    """
    report = Report("全面核查：日志、数据库、原件、记录链、完整性")
    audit_rows(audit_log(report), report, now)
    audit_witnesses(report, now)
    audit_cases(report, processes)
    if originals:
        _originals(report)
    else:
        report.caution("vault", "没有核对原件的内容。")
    return report


def _originals(report: Report) -> None:
    """Every original read once, by the same walk as `mingjing vault check`: both digests, size, hidden ones; strangers are counted."""
    faults, named, strange = 0, 0, 0
    for seen in fixity.walk(vault()):
        named += seen.named
        strange += not seen.named
        for sentence in seen.faults:
            faults += 1
            if faults <= MOST:
                report.fault(f"vault/{seen.digest}", f"{_whose(seen.digest)}{sentence}")
    report.facts["originals"] = named
    if strange:
        # Derivatives, uploads that wait, files of acts that were refused: nothing removes those (see `keeping`).
        report.caution(
            "vault",
            f"原件库里另有{strange}个文件不在记录所列之中（派生件、没有用上的上传件等），没有核对其来历。",
        )
    if faults > MOST:
        report.fault("vault", f"原件共有{faults}处问题，其余的请运行 mingjing vault check 查看。")
    if not faults:
        report.holds("vault", f"记录所列的{named}个原件齐全，两种摘要和长度一致。")


def _whose(digest: str) -> str:
    """Which record names the original, for the sentence."""
    row = Attachment.objects.filter(sha256=digest).order_by("pk").select_related("record").first()
    if row is None:
        return ""
    case = Case.objects.filter(pk=row.record.case_id).first()
    return f"案件{(case.number if case else '') or row.record.case_id}第{row.record.seq}号记录："
