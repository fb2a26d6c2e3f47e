"""Every public page, wide and narrow: accessible, no sideways scroll, nothing in English, no complaint in the console."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from case_bureau import Bureau
from playwright.sync_api import Page, expect

from mingjing.disclosure import queries

from .conftest import NARROW, WIDE
from .looks import assert_good_page, keep_picture, raw_words
from .portal_fixtures import Publishing, sequence


@pytest.fixture
def published(bureau: Bureau, settings: Any, live_server: Any) -> Publishing:
    settings.MINGJING_PUBLIC_URL = live_server.url
    matter = Publishing(bureau)
    matter.publish()
    return matter


def look(page: Page, name: str, address: str, ready: Callable[[Page], None] = lambda page: None) -> None:
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        page.goto(address)
        ready(page)
        keep_picture(page, f"portal-{name}")
        assert_good_page(page)
        assert (name, raw_words(page)) == (name, [])


def test_public_pages_of_a_published_case(published: Publishing, open_page: Callable[..., Page]) -> None:
    page = open_page()
    code = queries.latest(1)[0].code
    check = published.decision["check_code"]

    def verified(page: Page) -> None:
        expect(page.get_by_role("status")).to_contain_text("刚刚在您的浏览器里验过")

    look(page, "home", "/")
    look(page, "list", "/decisions/?q=恒远仓储")
    look(page, "decision", f"/decisions/{code}/", verified)
    look(page, "verify", "/verify/")
    look(page, "check", f"/check/{check}", verified)
    look(page, "procedures", "/procedures/")
    look(page, "flow", "/procedures/penalty.ordinary/")
    look(page, "flow-stage", "/procedures/penalty.ordinary/?stage=review")
    look(page, "flow-act", "/procedures/penalty.ordinary/?act=decide")
    look(page, "flow-pages", "/procedures/penalty.ordinary/print/")
    look(page, "officers", "/officers/")
    look(page, "officer", "/officers/99010526013/")
    look(page, "privacy", "/privacy/")
    look(page, "accessibility", "/accessibility/")


def test_pages_of_an_empty_portal(bureau: Bureau, open_page: Callable[..., Page]) -> None:
    page = open_page()
    look(page, "home-empty", "/")
    expect(page.get_by_text("还没有公开的执法决定。")).to_be_visible()
    look(page, "list-empty", "/decisions/")
    look(page, "nothing-found", "/decisions/?q=没有这样的决定")


def test_withdrawn_decision_leaves_a_tombstone(published: Publishing, open_page: Callable[..., Page]) -> None:
    code = queries.latest(1)[0].code
    published.withdraw()
    sequence()
    page = open_page()
    look(
        page,
        "withdrawn",
        f"/decisions/{code}/",
        lambda page: expect(page.get_by_role("status")).to_contain_text("刚刚在您的浏览器里验过"),
    )
    expect(page.get_by_text("复议机关变更罚款数额")).to_be_visible()
    assert "恒远" not in page.content()


def test_larger_type_is_remembered_in_this_browser_only(
    published: Publishing, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    page.set_viewport_size(NARROW)
    page.goto("/")
    page.get_by_role("button", name="适老版").click()
    page.goto("/decisions/")
    expect(page.get_by_role("button", name="适老版")).to_have_attribute("aria-pressed", "true")
    keep_picture(page, "portal-elder")
    assert_good_page(page)
    assert page.context.cookies() == []
