"""The rule desk in a browser, wide and narrow: every page is accessible and speaks Chinese; a what-if by keyboard and mouse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect
from whole_case import Matter

from mingjing import law

from .conftest import NARROW, WIDE
from .looks import assert_good_page, keep_picture, raw_words
from .test_every_page_is_good import looked_at

# name, who looks, address
PAGES = [
    ("rules", "han", "/desk/rules/"),
    ("rules-act", "han", "/desk/rules/?act=penalty.ordinary/decide"),
    ("rules-none", "han", "/desk/rules/?q=没有这样的规则"),
    ("rule-check", "han", "/desk/rules/checks/decision_needs_passed_legal_review/"),
    ("rule-deadline", "han", "/desk/rules/deadlines/legal_review/"),
    ("rule-limit", "han", "/desk/rules/limits/review_fine_org/"),
    ("rule-mapping", "cheng", "/desk/rules/limits/review_place/"),
    ("rule-catalogue", "han", "/desk/rules/catalogues/major_decisions/"),
    ("rule-choose", "han", "/desk/rules/try/"),
    ("rule-acts", "han", "/desk/rules/try/?scenario=whole-case"),
    ("rule-trial", "han", "/desk/rules/try/case/{case}/decide/"),
    ("rule-propose", "han", "/desk/rules/limits/review_fine_org/propose/"),
    ("rule-propose-mapping", "han", "/desk/rules/limits/review_place/propose/"),
    ("rule-propose-row", "han", "/desk/rules/catalogues/major_decisions/propose/?row=pen_crime"),
    ("rule-history-empty", "tu", "/desk/rules/changes/"),
    ("rule-not-allowed", "lu", "/desk/rules/"),
]


def test_every_page_of_the_rule_desk(matter: Matter, sign_in: Callable[..., Page]) -> None:
    matter.go("submit_review")
    accounts = {account for _, account, _ in PAGES}
    seats = {account: sign_in(account, expect=("403",) if account == "lu" else ()) for account in accounts}
    faults = []
    for name, account, address in PAGES:
        faults += looked_at(seats[account], name, address.format(case=matter.case.pk))
    assert faults == []


def test_what_if_the_fine_were_forty_thousand(matter: Matter, sign_in: Callable[..., Page]) -> None:
    matter.go("submit_review")
    page = sign_in("han")
    page.goto(f"/desk/rules/try/case/{matter.case.pk}/decide/")
    page.get_by_label("拟罚款金额（元）").first.fill("40000")
    page.get_by_role("button", name="试算").click()
    expect(page.get_by_role("heading", name="改动与结果")).to_be_visible()
    expect(page.locator("main")).to_contain_text("重大执法决定：是（对单位较大数额罚款） → 否")
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        keep_picture(page, "rule-tried")
        assert_good_page(page)
        assert raw_words(page) == []


def test_change_is_proposed_and_approved(matter: Matter, sign_in: Callable[..., Page]) -> None:
    matter.go("submit_review")
    since = law.law_day(timezone.now()) + dt.timedelta(days=3)
    page = sign_in("han", expect=("422",))
    page.goto("/desk/rules/limits/review_fine_org/propose/")
    page.get_by_label("新的数值（元）").fill("100000")
    page.get_by_label("施行日期").fill(since.isoformat())
    page.get_by_label("调整理由").fill("短")
    page.get_by_label("出处").fill("本局2026年第12次局务会议纪要第三项")
    page.get_by_role("button", name="检查并试算").click()
    expect(page.get_by_role("alert")).to_contain_text("没有写明调整理由")
    keep_picture(page, "rule-refused")
    page.get_by_label("调整理由").fill("本局重大执法决定法制审核目录标准由五万元提高到十万元。")
    page.get_by_role("button", name="检查并试算").click()
    expect(page.locator("main")).to_contain_text("结果改变 1 件")
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        keep_picture(page, "rule-examined")
        assert_good_page(page)
    page.get_by_role("button", name="提出，送机关负责人批准").click()
    expect(page.locator("main")).to_contain_text("待批准")
    address = page.url
    head = sign_in("cheng")
    head.goto(address)
    for size in (WIDE, NARROW):
        head.set_viewport_size(size)
        keep_picture(head, "rule-change")
        assert_good_page(head)
        assert raw_words(head) == []
    head.get_by_role("button", name="批准").click()
    expect(head.locator("main")).to_contain_text("已批准")
    head.goto("/desk/rules/changes/")
    for size in (WIDE, NARROW):
        head.set_viewport_size(size)
        keep_picture(head, "rule-history")
        assert_good_page(head)
        assert raw_words(head) == []
