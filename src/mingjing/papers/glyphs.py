"""Which characters a font file can draw: its `cmap` table (OpenType 1.9, formats 4 and 12)."""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=16)
def covered(path: Path, index: int = 0) -> frozenset[int]:
    """Code points with a glyph in face `index` of a TTF, OTF or TTC file.

    Raises ValueError when the file is not such a font.
    """
    data = path.read_bytes()
    start = 0
    if data[:4] == b"ttcf":
        (start,) = struct.unpack_from(">I", data, 12 + 4 * index)
    try:
        return _cmap(data, _table(data, start, b"cmap"))
    except struct.error as fault:
        raise ValueError(f"not a font: {path}") from fault


def _table(data: bytes, start: int, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", data, start + 4)
    for entry in range(count):
        name, _sum, offset, _length = struct.unpack_from(">4sIII", data, start + 12 + 16 * entry)
        if name == tag:
            return int(offset)
    raise ValueError(f"font without a {tag.decode()} table")


def _cmap(data: bytes, at: int) -> frozenset[int]:
    """The widest Unicode subtable: format 12 when there is one, else format 4."""
    (_version, count) = struct.unpack_from(">HH", data, at)
    found: dict[int, int] = {}
    for entry in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, at + 4 + 8 * entry)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            (kind,) = struct.unpack_from(">H", data, at + offset)
            found.setdefault(kind, at + offset)
    if 12 in found:
        return _format12(data, found[12])
    if 4 in found:
        return _format4(data, found[4])
    raise ValueError("font without a Unicode character map")


def _format12(data: bytes, at: int) -> frozenset[int]:
    (groups,) = struct.unpack_from(">I", data, at + 12)
    points: set[int] = set()
    for first, last, glyph in struct.iter_unpack(">III", data[at + 16 : at + 16 + 12 * groups]):
        points.update(range(first if glyph else first + 1, last + 1))
    return frozenset(points)


def _format4(data: bytes, at: int) -> frozenset[int]:
    (segments,) = struct.unpack_from(">H", data, at + 6)
    width = segments // 2
    ends = struct.unpack_from(f">{width}H", data, at + 14)
    starts = struct.unpack_from(f">{width}H", data, at + 16 + segments)
    deltas = struct.unpack_from(f">{width}h", data, at + 16 + 2 * segments)
    offsets_at = at + 16 + 3 * segments
    offsets = struct.unpack_from(f">{width}H", data, offsets_at)
    points: set[int] = set()
    for segment in range(width):
        for point in range(starts[segment], ends[segment] + 1):
            glyph = point
            if offsets[segment]:
                where = offsets_at + 2 * segment + offsets[segment] + 2 * (point - starts[segment])
                (glyph,) = struct.unpack_from(">H", data, where)
            if point != 0xFFFF and glyph and (glyph + deltas[segment]) & 0xFFFF:
                points.add(point)
    return frozenset(points)
