"""Every tile, entry and kept checkpoint of a log against its root. `prefix` is the log's folder in the report."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from mingjing.ledger.bounded import read_regular
from mingjing.ledger.check import check_consistency
from mingjing.ledger.checkpoint import Checkpoint
from mingjing.ledger.digests import Digest, sha256
from mingjing.ledger.entry import Entry
from mingjing.ledger.errors import LedgerError, MalformedError, MissingFileError
from mingjing.ledger.reader import LogReader
from mingjing.ledger.report import Report
from mingjing.ledger.signing import open_checkpoint
from mingjing.ledger.store import MOST, LogStore
from mingjing.ledger.tiles import ENTRIES, Tile, all_tiles, encode_bundle, levels, parse_path, tile_at
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
    """Check each entry against its leaf hash and, for the main tree, whether it is one of ours: a twin has the same."""
    strange = 0

    def read(tile: Tile) -> None:
        nonlocal strange
        entries = reader.bundle(tile.index)
        strange += 0 if prefix else sum(map(_is_strange, entries))

    if _each(all_tiles(reader.head.size, ENTRIES), read, report, prefix):
        report.holds(f"{prefix}tile/entries", f"全部{reader.head.size}条条目与日志一致。")
    if strange:
        report.caution(
            f"{prefix}tile/entries", f"有{strange}条条目不是本系统的条目格式（不影响日志本身的完整）。"
        )


def _is_strange(entry: bytes) -> bool:
    try:
        Entry.parse(entry)
    except MalformedError:
        return True
    return False


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


def verify_files(reader: LogReader, report: Report, prefix: str = "") -> None:
    """Check every tile and bundle file that lies in the folder, also the partial ones of earlier sizes.

    Readers of an earlier checkpoint are given those; files beyond the tree's size are a killed run's and promise nothing.
    """
    root, faults, beyond = reader.store.root, len(report.faults), 0
    # A folder of partial tiles may go while we walk: os.walk passes over it.
    for file in sorted(Path(at) / name for at, _, names in os.walk(root / "tile") for name in names):
        name = file.relative_to(root).as_posix()
        tile = None if file.is_symlink() else parse_path(name)
        if tile is None:
            report.fault(prefix + name, f"文件 {prefix}{name} 不是日志写入的文件。")
            continue
        try:
            known = _known(reader, tile)
        except LedgerError:
            continue  # told already where the tree itself is checked
        if known is None:
            beyond += 1
            continue
        raw = _there(reader.store, file, tile)
        if raw is not None and raw != known:
            report.fault(prefix + name, f"文件 {prefix}{name} 与日志不符，内容已被改动或者截断。")
    if beyond:
        report.caution(f"{prefix}tile", f"有{beyond}个文件超出检查点的范围（写入中断时留下，不作数）。")
    if len(report.faults) == faults:
        report.holds(f"{prefix}tile", "文件夹中的哈希块和条目文件与日志逐字节一致。")


def _there(store: LogStore, file: Path, tile: Tile) -> bytes | None:
    """What lies at `file`; None for a partial tile that went while we read because its full one came. b"" for no file."""
    try:
        return read_regular(file, MOST)
    except MissingFileError:
        replaced = tile != tile.full and not file.exists() and (store.root / tile.full.path).is_file()
        return None if replaced else b""
    except MalformedError:
        return b""  # longer than any file of a log


def _known(reader: LogReader, tile: Tile) -> bytes | None:
    """What the authenticated tree says the file holds; None where the tree does not reach."""
    try:
        whole = tile_at(reader.head.size, tile.level, tile.index)
    except ValueError:
        return None
    if tile.width > whole.width:
        return None
    if tile.level == ENTRIES:
        return encode_bundle(reader.bundle(tile.index)[: tile.width])
    return b"".join(reader.hashes(tile.level, tile.index)[: tile.width])
