"""A document as OFD says and shows what its PDF does: text, places, glyphs, lines, seal, code, pictures."""

from __future__ import annotations

import ctypes
import io
import json
import struct
import sys
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFont
from pypdfium2 import raw
from tests.papers import sample

sys.path.insert(0, str(Path(__file__).parent))

from drawing import drawn, places

from mingjing import ofd, papers
from mingjing.ofd import sfnt
from mingjing.ofd.read import tag

MM = 25.4 / 72
ALIKE = 40
FORMS = (
    "penalty_decision_org",
    "seizure_list",
    "case_filing",
    "inquiry_record",
    "volume_toc",
    "case_volume_cover",
)


@pytest.fixture(scope="module", params=FORMS)
def both(request):
    pdf = sample.render(request.param).pdf
    return pdf, ofd.read(ofd.from_pdf(pdf, title=request.param))


def letters_of(page):
    """Characters with their origins (mm from the top left) as PDFium finds them, white space left out."""
    text = page.get_textpage()
    height = page.get_height()
    x, y = ctypes.c_double(), ctypes.c_double()
    found = []
    for place in range(raw.FPDFText_CountChars(text)):
        char = chr(raw.FPDFText_GetUnicode(text, place))
        generated = raw.FPDFText_IsGenerated(text, place) == 1
        if not generated and not char.isspace() and raw.FPDFText_GetCharOrigin(text, place, x, y):
            found.append((char, x.value * MM, (height - y.value) * MM))
    return found


def test_every_letter_stands_where_the_pdf_has_it(both):
    pdf, document = both
    opened = pypdfium2.PdfDocument(pdf)
    assert len(document.pages) == len(opened)
    for page, one in zip(document.pages, opened, strict=True):
        texts = [found for found in page.objects if found.tag == tag("TextObject")]
        mine = sorted(
            (round(x, 1), round(y, 1), char)
            for text in texts
            for char, _, x, y in places(text)
            if not char.isspace()
        )
        theirs = sorted((round(x, 1), round(y, 1), char) for char, x, y in letters_of(one))
        assert len(mine) == len(theirs) > 20
        far = [
            (ours, other)
            for ours, other in zip(sorted(mine, key=key), sorted(theirs, key=key), strict=True)
            if ours[2] != other[2] or abs(ours[0] - other[0]) > 0.11 or abs(ours[1] - other[1]) > 0.11
        ]
        assert far == []


def key(letter):
    x, y, char = letter
    return char, round(y), round(x)


def test_every_glyph_is_in_the_embedded_font(both):
    _, document = both
    for page in document.pages:
        for text in (one for one in page.objects if one.tag == tag("TextObject")):
            file = document.fonts[text.get("Font")]
            count = struct.unpack_from(">H", sfnt.table(file, b"maxp"), 4)[0]
            font = ImageFont.truetype(io.BytesIO(file), 40)
            for char, glyph, _, _ in places(text):
                assert 0 < glyph < count
                if not char.isspace():
                    assert font.getbbox(char)[2:] > (0, 0), char


def test_the_page_looks_like_the_pdf(both):
    pdf, document = both
    opened = pypdfium2.PdfDocument(pdf)
    scale = 3.0
    for page, one in zip(document.pages, opened, strict=True):
        shown = one.render(scale=scale * MM).to_pil().convert("L")
        mine = drawn(document, page, scale).convert("L").resize(shown.size)
        assert apart(shown, mine) < ALIKE, "more than hinting and smoothing"


def apart(first, second):
    """How far the grey of two pages differs at most in a cell of three millimetres: 0 = alike, 255 = black against white."""
    cells = (round(first.width / 9), round(first.height / 9))
    a, b = (one.resize(cells, Image.Resampling.BOX) for one in (first, second))
    return ImageChops.difference(a, b).getextrema()[1]


def test_a_missing_seal_would_be_seen():
    """The comparison above can fail."""
    pdf = sample.render("penalty_decision_org").pdf
    document = ofd.read(ofd.from_pdf(pdf, title="x"))
    page = document.pages[-1]
    poorer = ofd.Page(
        page.width,
        page.height,
        tuple(one for one in page.objects if one.get("Alpha") is None and not seal(one)),
    )
    assert len(page.objects) - len(poorer.objects) > 10
    shown = pypdfium2.PdfDocument(pdf)[len(document.pages) - 1].render(scale=3.0 * MM).to_pil().convert("L")
    whole, bare = (drawn(document, one, 3.0).convert("L").resize(shown.size) for one in (page, poorer))
    assert apart(shown, bare) > 2 * ALIKE
    assert apart(shown, whole) < ALIKE


def seal(one):
    return any(
        (found.get("Value") or "").startswith("200 30") for found in one if found.tag != tag("TextCode")
    )


def test_the_same_document_gives_the_same_bytes():
    pdf = sample.render("case_filing").pdf
    told = {"title": "立案审批表", "number": "（江云）应急立〔2026〕1号", "dated": "2026-06-03"}
    assert ofd.from_pdf(pdf, **told) == ofd.from_pdf(pdf, **told)
    assert ofd.read(ofd.from_pdf(pdf, **told)).title == "立案审批表"


def test_a_rare_character_keeps_its_own_font():
    """It comes from a face with CFF outlines, which gets the tables of an OpenType file."""
    if papers.fonts.RARE not in papers.default_press().fonts.body:
        pytest.skip("fonts-noto-cjk is missing")
    facts = json.loads(
        json.dumps(sample.facts("penalty_decision_org"), ensure_ascii=False).replace("柏舟", "𠀋𠄘")
    )
    pdf = sample.render("penalty_decision_org", facts=facts).pdf
    document = ofd.read(ofd.from_pdf(pdf, title="x"))
    assert "𠀋𠄘" in document.pages[0].text
    files = [one for one in document.fonts.values() if one[:4] == b"OTTO"]
    assert files
    shown = pypdfium2.PdfDocument(pdf)[0].render(scale=3.0 * MM).to_pil().convert("L")
    mine = drawn(document, document.pages[0], 3.0).convert("L").resize(shown.size)
    assert apart(shown, mine) < ALIKE


def page_of(content: bytes, **resources):
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 100))
    made.pages[0].Contents = made.make_stream(content)
    made.pages[0].Resources = pikepdf.Dictionary(**{name: make(made) for name, make in resources.items()})
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_pictures_clips_and_forms_are_carried_over():
    def xobjects(made):
        image = pikepdf.Stream(made, bytes([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9]))
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width, image.Height, image.BitsPerComponent = 2, 2, 8
        image.ColorSpace = pikepdf.Name.DeviceRGB
        form = pikepdf.Stream(made, b"0 0 1 rg 0 0 10 10 re f")
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox, form.Matrix = [0, 0, 10, 10], [1, 0, 0, 1, 150, 20]
        return pikepdf.Dictionary(Im=made.make_indirect(image), Fm=made.make_indirect(form))

    content = b"q 40 0 0 40 10 50 cm /Im Do Q /Fm Do q 100 0 20 20 re W n 1 0 0 rg 90 0 100 100 re f Q 0.5 w [3 1] 0 d 0 0 m 200 100 l S"
    document = ofd.read(ofd.from_pdf(page_of(content, XObject=xobjects), title="x"))
    page = document.pages[0]
    assert [one.tag.rpartition("}")[2] for one in page.objects] == [
        "ImageObject",
        "PathObject",
        "PathObject",
        "PathObject",
    ]
    (png,) = document.pictures.values()
    assert Image.open(io.BytesIO(png)).getpixel((0, 0)) == (255, 0, 0)
    image, blue, red, line = page.objects
    assert [round(float(one), 2) for one in image.get("Boundary").split()] == [3.53, 3.53, 14.11, 14.11]
    assert [round(float(one), 2) for one in blue.get("Boundary").split()] == [52.92, 24.69, 3.53, 3.53]
    assert red.find(f"{tag('Clips')}/{tag('Clip')}") is not None
    assert line.get("DashPattern") == "1.05833 0.35278"
    shown = drawn(document, page, 4.0)
    assert shown.getpixel((24, 24)) == (255, 0, 0), "the picture stands upright"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"BT /F 12 Tf (abc) Tj ET", "不是本系统文书所用的嵌入字体"),
        (b"/Sh sh", "不转换的操作“sh”"),
    ],
)
def test_what_isnt_carried_over_is_refused(content, told):
    def fonts(made):
        return pikepdf.Dictionary(
            F=made.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
                )
            )
        )

    with pytest.raises(ofd.CannotConvert, match=told):
        ofd.from_pdf(page_of(content, Font=fonts), title="x")


def test_what_is_no_document_is_refused():
    with pytest.raises(ofd.CannotConvert, match="不是能够打开的PDF"):
        ofd.from_pdf(b"GIF89a", title="x")
    with pytest.raises(ofd.UnreadableOfd, match="不能解开"):
        ofd.read(b"GIF89a")
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("OFD.xml", "<a/>")
    with pytest.raises(ofd.UnreadableOfd, match="缺少"):
        ofd.read(empty.getvalue())
