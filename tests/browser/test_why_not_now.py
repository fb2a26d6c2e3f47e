"""The fold on the case's page that says why the remaining acts can't be done, opened by keyboard."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect
from whole_case import Matter


def test_reasons_come_when_the_fold_is_opened_by_keyboard(
    matter: Matter, sign_in: Callable[..., Page]
) -> None:
    matter.go("file_case")
    page = sign_in("lu")
    page.goto(f"/desk/cases/{matter.case.pk}/")
    page.locator("summary", has_text="项现在不能办理，为什么").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#not-now dt").first).to_be_visible()
    expect(page.locator("#not-now")).to_contain_text("怎么补：")
