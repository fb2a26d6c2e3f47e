"""Only people of the bureau get in, and a wrong password is told in Chinese."""

from __future__ import annotations

from collections.abc import Callable

from case_bureau import Bureau
from playwright.sync_api import Page, expect

from .looks import PASSWORD, assert_good_page


def try_in(page: Page, account: str, password: str) -> None:
    page.get_by_label("账号").fill(account)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def test_a_stranger_is_asked_to_sign_in_and_comes_back(
    open_page: Callable[..., Page], bureau: Bureau
) -> None:
    page = open_page()
    page.goto("/desk/cases/")
    assert_good_page(page)
    try_in(page, "lu", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("案件")


def test_wrong_password_five_times_locks_the_account(open_page: Callable[..., Page], bureau: Bureau) -> None:
    page = open_page(expect=("429",))
    page.goto("/desk/login/")
    for _ in range(4):
        try_in(page, "lu", "not-the-password")
        expect(page.get_by_role("alert")).to_contain_text("账号或者密码不正确")
    try_in(page, "lu", "not-the-password")
    expect(page.get_by_role("main")).to_contain_text("请15分钟后再试")
    page.goto("/desk/login/")
    try_in(page, "lu", PASSWORD)
    expect(page.get_by_role("main")).to_contain_text("暂停登录")


def test_signing_out_ends_the_visit(sign_in: Callable[..., Page]) -> None:
    page = sign_in("lu")
    page.get_by_role("button", name="账号菜单").click()
    page.get_by_role("button", name="退出登录").click()
    page.goto("/desk/")
    expect(page.get_by_label("账号")).to_be_visible()
