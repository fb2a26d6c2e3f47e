"""Verification of the SM3 twin beside a verified main log."""

from mingjing.ledger.digests import sm3
from mingjing.ledger.errors import DamagedError, LedgerError, MalformedError
from mingjing.ledger.reader import LogReader
from mingjing.ledger.report import Report
from mingjing.ledger.store import CHECKPOINT
from mingjing.ledger.trust import Trust
from mingjing.ledger.twin import FOLDER, TwinStore, twin_origin
from mingjing.ledger.vkey import Vkey
from mingjing.ledger.whole import verify_entries, verify_files, verify_history, verify_tiles

_PREFIX = f"{FOLDER}/"


def first_look(twin: TwinStore) -> tuple[list[int], bytes]:
    """Kept sizes and published checkpoint (b"" for none), to be taken before the main log's is read: it only ever grows."""
    kept = twin.published_sizes()
    try:
        return kept, twin.read(CHECKPOINT) or b""
    except DamagedError:
        return kept, b""


def verify_twin(
    twin: TwinStore,
    seen: tuple[list[int], bytes],
    log: Vkey,
    key: Vkey | None,
    trust: Trust,
    main: LogReader,
    report: Report,
) -> LogReader | None:
    """Check signature, tiles, the main log's entries and the history of the twin of the log `log`.

    `seen` = its `first_look`; `main` reads the main log, already verified; the quorum of `trust` holds for the twin where its policy covers it. Returns a reader of the twin, None if it can't be read.
    """
    kept, raw = seen
    try:
        key = key or next((vkey for vkey in trust.logs if vkey.name == twin_origin(log.name)), None)
        if key is None:
            key = Vkey.parse((twin.read("log.vkey") or b"")[:10_000].decode("utf-8", "replace"))
            report.caution(f"{_PREFIX}log.vkey", f"国密副树的公钥取自日志本身，请另行核对：{key}")
        if key.name != twin_origin(log.name):
            raise MalformedError(f"国密公钥属于“{key.name}”，不是“{twin_origin(log.name)}”。")
        known = Trust((*trust.logs, key), trust.policy)
        if known.key(key.name) != key:
            raise MalformedError(f"国密副树的公钥与您给的“{key.name}”不同。")
        signed = known.open(raw, key.name, report, _PREFIX + CHECKPOINT).checkpoint
        if signed.size > main.head.size:
            raise MalformedError(f"国密副树有{signed.size}条，主日志只有{main.head.size}条。")
        reader = LogReader(twin, signed.head, sm3)
    except LedgerError as error:
        report.fault(_PREFIX + CHECKPOINT, f"文件 {_PREFIX}{CHECKPOINT}：{error}")
        return None
    report.facts |= {"sm3_size": signed.size, "sm3_root": signed.root.hex()}
    if signed.size < main.head.size:
        report.caution(
            _PREFIX + CHECKPOINT, f"国密副树比主日志少{main.head.size - signed.size}条，尚未跟上。"
        )
    verify_tiles(reader, report, _PREFIX)
    verify_entries(reader, report, _PREFIX)
    verify_files(reader, report, _PREFIX)
    verify_history(twin, kept, reader, key, report, _PREFIX, sm3)
    return reader
