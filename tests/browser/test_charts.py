"""The charts in a real browser: letters stay in their boxes, the keyboard reaches every act, pages print one to a sheet."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from case_bureau import Bureau
from playwright.sync_api import Page, expect
from whole_case import Matter

from .conftest import NARROW, WIDE
from .looks import assert_good_page, keep_picture, raw_words

OVERFLOWING = """() => [...document.querySelectorAll('.mj-chart .mj-box')].flatMap(box => {
  const frame = box.querySelector('rect').getBBox();
  return [...box.querySelectorAll('text')].filter(text => {
    const found = text.getBBox();
    return found.width && (found.x < frame.x || found.x + found.width > frame.x + frame.width
      || found.y < frame.y || found.y + found.height > frame.y + frame.height + 1);
  }).map(text => text.textContent);
})"""
CHARTS = "/procedures/penalty.ordinary/"


@pytest.mark.parametrize("query", ["", "?stage=investigation", "?stage=review", "?act=decide"])
def test_letters_stay_in_their_boxes(bureau: Bureau, open_page: Callable[..., Page], query: str) -> None:
    page = open_page()
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        page.goto(CHARTS + query)
        assert page.locator(".mj-chart:visible").count() == 1
        assert page.evaluate(OVERFLOWING) == []


def test_keyboard_reaches_acts_and_opens_them(bureau: Bureau, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(CHARTS)
    links = page.locator(".is-chart-wide .mj-chart a")
    page.locator(".mj-stagenav a").last.focus()
    for number in range(5):
        page.keyboard.press("Tab")
        expect(links.nth(number)).to_be_focused()
        outline = links.nth(number).evaluate(
            "one => getComputedStyle(one).outlineStyle + getComputedStyle(one).outlineWidth"
        )
        assert outline == "solid3px"
    link = page.locator(".is-chart-wide a[href*='act=decide#']")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_have_text("作出行政处罚决定")
    expect(page.locator("#panel")).to_contain_text("行政处罚法 第58条")
    expect(page.locator("#stage h2")).to_have_text("决定")


@pytest.mark.parametrize(("paper", "across", "up"), [("A4", 595, 842), ("A3", 842, 1191)])
def test_sheets_print_one_to_a_page(
    bureau: Bureau, open_page: Callable[..., Page], paper: str, across: int, up: int
) -> None:
    page = open_page()
    page.goto(f"{CHARTS}print/?paper={paper}")
    sheets = page.locator(".mj-chart-sheet").count()
    made = page.pdf(prefer_css_page_size=True, print_background=True)
    if folder := os.environ.get("MINGJING_PICTURES"):
        (Path(folder) / f"chart-{paper}.pdf").write_bytes(made)
    with pypdfium2.PdfDocument(BytesIO(made)) as document:
        sizes = [tuple(round(side) for side in document.get_page_size(at)) for at in range(len(document))]
        texts = [
            document[at].get_textpage().get_text_range().replace("\r\n", "") for at in range(len(document))
        ]
    assert len(sizes) == sheets
    assert all(abs(width - across) <= 2 and abs(height - up) <= 2 for width, height in sizes)
    assert all(f"第 {at} 页，共 {sheets} 页" in text for at, text in enumerate(texts, 1))
    assert "首页" not in "".join(texts)


def test_case_stands_on_its_chart(matter: Matter, sign_in: Callable[..., Page]) -> None:
    matter.go("draft_disposition")
    page = sign_in("lu")
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        page.goto(f"/desk/cases/{matter.case.pk}/flow/")
        keep_picture(page, "desk-flow")
        assert page.evaluate(OVERFLOWING) == []
        assert raw_words(page) == []
        assert_good_page(page)
    page.set_viewport_size(WIDE)
    link = page.locator(".is-chart-wide a[href='#act-file_case']")
    expect(link).to_contain_text("已办")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#act-file_case")).to_be_in_viewport()
