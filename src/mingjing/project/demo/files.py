"""Small real files for the demo's evidence: pictures, copies of papers, sounds. The same text gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import math
import struct
import wave
import zlib

WIDTH, HEIGHT = 480, 320
RATE = 8000
Colour = tuple[int, int, int]


def photo(text: str) -> bytes:
    """A picture (PNG) of an invented workshop: wall, floor, goods and a marked place; no letters, no people."""
    seed = hashlib.sha256(text.encode()).digest()
    wall, floor, goods = (
        (90 + seed[i] % 120, 100 + seed[i + 1] % 110, 110 + seed[i + 2] % 100) for i in (0, 3, 6)
    )
    horizon = 150 + seed[9] % 60
    rows = [bytearray(bytes(wall if y < horizon else floor) * WIDTH) for y in range(HEIGHT)]
    for place in range(5):
        left, height = 20 + place * 90, 30 + seed[10 + place] % 90
        _fill(rows, left, horizon - height, left + 66, horizon + 24, goods)
    for edge in ((360, 190, 452, 195), (360, 295, 452, 300), (360, 190, 365, 300), (447, 190, 452, 300)):
        _fill(rows, *edge, (196, 58, 38))
    return _png(rows)


def _fill(rows: list[bytearray], left: int, top: int, right: int, bottom: int, colour: Colour) -> None:
    for row in rows[top:bottom]:
        row[left * 3 : right * 3] = bytes(colour) * (right - left)


def _png(rows: list[bytearray]) -> bytes:
    """PNG (ISO/IEC 15948): signature, IHDR, IDAT, IEND; 8-bit RGB without filters."""
    raw = b"".join(b"\x00" + row for row in rows)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(raw, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def paper(text: str) -> bytes:
    """A copy of a one-page paper (PDF 1.4): a heading bar, lines of writing and a round stamp, as if scanned."""
    seed = hashlib.sha256(text.encode()).digest()
    drawn = ["0.85 g 60 740 475 46 re f", "0.6 g"]
    drawn += [f"66 {690 - line * 26} {140 + seed[line] * 1.2:.0f} 9 re f" for line in range(22)]
    drawn += ["0.7 0.2 0.15 RG 3 w", "470 150 m 470 183 443 210 410 210 c 377 210 350 183 350 150 c"]
    drawn += ["350 117 377 90 410 90 c 443 90 470 117 470 150 c s"]
    content = "\n".join(drawn).encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    )
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table)
    return out.getvalue()


def audio(text: str) -> bytes:
    """Two seconds of a quiet tone (WAV) in place of a recording."""
    pitch = 220 + hashlib.sha256(text.encode()).digest()[0]
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        samples = (int(3000 * math.sin(2 * math.pi * pitch * i / RATE)) for i in range(2 * RATE))
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return out.getvalue()


MAKERS = {"photo": (photo, "png"), "paper": (paper, "pdf"), "audio": (audio, "wav")}
