"""Every tile, entry and kept checkpoint of a log against its root. `prefix` is the log's folder in the report."""

from collections.abc import Callable, Iterable, Iterator

from mingjing.ledger.check import check_consistency
from mingjing.ledger.checkpoint import Checkpoint
from mingjing.ledger.digests import Digest, sha256
from mingjing.ledger.entry import Entry
from mingjing.ledger.errors import LedgerError, MalformedError
from mingjing.ledger.reader import LogReader
from mingjing.ledger.report import Report
from mingjing.ledger.signing import open_checkpoint
from mingjing.ledger.store import LogStore
from mingjing.ledger.tiles import ENTRIES, Tile, all_tiles, levels
from mingjing.ledger.vkey import Vkey

_MAX_FAULTS = 100


def verify_tiles(reader: LogReader, report: Report, prefix: str = "") -> None:
    """Check each hash tile against the one above it."""

    def read(tile: Tile) -> None:
        reader.hashes(tile.level, tile.index)

    size = reader.head.size
    tiles = (tile for level in reversed(levels(size)) for tile in all_tiles(size, level))
    if _each(tiles, read, report, prefix):
        report.holds(f"{prefix}tile", "各层哈希块与根哈希一致。")


def verify_entries(reader: LogReader, report: Report, prefix: str = "") -> None:
    """Check each entry against its leaf hash, and whether it is one of ours."""
    strange = 0

    def read(tile: Tile) -> None:
        nonlocal strange
        for entry in reader.bundle(tile.index):
            try:
                Entry.parse(entry)
            except MalformedError:
                strange += 1

    if _each(all_tiles(reader.head.size, ENTRIES), read, report, prefix):
        report.holds(f"{prefix}tile/entries", f"全部{reader.head.size}条条目与日志一致。")
    if strange:
        report.caution(
            f"{prefix}tile/entries", f"有{strange}条条目不是本系统的条目格式（不影响日志本身的完整）。"
        )


def _each(tiles: Iterator[Tile], read: Callable[[Tile], None], report: Report, prefix: str) -> bool:
    """Read all tiles; record each fault (up to a limit), go on with the next. True if there was none."""
    faults = 0
    for tile in tiles:
        try:
            read(tile)
        except LedgerError as error:
            report.fault(prefix + tile.path, f"文件 {prefix}{tile.path}：{error}")
            faults += 1
            if faults == _MAX_FAULTS:
                report.fault("", f"问题超过{_MAX_FAULTS}处，不再逐一列出。")
                break
    return faults == 0


def verify_history(
    store: LogStore,
    kept: Iterable[int],
    reader: LogReader,
    log: Vkey,
    report: Report,
    prefix: str = "",
    digest: Digest = sha256,
) -> None:
    """Prove the reader's tree consistent with each checkpoint kept in the folder."""
    faults, sizes = len(report.faults), list(kept)
    for size in sizes:
        path = f"checkpoints/{size}"
        try:
            old = open_checkpoint(store.read(path) or b"", log).checkpoint
            if old.size != size:
                raise MalformedError(f"内容是{old.size}条的检查点，与文件名不符。")
            check_growth(old, reader, digest)
        except LedgerError as error:
            report.fault(prefix + path, f"文件 {prefix}{path}：{error}")
    if sizes and len(report.faults) == faults:
        report.holds(f"{prefix}checkpoints", f"与留存的{len(sizes)}份历次检查点一致，没有删改。")


def check_growth(old: Checkpoint, reader: LogReader, digest: Digest = sha256) -> None:
    """Prove that the reader's tree begins with that of `old`. Raises ProofError and what reading raises."""
    path = reader.consistency(old.size) if old.size <= reader.head.size else []
    check_consistency(old.head, reader.head, path, digest)
