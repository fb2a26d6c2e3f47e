"""The embedded fonts of a PDF: which glyph a code means, what text it stands for, how wide it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from . import cff, sfnt
from .errors import CannotConvert

_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end", re.S)


@dataclass
class Font:
    """A composite font with two-byte codes (Identity-H), its file as TrueType or OpenType."""

    key: str
    name: str
    file: bytes
    texts: dict[int, str]
    widths: dict[int, float]
    default_width: float
    glyphs: dict[int, int] | None = None  # CID -> glyph, where they differ
    used: dict[int, str] = field(default_factory=dict)  # glyph -> text

    def codes(self, data: bytes) -> Iterator[int]:
        return (int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data) - 1, 2))

    def glyph(self, code: int) -> int:
        found = code if self.glyphs is None else self.glyphs.get(code, 0)
        self.used.setdefault(found, self.text(code))
        return found

    def text(self, code: int) -> str:
        return self.texts.get(code, "\N{REPLACEMENT CHARACTER}")

    def width(self, code: int) -> float:
        """In thousandths of the size."""
        return self.widths.get(code, self.default_width)

    @property
    def embedded(self) -> bytes:
        """The file with a character map for what was used, so that readers without glyph numbers show it too."""
        return sfnt.with_characters(
            self.file,
            {ord(text): glyph for glyph, text in sorted(self.used.items()) if len(text) == 1},
            self.name,
        )


class Fonts:
    """The fonts of a document, each read once."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, int], Font] = {}

    def of(self, resources: Any, name: str) -> Font:
        """The font that the page calls `name`. Raises CannotConvert unless it is a composite font with its file."""
        told = resources.Font[name]
        identity = told.objgen
        if identity not in self.found:
            self.found[identity] = _font(told, f"font_{len(self.found)}")
        return self.found[identity]

    @property
    def all(self) -> list[Font]:
        return list(self.found.values())


def _font(told: Any, key: str) -> Font:
    name = str(told.get("/BaseFont", "/unknown")).lstrip("/").partition("+")[2] or str(told.BaseFont).lstrip(
        "/"
    )
    if told.get("/Subtype") != "/Type0" or told.get("/Encoding") != "/Identity-H":
        raise CannotConvert(f"字体“{name}”不是本系统文书所用的嵌入字体，不能转换为OFD。")
    inner = told.DescendantFonts[0]
    descriptor = inner.FontDescriptor
    glyphs: dict[int, int] | None = None
    if "/FontFile2" in descriptor:
        file = descriptor.FontFile2.read_bytes()
    elif "/FontFile3" in descriptor:
        outlines = descriptor.FontFile3.read_bytes()
        if descriptor.FontFile3.get("/Subtype") == "/OpenType":
            file, outlines = outlines, sfnt.table(outlines, b"CFF ")
        else:
            file = b""
        read = cff.read(outlines)
        glyphs = read.glyphs
        widths = {read.glyphs[code] if read.glyphs else code: width for code, width in _widths(inner).items()}
        file = file or sfnt.around_cff(outlines, read.count, widths, float(inner.get("/DW", 1000)))
    else:
        raise CannotConvert(f"字体“{name}”没有嵌入，不能转换为OFD。")
    texts = _texts(told.ToUnicode.read_bytes()) if "/ToUnicode" in told else {}
    return Font(key, name, file, texts, _widths(inner), float(inner.get("/DW", 1000)), glyphs)


def _widths(inner: Any) -> dict[int, float]:
    """`W`: first [w w ...] or first last w."""
    found: dict[int, float] = {}
    told = list(inner.get("/W", []))
    at = 0
    while at < len(told):
        first = int(told[at])
        if not isinstance(told[at + 1], pikepdf.Array):
            for code in range(first, int(told[at + 1]) + 1):
                found[code] = float(told[at + 2])
            at += 3
        else:
            for place, width in enumerate(told[at + 1]):
                found[first + place] = float(width)
            at += 2
    return found


def _texts(data: bytes) -> dict[int, str]:
    """A ToUnicode map; destinations are UTF-16."""
    found: dict[int, str] = {}
    for kind, body in _BLOCK.findall(data):
        if kind == b"bfchar":
            for code, text in _CHAR.findall(body):
                found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        else:
            for first, last, text in _RANGE.findall(body):
                start = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
                for place, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                    found[code] = start[:-1] + chr(ord(start[-1]) + place)
    return found
