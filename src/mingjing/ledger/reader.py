"""Reading a stored log against a checkpoint: nothing is returned that the root does not vouch for.

Every tile is authenticated: the partial tiles of the right edge by the root itself, each full tile by its hash in the
tile above. (A reader that leaves out even one tile accepts an entry forged together with its leaf hash:
CVE-2026-56865.)
"""

from collections import OrderedDict
from collections.abc import Iterator

from mingjing.ledger.digests import Digest, sha256
from mingjing.ledger.errors import DamagedError
from mingjing.ledger.store import LogStore
from mingjing.ledger.tiles import ENTRIES, WIDTH, Tile, edge, level_count, split_hashes, tile_at
from mingjing.ledger.tree import (
    Head,
    consistency_path,
    fold_right,
    inclusion_path,
    leaf_hash,
    node_hash,
    root,
    split,
)

_CACHED_TILES = 1024
"""8 MB of hashes at most."""


def peaks(hashes: list[bytes], digest: Digest = sha256) -> list[bytes]:
    """Roots of the full subtrees that a partial tile's hashes make, largest first."""
    found: list[bytes] = []
    start = 0
    for bit in reversed(range(9)):
        if len(hashes) & 1 << bit:
            found.append(root(hashes[start : start + (1 << bit)], digest))
            start += 1 << bit
    return found


def edge_root(edge_hashes: list[list[bytes]], digest: Digest = sha256) -> bytes:
    """Root of a tree from the hashes of its partial tiles, highest level first."""
    return fold_right([peak for hashes in edge_hashes for peak in peaks(hashes, digest)], digest)


class LogReader:
    """An authenticated view of `store` at the tree `head`.

    Raises DamagedError or MissingFileError on construction if the right edge does not give the root.
    """

    def __init__(self, store: LogStore, head: Head, digest: Digest = sha256) -> None:
        self.store, self.head, self._digest = store, head, digest
        self._edge = {tile: split_hashes(store.read_tile(tile)) for tile in edge(head.size)}
        if edge_root(list(self._edge.values()), digest) != head.root:
            raise DamagedError(f"日志右边缘的哈希块算不出检查点的根哈希（{head.size}条）。")
        self._cache: OrderedDict[Tile, list[bytes]] = OrderedDict()

    def hashes(self, level: int, index: int) -> list[bytes]:
        """Authenticated hashes of tile (level, index). Raises DamagedError, MissingFileError, ValueError."""
        tile = tile_at(self.head.size, level, index)
        if tile.width < WIDTH:
            return self._edge[tile]
        if tile in self._cache:
            self._cache.move_to_end(tile)
            return self._cache[tile]
        found = split_hashes(self.store.read_tile(tile))
        if root(found, self._digest) != self.hashes(level + 1, index >> 8)[index % WIDTH]:
            raise DamagedError(f"文件 {tile.path} 与上一层的哈希不一致，内容已被改动。")
        self._cache[tile] = found
        if len(self._cache) > _CACHED_TILES:
            self._cache.popitem(last=False)
        return found

    def subtree(self, start: int, end: int) -> bytes:
        """MTH(D[start:end]) for the ranges that RFC 6962's splits produce (see tree.Subtree)."""
        count = end - start
        if count & (count - 1):
            middle = start + split(count)
            return node_hash(self.subtree(start, middle), self.subtree(middle, end), self._digest)
        level, within = divmod(count.bit_length() - 1, 8)
        first = start >> 8 * level
        row = self.hashes(level, first >> 8)
        return root(row[first % WIDTH : first % WIDTH + (1 << within)], self._digest)

    def inclusion(self, index: int) -> list[bytes]:
        """Inclusion path of entry `index` in `head`. Raises ValueError if there is no such entry."""
        return inclusion_path(index, self.head.size, self.subtree)

    def consistency(self, old: int) -> list[bytes]:
        """Consistency path from the tree of size `old` to `head`."""
        return consistency_path(old, self.head.size, self.subtree)

    def root_at(self, size: int) -> bytes:
        """Root that the log had at `size` <= head.size, computed from the authenticated tiles."""
        return self.subtree(0, size) if size else root([], self._digest)

    def bundle(self, index: int) -> list[bytes]:
        """Entries of bundle `index`, each checked against its leaf hash.

        Raises DamagedError naming the entry, MalformedError, MissingFileError.
        """
        tile = tile_at(self.head.size, ENTRIES, index)
        entries = self.store.read_bundle(index, tile.width)
        for offset, (entry, leaf) in enumerate(zip(entries, self.hashes(0, index), strict=True)):
            if leaf_hash(entry, self._digest) != leaf:
                number = index * WIDTH + offset
                raise DamagedError(f"文件 {tile.path} 中序号{number}的条目与日志的哈希不符，内容已被改动。")
        return entries

    def entry(self, index: int) -> bytes:
        """Entry `index`. Raises ValueError if there is none, and what `bundle` raises."""
        if not 0 <= index < self.head.size:
            raise ValueError(f"no entry {index} in a log of {self.head.size}")
        return self.bundle(index >> 8)[index % WIDTH]

    def entries(self, start: int = 0) -> Iterator[bytes]:
        """Entries from number `start` on, for example to rebuild a database that is behind its log."""
        for index in range(start >> 8, -(-level_count(self.head.size, ENTRIES) // WIDTH)):
            yield from self.bundle(index)[max(0, start - index * WIDTH) :]
