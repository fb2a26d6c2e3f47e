"""Weighing a penalty live beside the draft, and the draft's form filled from it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from whole_case import Matter

from .looks import assert_good_page, keep_picture, raw_words


def test_discretion_is_worked_out_live_and_fills_the_draft(
    matter: Matter, sign_in: Callable[..., Page]
) -> None:
    matter.go("conclude_investigation")
    page = sign_in("lu")
    page.goto(f"/desk/cases/{matter.case.pk}/act/draft_disposition/")
    page.locator("[name='f.facts']").fill("三处动火作业没有专人管理，另有两人未经考核合格。")
    page.get_by_role("button", name="裁量", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("裁量")
    page.locator("[name='d.line.0.violation']").select_option("aq97_2")
    answer = page.get_by_label("涉及人数")
    answer.fill("2")
    answer.press("Tab")
    expect(page.locator("section[aria-labelledby=res]")).to_contain_text("阶次B（一般）")
    fine = page.get_by_label("罚款数额")
    fine.fill("20000")
    fine.press("Tab")
    expect(page.get_by_text("请写明偏离裁量基准的理由")).to_be_visible()
    fine = page.get_by_label("罚款数额")
    fine.fill("45000")
    fine.press("Tab")
    expect(page.get_by_text("可以填入。")).to_be_visible()
    keep_picture(page, "discretion-done")
    assert_good_page(page)
    assert raw_words(page) == []
    page.get_by_role("button", name="填入").click()
    expect(page.get_by_text("裁量结果已经填入，尚未提交。")).to_be_visible()
    expect(page.locator("[name='f.fine']")).to_have_value("45000.00")
    expect(page.locator("[name='f.facts']")).to_have_value("三处动火作业没有专人管理，另有两人未经考核合格。")
    expect(page.locator("[name='f.discretion_reason']")).to_have_value(re.compile("经查，涉及人数为2人"))
    assert_good_page(page)
