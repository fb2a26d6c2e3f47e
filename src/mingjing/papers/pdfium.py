"""PDFium is not thread-safe, and the server has threads: every PDF is opened here, one at a time in a process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2

_TURN = threading.RLock()


@contextmanager
def opened(content: bytes | None = None) -> Iterator[Any]:
    """A PDF (None: a new empty one) as `pypdfium2.PdfDocument`; nobody else uses PDFium meanwhile.

    Raises `pypdfium2.PdfiumError` when the bytes are no PDF.
    """
    with _TURN:
        document = pypdfium2.PdfDocument.new() if content is None else pypdfium2.PdfDocument(content)
        with document:
            yield document
