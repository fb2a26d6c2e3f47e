"""What a PDF says of itself: PDF/A, pages, program."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pikepdf


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """`standard` = "PDF/A-2b" or "" where it declares none; `program` = the producer it names."""

    version: str
    standard: str
    pages: int
    program: str


def facts_of(data: bytes) -> PdfFacts | None:
    """None when the bytes are no PDF that can be read."""
    try:
        with pikepdf.open(io.BytesIO(data)) as opened:
            told = opened.open_metadata()
            part, level = told.get("pdfaid:part"), str(told.get("pdfaid:conformance") or "")
            return PdfFacts(
                opened.pdf_version,
                f"PDF/A-{part}{level.lower()}" if part else "",
                len(opened.pages),
                str(told.get("xmp:CreatorTool") or told.get("pdf:Producer") or ""),
            )
    except pikepdf.PdfError:
        return None
