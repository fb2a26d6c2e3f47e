"""TrueType and OpenType files (ISO/IEC 14496-22): a subset gets the tables that a font outside of a PDF must have."""

from __future__ import annotations

import struct
from collections.abc import Mapping

_TRUETYPE, _OPENTYPE = b"\x00\x01\x00\x00", b"OTTO"
_MAGIC = 0xB1B0AFBA


def tables(file: bytes) -> dict[bytes, bytes]:
    """The tables by tag."""
    count = struct.unpack_from(">H", file, 4)[0]
    found = {}
    for place in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", file, 12 + 16 * place)
        found[tag] = file[offset : offset + length]
    return found


def table(file: bytes, tag: bytes) -> bytes:
    return tables(file)[tag]


def with_characters(file: bytes, characters: Mapping[int, int], name: str) -> bytes:
    """The font with `cmap`, `name`, `OS/2` and `post` (code point -> glyph); what it has of them is replaced."""
    found = tables(file)
    glyphs = struct.unpack_from(">H", found[b"maxp"], 4)[0]
    known = {code: glyph for code, glyph in characters.items() if 0 < glyph < glyphs}
    units = struct.unpack_from(">H", found[b"head"], 18)[0]
    ascent, descent = struct.unpack_from(">hh", found[b"hhea"], 4)
    found |= {
        b"cmap": _cmap(known), b"name": _name(name), b"OS/2": _os2(known, units, ascent, descent),
        b"post": struct.pack(">LLhhLLLLL", 0x00030000, 0, -100, 50, 0, 0, 0, 0, 0),
    }  # fmt: skip
    return assembled(_OPENTYPE if b"CFF " in found else _TRUETYPE, found)


def around_cff(outlines: bytes, count: int, widths: Mapping[int, float], default: float) -> bytes:
    """Bare CFF outlines (1000 units) as an OpenType file; `widths` by glyph."""
    advance = [round(widths.get(glyph, default)) for glyph in range(count)]
    head = struct.pack(
        ">LLLLHHQQhhhhHHhhh",
        0x00010000,
        0x00010000,
        0,
        0x5F0F3CF5,
        3,
        1000,
        0,
        0,
        -200,
        -300,
        1200,
        1000,
        0,
        8,
        2,
        0,
        0,
    )
    hhea = struct.pack(
        ">LhhhHhhhhhh8xhH",
        0x00010000,
        880,
        -120,
        0,
        max(advance, default=1000),
        0,
        0,
        1000,
        1,
        0,
        0,
        0,
        count,
    )
    return assembled(
        _OPENTYPE,
        {
            b"CFF ": outlines, b"head": head, b"hhea": hhea, b"maxp": struct.pack(">LH", 0x00005000, count),
            b"hmtx": b"".join(struct.pack(">Hh", one, 0) for one in advance),
        },
    )  # fmt: skip


def assembled(version: bytes, parts: Mapping[bytes, bytes]) -> bytes:
    """A file of these tables with its checksums."""
    parts = dict(parts)
    parts[b"head"] = parts[b"head"][:8] + b"\0\0\0\0" + parts[b"head"][12:]
    tags = sorted(parts)
    power = 1 << (len(tags).bit_length() - 1)
    header = version + struct.pack(
        ">HHHH", len(tags), power * 16, power.bit_length() - 1, len(tags) * 16 - power * 16
    )
    offset, records, bodies, head_at = 12 + 16 * len(tags), b"", b"", 0
    for tag in tags:
        body = parts[tag]
        if tag == b"head":
            head_at = offset
        records += struct.pack(">4sLLL", tag, _checksum(body), offset, len(body))
        padded = body + b"\0" * (-len(body) % 4)
        bodies += padded
        offset += len(padded)
    whole = bytearray(header + records + bodies)
    struct.pack_into(">L", whole, head_at + 8, (_MAGIC - _checksum(bytes(whole))) & 0xFFFFFFFF)
    return bytes(whole)


def _checksum(data: bytes) -> int:
    data += b"\0" * (-len(data) % 4)
    total: int = sum(struct.unpack(f">{len(data) // 4}L", data))
    return total & 0xFFFFFFFF


def _cmap(characters: Mapping[int, int]) -> bytes:
    """Format 4 for the basic plane, format 12 for all."""
    basic = sorted((code, glyph) for code, glyph in characters.items() if code < 0xFFFF)
    ends = [code for code, _ in basic] + [0xFFFF]
    deltas = [(glyph - code) & 0xFFFF for code, glyph in basic] + [1]
    count = len(ends)
    power = 1 << (count.bit_length() - 1)
    body = struct.pack(">HHHH", count * 2, power * 2, power.bit_length() - 1, count * 2 - power * 2)
    body += struct.pack(f">{count}H", *ends) + b"\0\0" + struct.pack(f">{count}H", *ends)
    body += struct.pack(f">{count}H", *deltas) + b"\0\0" * count
    four = struct.pack(">HHH", 4, len(body) + 6, 0) + body
    groups = b"".join(struct.pack(">LLL", code, code, glyph) for code, glyph in sorted(characters.items()))
    twelve = struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(characters)) + groups
    index = (
        struct.pack(">HH", 0, 2) + struct.pack(">HHL", 3, 1, 20) + struct.pack(">HHL", 3, 10, 20 + len(four))
    )
    return index + four + twelve


def _name(name: str) -> bytes:
    texts = {1: name, 2: "Regular", 3: name, 4: name, 5: "Version 1.0", 6: "".join(name.split())}
    records, bodies = b"", b""
    for number, text in texts.items():
        data = text.encode("utf-16-be")
        records += struct.pack(">HHHHHH", 3, 1, 0x409, number, len(data), len(bodies))
        bodies += data
    return struct.pack(">HHH", 0, len(texts), 6 + len(records)) + records + bodies


def _os2(characters: Mapping[int, int], units: int, ascent: int, descent: int) -> bytes:
    codes = [min(code, 0xFFFF) for code in characters] or [0]
    half, third = units // 2, units // 3
    return (
        struct.pack(">HhHHH11h", 3, units, 400, 5, 0, half, half, 0, 0, half, half, 0, third, 50, third, 0)
        + struct.pack(">10sLLLL4s", b"\0" * 10, 0, 0, 0, 0, b"NONE")
        + struct.pack(">HHH", 0x40, min(codes), max(codes))
        + struct.pack(">hhhHH", ascent, descent, 0, max(ascent, 0), max(-descent, 0))
        + struct.pack(">LLhhHHH", 0, 0, half, units * 7 // 10, 0, 32, 1)
    )
