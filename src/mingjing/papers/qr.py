"""The QR code that leads from a paper to its check page."""

from __future__ import annotations

import io

import segno

# Any of the eight masks is read as well; choosing the prettiest means drawing all eight, half the time of a document.
MASK = 2


def svg(address: str) -> str:
    """SVG of a QR code (level M, no quiet zone: the layout keeps it) for a web address."""
    out = io.BytesIO()
    segno.make_qr(address, error="m", mask=MASK).save(out, kind="svg", xmldecl=False, border=0)
    return out.getvalue().decode()
