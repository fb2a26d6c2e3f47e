"""A PDF's pages as PNG pictures, so that documents can be read in the page under a strict content policy."""

import struct
import zlib
from typing import Final

from mingjing.papers.pdfium import opened

SCALE: Final = 1.6  # A4 at 72 dpi is 595 points wide: 952 pixels


class NoSuchPage(LookupError):
    """The document has no page of that number."""


def count(content: bytes) -> int:
    """How many pages the PDF has. Raises `pypdfium2.PdfiumError` when it isn't a PDF."""
    with opened(content) as document:
        return len(document)


def picture(content: bytes, number: int, scale: float = SCALE) -> bytes:
    """Page `number` (from 1) as PNG, grey or colour as it is. Raises NoSuchPage."""
    with opened(content) as document:
        if not 1 <= number <= len(document):
            raise NoSuchPage("文书没有这一页。")
        page = document[number - 1]
        bitmap = page.render(scale=scale, rev_byteorder=True)
        try:
            raw, width, height = bytes(bitmap.buffer), bitmap.width, bitmap.height
            stride, channels = bitmap.stride, bitmap.n_channels
        finally:
            bitmap.close()
            page.close()
    return png(raw, width, height, stride, channels)


def png(raw: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    """Rows of 8-bit samples as a PNG file (W3C PNG, third edition): 1 = grey, 3 = RGB, 4 = RGBA or RGBx."""
    kind = {1: 0, 3: 2, 4: 6}[channels]
    lines = b"".join(b"\0" + raw[row * stride : row * stride + width * channels] for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(lines, 6))
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
