"""Writing a log: a pure function of the committed (index, entry) pairs, safe to run again after any crash.

Order: bundles, then tiles, then the edge is read back and proved consistent, then signed, then (after the caller has
compare-and-swapped the signed note into its database) published. Without a checkpoint nothing that was written counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mingjing.ledger.check import check_consistency
from mingjing.ledger.checkpoint import Checkpoint
from mingjing.ledger.digests import Digest, sha256
from mingjing.ledger.errors import DamagedError, ForkError, ProofError, SequenceError
from mingjing.ledger.note import Note
from mingjing.ledger.reader import LogReader, edge_root
from mingjing.ledger.signing import NoteSigner, open_checkpoint, sign_checkpoint
from mingjing.ledger.store import CHECKPOINT, LogStore
from mingjing.ledger.tiles import (
    ENTRIES,
    WIDTH,
    Tile,
    all_tiles,
    edge,
    encode_bundle,
    level_count,
    levels,
    split_hashes,
    tile_at,
)
from mingjing.ledger.tree import Head, leaf_hash, root
from mingjing.ledger.vkey import Vkey


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A new head and its signed note: what the caller stores before it publishes."""

    head: Head
    note: Note


def contiguous(rows: Iterable[tuple[int, bytes]], old_size: int) -> list[bytes]:
    """Entries of committed (index, entry) rows in order. Raises SequenceError unless they are old_size, +1, +2..."""
    entries: list[bytes] = []
    for index, entry in sorted(rows):
        if index != old_size + len(entries):
            raise SequenceError(f"日志序号不连续：应为{old_size + len(entries)}，实际为{index}。")
        entries.append(entry)
    return entries


def integrate(
    store: LogStore,
    old_size: int,
    entries: Sequence[bytes],
    *,
    old_root: bytes | None = None,
    digest: Digest = sha256,
) -> bytes:
    """Append `entries` (numbers old_size, old_size + 1, ...) and return the new root, 32 bytes.

    The same arguments always write the same bytes. With `old_root` the old edge is authenticated before it is
    extended and the result is proved consistent with it; without it the old edge is trusted as it lies on disk.
    Raises DamagedError, MissingFileError, MalformedError (entry too long), ConflictError.
    """
    if old_root is None:
        old_root = edge_root([split_hashes(store.read_tile(tile)) for tile in edge(old_size)], digest)
    old = Head(old_size, old_root)
    before = LogReader(store, old, digest)
    if not entries:
        return old.root
    size = old_size + len(entries)
    kept = before.bundle(old_size >> 8) if old_size % WIDTH else []
    store.write_once(_bundles(old_size, kept + list(entries), size))
    rows = _grow(before, old_size, [leaf_hash(entry, digest) for entry in entries], size, digest)
    store.write_once((tile.path, data) for tile, data in rows)
    expected = edge_root([split_hashes(data) for tile, data in reversed(rows) if tile in edge(size)], digest)
    _verify(store, old, Head(size, expected), digest)
    return expected


def _bundles(old_size: int, entries: list[bytes], size: int) -> Iterable[tuple[str, bytes]]:
    first = old_size >> 8
    for tile in all_tiles(size, ENTRIES, old_size):
        start = (tile.index - first) * WIDTH
        yield tile.path, encode_bundle(entries[start : start + tile.width])


def _grow(
    before: LogReader, old_size: int, fresh: list[bytes], size: int, digest: Digest
) -> list[tuple[Tile, bytes]]:
    """Tiles that change between the two sizes, lowest level first, with their bytes."""
    written: list[tuple[Tile, bytes]] = []
    for level in levels(size):
        old_count = level_count(old_size, level)
        partial = before.hashes(level, old_count >> 8) if old_count % WIDTH else []
        row, fresh = partial + fresh, []
        for tile in all_tiles(size, level, old_count):
            start = (tile.index - (old_count >> 8)) * WIDTH
            hashes = row[start : start + tile.width]
            written.append((tile, b"".join(hashes)))
            if tile.width == WIDTH:
                fresh.append(root(hashes, digest))
    return written


def _verify(store: LogStore, old: Head, new: Head, digest: Digest) -> None:
    """Read back what was written. A disk that lies is found before the signature, not after."""
    after = LogReader(store, new, digest)
    try:
        check_consistency(old, new, after.consistency(old.size), digest)
    except ProofError as error:
        raise DamagedError(f"写入后的日志与原有{old.size}条不一致，拒绝签名：{error}") from error
    for index in {old.size >> 8, (new.size - 1) >> 8}:
        if index * WIDTH < new.size:
            after.bundle(index)


def advance(
    store: LogStore,
    old: Head,
    rows: Iterable[tuple[int, bytes]],
    signer: NoteSigner,
    *more: NoteSigner,
    digest: Digest = sha256,
) -> SignedHead:
    """Integrate committed rows after `old` and sign the new head, with `more` keys of the same name too.

    Publishes nothing.

    Raises SequenceError and what `integrate` raises.
    """
    entries = contiguous(rows, old.size)
    new = Head(old.size + len(entries), integrate(store, old.size, entries, old_root=old.root, digest=digest))
    return SignedHead(new, sign_checkpoint(Checkpoint(signer.name, new), signer, *more))


def publish(store: LogStore, note: Note, log: Vkey) -> None:
    """Make a signed note the log's checkpoint and keep it as checkpoints/<size>; repeatable.

    A note with more cosignatures replaces `checkpoint`; the kept one stays as first published.
    Raises ForkError if a larger one, or another root for this size, is published already; SignatureError.
    """
    new = open_checkpoint(note.raw, log).checkpoint
    refuse_if_ahead(store, new.head, log)
    kept_path = f"checkpoints/{new.size}"
    # Published first, kept second: a kept one ahead of the published one means a rollback to whoever verifies.
    store.replace(CHECKPOINT, note.raw)
    if store.read(kept_path) is None:
        store.write_once([(kept_path, note.raw)])
    if store.read("log.vkey") is None:
        store.write_once([("log.vkey", f"{log}\n".encode())])


def refuse_if_ahead(store: LogStore, head: Head, log: Vkey) -> None:
    """Guard at start and before publishing: a database restored from a backup must not fork its log.

    Looks at the published checkpoint, the largest kept one and the kept one of this size.
    Raises ForkError if one is larger than `head`, or has another root at its size; SignatureError if one is false.
    """
    kept = {head.size, *store.published_sizes()[-1:]}
    for path in (CHECKPOINT, *(f"checkpoints/{size}" for size in sorted(kept))):
        raw = store.read(path)
        if raw is None:
            continue
        published = open_checkpoint(raw, log).checkpoint
        if published.size > head.size:
            raise ForkError(
                f"已经公布过{published.size}条的检查点，数据库只到{head.size}条（可能由备份恢复），拒绝签名。"
            )
        if published.size == head.size and published.root != head.root:
            raise ForkError(f"{head.size}条的检查点已经公布过另一个根哈希，拒绝签名。")


def new_partials(size: int) -> list[str]:
    """Paths of the partial files that a tree of `size` needs; the earlier ones may go once full."""
    tiles = edge(size)
    if size % WIDTH:
        tiles.append(tile_at(size, ENTRIES, size >> 8))
    return [tile.path for tile in tiles]
