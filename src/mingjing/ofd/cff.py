"""The little of the Compact Font Format (Adobe TN 5176) that says how many glyphs there are and which CIDs they have."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise

from .errors import CannotConvert

_CHARSET, _CHARSTRINGS, _ROS = (15,), (17,), (12, 30)


@dataclass(frozen=True, slots=True)
class Outlines:
    """`glyphs`: CID -> glyph, None where they are the same."""

    count: int
    glyphs: dict[int, int] | None


def read(data: bytes) -> Outlines:
    """Raises CannotConvert when the outlines can't be read."""
    try:
        at = data[2]
        _, at = _index(data, at)
        tops, at = _index(data, at)
        top = _dict(tops[0])
        strings, _ = _index(data, top[_CHARSTRINGS][0])
        count = len(strings)
        if _ROS not in top:
            return Outlines(count, None)
        cids = _charset(data, top.get(_CHARSET, [0])[0], count)
    except (IndexError, KeyError, struct.error) as fault:
        raise CannotConvert("嵌入的CFF字体读不出来，不能转换为OFD。") from fault
    return Outlines(
        count, None if cids == list(range(count)) else {cid: glyph for glyph, cid in enumerate(cids)}
    )


def _index(data: bytes, at: int) -> tuple[list[bytes], int]:
    count = struct.unpack_from(">H", data, at)[0]
    if count == 0:
        return [], at + 2
    size = data[at + 2]
    start = at + 3
    offsets = [
        int.from_bytes(data[start + place * size : start + (place + 1) * size], "big")
        for place in range(count + 1)
    ]
    base = start + (count + 1) * size - 1
    return [data[base + first : base + last] for first, last in pairwise(offsets)], base + offsets[-1]


def _dict(data: bytes) -> dict[tuple[int, ...], list[int]]:
    found: dict[tuple[int, ...], list[int]] = {}
    operands: list[int] = []
    at = 0
    while at < len(data):
        first = data[at]
        if first <= 21:
            key = (first, data[at + 1]) if first == 12 else (first,)
            at += len(key)
            found[key], operands = operands, []
        elif first == 28:
            operands.append(struct.unpack_from(">h", data, at + 1)[0])
            at += 3
        elif first == 29:
            operands.append(struct.unpack_from(">l", data, at + 1)[0])
            at += 5
        elif first == 30:  # a real number: its digits don't matter here
            at += 1
            while data[at] & 0xF != 0xF and data[at] >> 4 != 0xF:
                at += 1
            at += 1
            operands.append(0)
        elif first <= 246:
            operands.append(first - 139)
            at += 1
        elif first <= 250:
            operands.append((first - 247) * 256 + data[at + 1] + 108)
            at += 2
        else:
            operands.append(-(first - 251) * 256 - data[at + 1] - 108)
            at += 2
    return found


def _charset(data: bytes, at: int, count: int) -> list[int]:
    """The CID of each glyph."""
    if at <= 2:
        return list(range(count))
    kind, at = data[at], at + 1
    cids = [0]
    while len(cids) < count:
        first = struct.unpack_from(">H", data, at)[0]
        if kind == 0:
            cids.append(first)
            at += 2
            continue
        left = data[at + 2] if kind == 1 else struct.unpack_from(">H", data, at + 2)[0]
        cids.extend(range(first, first + left + 1))
        at += 3 if kind == 1 else 4
    return cids[:count]
