"""From a PDF to an OFD document."""

from __future__ import annotations

import io

import pikepdf

from .errors import CannotConvert
from .fonts import Fonts
from .interpret import sheet
from .write import written


def from_pdf(pdf: bytes, *, title: str, number: str = "", dated: str = "") -> bytes:
    """The OFD of a PDF with embedded composite fonts; equal input gives equal bytes.

    `title`, `number` and `dated` (ISO day) go into the document's own card. Raises CannotConvert.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            fonts = Fonts()
            sheets = [sheet(page, fonts) for page in opened.pages]
    except pikepdf.PdfError as fault:
        raise CannotConvert("这不是能够打开的PDF，不能转换为OFD。") from fault
    return written(sheets, fonts.all, title=title, number=number, dated=dated)
