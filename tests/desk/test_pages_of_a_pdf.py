"""A document is read in the page as pictures of its pages."""

import io
import zlib

import pypdfium2 as pdfium
import pytest

from mingjing.desk.pages_of_pdf import NoSuchPage, count, picture


@pytest.fixture(scope="module")
def two_pages() -> bytes:
    document = pdfium.PdfDocument.new()
    for _ in range(2):
        document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_pages_are_counted(two_pages: bytes) -> None:
    assert count(two_pages) == 2


def test_a_page_is_a_png_of_the_right_size(two_pages: bytes) -> None:
    image = picture(two_pages, 2)
    width, height = int.from_bytes(image[16:20]), int.from_bytes(image[20:24])
    channels = {0: 1, 2: 3, 6: 4}[image[25]]
    start = image.index(b"IDAT") + 4
    rows = zlib.decompress(image[start : start + int.from_bytes(image[start - 8 : start - 4])])
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    assert (width, height) == (952, 1348)
    assert len(rows) == height * (width * channels + 1)


@pytest.mark.parametrize("number", [0, 3])
def test_a_page_that_is_not_there_is_refused(two_pages: bytes, number: int) -> None:
    with pytest.raises(NoSuchPage):
        picture(two_pages, number)


def test_what_is_not_a_pdf_is_refused() -> None:
    with pytest.raises(pdfium.PdfiumError):
        count(b"not a pdf")
