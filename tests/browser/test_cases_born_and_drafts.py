"""Choosing a procedure, a case born of another, and a draft that comes back, in the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from confirmation import confirm, receive, work_under
from playwright.sync_api import Page, expect
from whole_case import Matter

from .conftest import NARROW, WIDE
from .looks import assert_good_page, keep_picture, raw_words


@pytest.fixture
def confirmed(bureau: Any) -> Any:
    work_under(bureau)
    return confirm(bureau, receive(bureau).case).case


def _look(page: Page, name: str) -> None:
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        keep_picture(page, name)
        assert_good_page(page)
        assert raw_words(page) == []
    page.set_viewport_size(WIDE)


def test_from_the_case_to_the_form_of_the_case_born_of_it(
    confirmed: Any, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("lu")
    page.goto(f"/desk/cases/{confirmed.pk}/")
    link = page.get_by_role("link", name="行政处罚普通程序案件")
    expect(link).to_be_visible()
    _look(page, "case-with-relatives")
    link.click()
    expect(page.get_by_role("heading", name="由另一案件另立")).to_be_visible()
    expect(page.get_by_label("现场照片")).to_be_checked()
    _look(page, "case-born")


def test_a_procedure_is_chosen(confirmed: Any, sign_in: Callable[..., Page]) -> None:
    page = sign_in("lu")
    page.goto("/desk/cases/new/")
    _look(page, "opening")
    page.get_by_role("link", name="受理确认申请").click()
    expect(page.get_by_label("申请确认的事项")).to_be_visible()


def test_a_draft_keeps_itself_and_comes_back(matter: Matter, sign_in: Callable[..., Page]) -> None:
    matter.go("file_case")
    page = sign_in("lu")
    address = f"/desk/cases/{matter.case.pk}/act/add_review_scope/"
    page.goto(address)
    page.get_by_label("列入理由").fill("社会影响大")
    page.get_by_label("列入理由").blur()
    expect(page.locator("#draft-saved")).to_contain_text("草稿已存")
    page.goto(address)
    expect(page.get_by_label("列入理由")).to_have_value("社会影响大")
    _look(page, "draft-loaded")
    page.get_by_role("button", name="丢弃草稿").click()
    page.goto(address)
    expect(page.get_by_label("列入理由")).to_have_value("")
