"""Tile arithmetic, paths and entry bundles of https://c2sp.org/tlog-tiles."""

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingjing.ledger.errors import MalformedError

WIDTH = 256
"""Hashes of a full tile, entries of a full bundle."""
HASH = 32
MAX_ENTRY = 65535
"""Bytes; the bundle's length prefix is a uint16."""
ENTRIES = -1
"""Level number that stands for entry bundles in `Tile`."""

_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?\Z")


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile (level 0..63) or entry bundle (level ENTRIES) by number, `width` 1..256 wide."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Path below the log's prefix, e.g. `tile/0/x001/x234/067.p/8`."""
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        number = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
        level = "entries" if self.level == ENTRIES else str(self.level)
        return f"tile/{level}/{number}" + ("" if self.width == WIDTH else f".p/{self.width}")

    @property
    def full(self) -> "Tile":
        """The full tile that replaces this partial one once the log has grown."""
        return Tile(self.level, self.index)


def parse_path(path: str) -> Tile | None:
    """The tile that `path` names, or None if it is not exactly a path that this module would write."""
    match = _PATH.match(path)
    if match is None:
        return None
    level = ENTRIES if match[1] == "entries" else int(match[1])
    index = int(match[2].replace("x", "").replace("/", ""))
    tile = Tile(level, index, int(match[3]) if match[3] else WIDTH)
    return tile if tile.path == path and level < 64 else None


def level_count(size: int, level: int) -> int:
    """How many hashes level `level` holds in a tree of `size` (only hashes of full tiles move up)."""
    return size if level == ENTRIES else size >> 8 * level


def tile_at(size: int, level: int, index: int) -> Tile:
    """The tile as a tree of `size` sees it. Raises ValueError if the tree does not reach it."""
    width = min(WIDTH, level_count(size, level) - index * WIDTH)
    if index < 0 or width <= 0:
        raise ValueError(f"no tile {level}/{index} in a tree of {size}")
    return Tile(level, index, width)


def levels(size: int) -> range:
    """Tile levels that a tree of `size` has."""
    return range(-(-size.bit_length() // 8))


def edge(size: int) -> list[Tile]:
    """Partial tiles of the right edge, highest level first. They determine the root."""
    return [
        tile_at(size, level, level_count(size, level) >> 8)
        for level in reversed(levels(size))
        if level_count(size, level) % WIDTH
    ]


def all_tiles(size: int, level: int, start: int = 0) -> Iterator[Tile]:
    """Tiles of one level (or the bundles) that cover its hashes from number `start` on."""
    count = level_count(size, level)
    for index in range(start >> 8, -(-count // WIDTH)):
        yield tile_at(size, level, index)


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """uint16 big-endian length || entry, for each. Raises MalformedError for an entry above 65535 bytes."""
    for entry in entries:
        if len(entry) > MAX_ENTRY:
            raise MalformedError(f"日志条目有{len(entry)}字节，超过{MAX_ENTRY}字节的上限。")
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def decode_bundle(data: bytes) -> list[bytes]:
    """Inverse of `encode_bundle`. Raises MalformedError when bytes are missing or left over."""
    entries: list[bytes] = []
    position = 0
    while position < len(data):
        length = int.from_bytes(data[position : position + 2], "big")
        end = position + 2 + length
        if position + 2 > len(data) or end > len(data):
            raise MalformedError("条目文件被截断。")
        entries.append(data[position + 2 : end])
        position = end
    return entries


def split_hashes(data: bytes) -> list[bytes]:
    """The 32-byte hashes of a tile's bytes."""
    return [data[i : i + HASH] for i in range(0, len(data), HASH)]
