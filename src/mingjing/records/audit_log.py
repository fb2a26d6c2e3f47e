"""First part of the audit: the log's files against their own signatures, and against the database's promises."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from mingjing.ledger.digests import Digest, sha256, sm3
from mingjing.ledger.errors import LedgerError
from mingjing.ledger.note import Note
from mingjing.ledger.reader import LogReader
from mingjing.ledger.report import Report
from mingjing.ledger.signing import open_checkpoint
from mingjing.ledger.store import CHECKPOINT, LogStore
from mingjing.ledger.tree import Head as TreeHead
from mingjing.ledger.twin import FOLDER, TwinStore
from mingjing.ledger.verify import verify_log
from mingjing.ledger.vkey import Vkey
from mingjing.records import log, shards
from mingjing.records.models import Checkpoint, Head
from mingjing.records.shards import Place

_A_MOMENT = 0.5  # seconds; a publication takes milliseconds


@dataclass(frozen=True, slots=True)
class _Row:
    """A log's state in the database, and the largest size that was signed of it."""

    size: int
    root: bytes
    largest: int


def audit_log(report: Report) -> list[LogReader]:
    """Recompute both trees of every log from the entry bundles and compare all promises.

    Returns readers of what the database promised of the main logs, one after the other, up to the first that can't be
    read.
    """
    places = shards.from_database()
    if places != shards.known():
        report.fault("log/shards", "公布的日志分段表与数据库的不同。")
    readers = [_audit(place, report) for place in places]
    for place, later, reader in zip(places, places[1:], readers, strict=False):
        if reader is not None and place.first + reader.head.size != later.first:
            report.fault(f"log/{later.folder}", f"日志“{place.origin}”关闭后又有变动，与下一段的起点不接。")
    return list(itertools.takewhile(lambda reader: reader is not None, readers))


def _audit(place: Place, report: Report) -> LogReader | None:
    store, name = place.store, f"log/{place.folder}".rstrip("/")
    try:
        key = log.vkey(place)
    except LedgerError as error:
        report.fault(f"{name}/log.vkey", f"日志“{place.origin}”的公钥读不了：{error}")
        return None
    if store.read(CHECKPOINT) is None and not Head.objects.exists() and not (store.root / "tile").exists():
        report.holds(name, "存证日志还没有条目。")
        return None
    found = verify_log(store.root, key, twin_key=log.twin_vkey(place))
    report.facts |= found.facts
    for finding in found.findings:
        # Witnesses are looked at by `log status`; their absence is no fault of the log's.
        getattr(report, {"fault": "fault", "caution": "caution", "passed": "holds"}[finding.level])(
            f"{name}/{finding.file}".rstrip("/"), finding.sentence
        )
    reader = _promises(store, key, name, sha256, report)
    _promises(TwinStore(store), log.twin_vkey(place), f"{name}/{FOLDER}", sm3, report)
    return reader


def _promises(store: LogStore, key: Vkey, where: str, digest: Digest, report: Report) -> LogReader | None:
    """Head and every signed checkpoint of the database against the files."""
    row, published = _standing(store, key)
    if row is None:
        report.fault(where, f"数据库里没有日志“{key.name}”的现状。")
        return None
    if row.size != row.largest:
        report.fault(where, f"数据库的日志现状是{row.size}条，而签署过的最大检查点是{row.largest}条。")
    if isinstance(published, LedgerError):
        report.fault(f"{where}/{CHECKPOINT}", f"公布的检查点不能读取：{published}")
    elif published != row.size:
        word = "回退到" if published < row.size else "超前到"
        report.fault(f"{where}/{CHECKPOINT}", f"公布的检查点{word}{published}条，数据库是{row.size}条。")
    try:
        reader = LogReader(store, TreeHead(row.size, row.root), digest)
        faults, count = len(report.faults), 0
        for kept in Checkpoint.objects.filter(log=key.name, size__lte=row.size).order_by("size").iterator():
            count += 1
            _promise(kept, store, key, reader, where, report)
    except LedgerError as error:
        report.fault(where, f"日志文件与数据库承诺的{row.size}条对不上：{error}")
        return None
    if len(report.faults) == faults:
        report.holds(where, f"数据库签署过的{count}份检查点与日志一致，留存文件齐全。")
    return reader


def _standing(store: LogStore, key: Vkey) -> tuple[_Row | None, int | LedgerError]:
    """What the database says (in one statement, so of one moment) and what is published.

    A writer promises first and publishes then: where the two differ they are looked at once more after a moment.
    """
    largest = Checkpoint.objects.filter(log=OuterRef("log")).order_by("-size").values("size")[:1]
    rows = Head.objects.filter(log=key.name).annotate(largest=Coalesce(Subquery(largest), 0))
    for again in (True, False):
        found = rows.values_list("size", "root", "largest").first()
        row = _Row(found[0], bytes(found[1]), found[2]) if found else None
        published = _published(store, key)
        if row is None or not again or row.size == row.largest == published:
            break
        time.sleep(_A_MOMENT)
    return row, published


def _published(store: LogStore, key: Vkey) -> int | LedgerError:
    try:
        return open_checkpoint(store.read(CHECKPOINT) or b"", key).checkpoint.size
    except LedgerError as error:
        return error


def _promise(
    kept: Checkpoint, store: LogStore, key: Vkey, reader: LogReader, where: str, report: Report
) -> None:
    path = f"checkpoints/{kept.size}"
    try:
        signed = open_checkpoint(kept.note.encode(), key).checkpoint
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
