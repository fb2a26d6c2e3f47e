"""The words of a PDF, as software that copies or searches it would read them."""

from __future__ import annotations

import re
import unicodedata

from mingjing.papers.pdfium import opened


def pdf_text(pdf: bytes) -> str:
    """The text of all pages and of the document's properties (title, author, subject, keywords)."""
    with opened(pdf) as document:
        pages = "".join(page.get_textpage().get_text_range() for page in document)
        return pages + "\n" + "\n".join(document.get_metadata_dict().values())


def squeezed(pdf: bytes) -> str:
    """The text of the pages without white space, in NFKC: line breaks are the layout's, not the document's."""
    with opened(pdf) as document:
        pages = "".join(page.get_textpage().get_text_range() for page in document)
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", pages))
