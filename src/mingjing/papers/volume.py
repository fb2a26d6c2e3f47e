"""Bind documents into one PDF to be read or printed: the numbered pages carry their number below on the right."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from .pdfium import opened

_SIZE, _RIGHT, _FOOT = 11.0, 42.0, 22.0  # points from the page's edge, outside the text of the forms


@dataclass(frozen=True, slots=True)
class Bound:
    """One document to be bound; `first` = the number of its first page, None where pages have no number."""

    pdf: bytes
    first: int | None = None


def bind(documents: Iterable[Bound]) -> bytes:
    """One PDF of all documents in their order (页号 in the lower right corner, as the rules on case volumes ask).

    A copy for the eye: the signed documents themselves stay as they are. Raises `pypdfium2.PdfiumError` for what is no PDF.
    """
    with opened() as volume:
        for one in documents:
            at = len(volume)
            with opened(one.pdf) as source:
                volume.import_pages(source)
            if one.first is not None:
                for index in range(at, len(volume)):
                    _number(volume, volume[index], one.first + index - at)
        written = io.BytesIO()
        volume.save(written)
    return written.getvalue()


def _number(volume: Any, page: Any, number: int) -> None:
    text = pdfium.FPDFPageObj_NewTextObj(volume.raw, b"Helvetica", _SIZE)
    letters = (str(number) + "\0").encode("utf-16-le")
    units = (ctypes.c_ushort * (len(letters) // 2)).from_buffer_copy(letters)
    pdfium.FPDFText_SetText(text, units)
    left, bottom, right, _top = page.get_mediabox()
    width = _SIZE * 0.556 * len(str(number))  # a digit of Helvetica
    pdfium.FPDFPageObj_Transform(text, 1, 0, 0, 1, max(left, right - _RIGHT - width), bottom + _FOOT)
    pdfium.FPDFPage_InsertObject(page.raw, text)
    pdfium.FPDFPage_GenerateContent(page.raw)
