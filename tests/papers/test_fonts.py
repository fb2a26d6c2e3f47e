"""Which faces a document uses: known, embedded, and never a box in place of a character."""

import io
from pathlib import Path

import pikepdf
import pytest
from tests.papers import sample

from mingjing import papers
from mingjing.papers.fonts import FANGSONG, SERIF
from mingjing.papers.glyphs import covered

BASE = {"NotoSerifSC-Bold", "NotoSerifSC-Regular"}
KNOWN = BASE | {"FandolFang-Regular", "NotoSerifCJKsc-Regular", "NotoSerifCJKsc-Bold"}


def faces(pdf: bytes) -> set[str]:
    """PostScript names of the fonts in a PDF; fails when one is not embedded."""
    found = set()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for entry in opened.objects:
            if isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/FontDescriptor":
                assert {"/FontFile2", "/FontFile3"} & set(entry.keys()), "not embedded"
                found.add(str(entry["/FontName"]).lstrip("/").partition("+")[2].removesuffix("-Identity-H"))
    return found


@pytest.fixture(scope="module")
def serif_press() -> papers.Press:
    return papers.Press(papers.find_fonts(fangsong=False))


def test_a_decision_uses_only_known_faces() -> None:
    used = faces(sample.render("penalty_decision_org").pdf)
    assert used <= KNOWN
    assert used >= {"NotoSerifSC-Bold"}
    assert ("FandolFang-Regular" in used) is papers.default_press().fonts.fangsong


def test_without_fangsong_the_body_is_noto_serif_and_that_is_said(serif_press: papers.Press) -> None:
    assert faces(sample.render("penalty_decision_org", press=serif_press).pdf) == BASE
    assert not serif_press.fonts.fangsong
    assert "没有找到仿宋字体" in serif_press.fonts.report()


def test_both_sets_of_faces_draw_every_sample_document(serif_press: papers.Press) -> None:
    """PDF/A forbids missing glyphs: a character that no face has would stop the press."""
    for form_id in sample.forms():
        assert sample.render(form_id, press=serif_press).text == sample.render(form_id).text


def test_the_report_names_the_face_of_the_body() -> None:
    fonts = papers.default_press().fonts
    assert ("仿宋" in fonts.report().partition("，")[0]) is fonts.fangsong
    assert fonts.body[0] == (FANGSONG if fonts.fangsong else SERIF)


def test_missing_fonts_are_an_error_with_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjing.papers.fonts.FOLDERS", (tmp_path,))
    with pytest.raises(papers.FontsMissing) as refusal:
        papers.find_fonts()
    assert "Noto Serif SC" in refusal.value.say
    assert refusal.value.mend


def test_coverage_is_read_from_the_font_itself() -> None:
    serif = next(path for family, path, _index in papers.default_press().fonts.files if family == SERIF)
    points = covered(serif)
    assert {ord(char) for char in "江临市〔〕¥喆堃犇玥祎翀"} <= points
    assert ord("😀") not in points


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    fake = tmp_path / "fake.ttf"
    fake.write_bytes(b"not a font")
    with pytest.raises(ValueError):
        covered(fake)
