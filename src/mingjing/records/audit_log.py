"""First part of the audit: the log's files against their own signatures, and against the database's promises."""

from __future__ import annotations

from django.db.models import Max

from mingjing.ledger.digests import Digest, sha256, sm3
from mingjing.ledger.errors import LedgerError
from mingjing.ledger.note import Note
from mingjing.ledger.reader import LogReader
from mingjing.ledger.report import Report
from mingjing.ledger.signing import NoteSigner, open_checkpoint
from mingjing.ledger.store import CHECKPOINT, LogStore
from mingjing.ledger.tree import Head as TreeHead
from mingjing.ledger.twin import FOLDER, TwinStore, twin_origin
from mingjing.ledger.verify import verify_log
from mingjing.records import log
from mingjing.records.models import Checkpoint, Head


def audit_log(report: Report) -> LogReader | None:
    """Recompute both trees from the entry bundles and compare all promises.

    Returns a reader of what the database promised of the main log; None where there is nothing to read.
    """
    store, signer = log.store(), log.signer()
    if store.read(CHECKPOINT) is None and not Head.objects.exists() and not (store.root / "tile").exists():
        report.holds("log", "存证日志还没有条目。")
        return None
    found = verify_log(store.root, signer.vkey, twin_key=log.twin_vkey())
    report.facts |= found.facts
    for finding in found.findings:
        # Witnesses are looked at by `log status`; their absence is no fault of the log's.
        getattr(report, {"fault": "fault", "caution": "caution", "passed": "holds"}[finding.level])(
            f"log/{finding.file}".rstrip("/"), finding.sentence
        )
    reader = _promises(store, signer, "log", sha256, report)
    _promises(TwinStore(store), log.sm2().called(twin_origin(signer.name)), f"log/{FOLDER}", sm3, report)
    return reader


def _promises(
    store: LogStore, signer: NoteSigner, where: str, digest: Digest, report: Report
) -> LogReader | None:
    """Head and every signed checkpoint of the database against the files."""
    row = Head.objects.filter(log=signer.name).first()
    largest = Checkpoint.objects.filter(log=signer.name).aggregate(size=Max("size"))["size"] or 0
    if row is None:
        report.fault(where, f"数据库里没有日志“{signer.name}”的现状。")
        return None
    if row.size != largest:
        report.fault(where, f"数据库的日志现状是{row.size}条，而签署过的最大检查点是{largest}条。")
    try:
        published = open_checkpoint(store.read(CHECKPOINT) or b"", signer.vkey).checkpoint.size
        if published != row.size:
            word = "回退到" if published < row.size else "超前到"
            report.fault(f"{where}/{CHECKPOINT}", f"公布的检查点{word}{published}条，数据库是{row.size}条。")
    except LedgerError as error:
        report.fault(f"{where}/{CHECKPOINT}", f"公布的检查点不能读取：{error}")
    try:
        reader = LogReader(store, TreeHead(row.size, bytes(row.root)), digest)
        faults, count = len(report.faults), 0
        for kept in (
            Checkpoint.objects.filter(log=signer.name, size__lte=row.size).order_by("size").iterator()
        ):
            count += 1
            _promise(kept, store, signer, reader, where, report)
    except LedgerError as error:
        report.fault(where, f"日志文件与数据库承诺的{row.size}条对不上：{error}")
        return None
    if len(report.faults) == faults:
        report.holds(where, f"数据库签署过的{count}份检查点与日志一致，留存文件齐全。")
    return reader


def _promise(
    kept: Checkpoint, store: LogStore, signer: NoteSigner, reader: LogReader, where: str, report: Report
) -> None:
    path = f"checkpoints/{kept.size}"
    try:
        signed = open_checkpoint(kept.note.encode(), signer.vkey).checkpoint
        right = (signed.size, signed.root) == (kept.size, bytes(kept.root))
        if not right or reader.root_at(kept.size) != bytes(kept.root):
            report.fault(f"{where}/{path}", f"数据库签署的{kept.size}条检查点与日志算出的根哈希不同。")
        raw = store.read(path)
        if raw is None:
            report.fault(f"{where}/{path}", f"留存的检查点 {path} 不见了。")
        elif Note.parse(raw).text != Note.parse(kept.note.encode()).text:
            report.fault(f"{where}/{path}", f"留存的检查点 {path} 与数据库签署的不同。")
    except LedgerError as error:
        report.fault(f"{where}/{path}", f"{kept.size}条的检查点：{error}")
