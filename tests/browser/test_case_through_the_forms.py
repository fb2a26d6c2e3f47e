"""A case from its source to the investigation, through the forms that the procedure's fields draw."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, Route, expect

from .looks import assert_good_page, raw_words

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()  # the server judges by its own clock
CASE_NAME = "江临澄川铝制品有限公司未对除尘设备经常性维护保养案"


def fill_clue(page: Page) -> None:
    """The first act's form, up to the required fields."""
    page.get_by_label("案件名称").fill(CASE_NAME)
    page.get_by_label("案由").fill("未对安全设备进行经常性维护、保养")
    page.get_by_label("案件来源").select_option(index=1)
    page.get_by_label("线索接收日期").fill(str(TODAY - timedelta(days=1)))
    page.get_by_label("发现违法行为日期").fill(str(TODAY - timedelta(days=1)))
    page.get_by_label("违法行为发生地").fill("江临市云湖区")
    page.get_by_label("线索内容").fill("检查发现抛光车间除尘器压差监测装置失效，未按规定维护保养。")
    page.get_by_label("处理建议").select_option("file")
    page.get_by_label("被反映的单位或者个人").fill("江临澄川铝制品有限公司")
    page.get_by_label("当事人类型").select_option(index=1)


def send(page: Page) -> None:
    expect(page.locator("#verdict")).to_contain_text("可以提交")
    button = page.get_by_role("button", name="签名并提交")
    expect(button).to_be_enabled()
    button.click()


def register(page: Page) -> None:
    page.goto("/desk/cases/new/?procedure=penalty.ordinary")
    fill_clue(page)
    send(page)
    expect(page.get_by_role("status").first).to_contain_text("案件已建立")


def test_a_clue_becomes_a_case_on_the_desk(sign_in: Callable[..., Page]) -> None:
    page = sign_in("lu")
    expect(page.get_by_text("没有到期的事项")).to_be_visible()
    page.get_by_role("link", name="登记案件").first.click()
    page.get_by_role("link", name="登记案件来源（行政处罚普通程序）").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登记案件来源")
    expect(page.get_by_role("button", name="签名并提交")).to_be_disabled()
    expect(page.locator("#verdict")).to_contain_text("还差")
    fill_clue(page)
    assert_good_page(page)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(CASE_NAME)
    expect(page.locator(".mj-track .is-now")).to_contain_text("立案")
    expect(page.locator("#timeline")).to_contain_text("登记案件来源")
    assert_good_page(page)
    assert raw_words(page) == []
    page.get_by_role("link", name="案件", exact=True).first.click()
    expect(page.get_by_role("link", name=CASE_NAME)).to_be_visible()


def test_filing_waits_for_two_approvals_and_can_be_taken_back(sign_in: Callable[..., Page]) -> None:
    page = sign_in("lu")
    register(page)
    where = page.url
    file_case(page)
    expect(page.get_by_role("heading", name="待审批：立案")).to_be_visible()
    page.get_by_role("link", name="撤回提交").click()
    page.get_by_role("button", name="确认撤回").click()
    expect(page.get_by_role("status").first).to_contain_text("已撤回")
    file_case(page)
    for account in ("ye", "cheng"):
        boss = sign_in(account)
        boss.get_by_role("link", name="待我审批").first.click()
        assert_good_page(boss)
        boss.get_by_role("link", name=re.compile("^审批：")).click()
        assert_good_page(boss)
        boss.get_by_role("button", name="同意").click()
        expect(boss.get_by_role("status").first).to_contain_text("已同意")
    page.goto(where)
    expect(page.locator(".mj-track .is-now")).to_contain_text("调查取证")
    expect(page.get_by_role("button", name=re.compile("作出")).first).to_be_visible()
    assert_good_page(page)
    assert raw_words(page) == []


def test_what_is_filled_in_before_the_scripts_are_there_is_checked_too(sign_in: Callable[..., Page]) -> None:
    page = sign_in("lu")
    register(page)
    address = page.get_by_role("link", name="办理立案").get_attribute("href")
    held: list[Route] = []
    page.route("**/htmx.min*.js", lambda route: held.append(route))
    page.goto(str(address), wait_until="commit")
    page.get_by_role("group", name="涉嫌违法行为").get_by_role("checkbox").first.check()
    expect(page.get_by_role("group", name="须证明的要件事实").get_by_role("checkbox")).to_have_count(0)
    assert held
    for route in held:
        route.continue_()
    elements = page.get_by_role("group", name="须证明的要件事实").get_by_role("checkbox")
    expect(elements.first).to_be_visible()


def file_case(page: Page) -> None:
    """The form of the filing."""
    page.get_by_role("link", name="办理立案").click()
    page.get_by_role("group", name="涉嫌违法行为").get_by_role("checkbox").first.check()
    elements = page.get_by_role("group", name="须证明的要件事实").get_by_role("checkbox")
    expect(elements.first).to_be_visible()
    for box in elements.all():
        box.check()
    cited = page.get_by_role("group", name="涉嫌违反的规定")
    cited.get_by_role("button", name="添加条款").click()
    cited.get_by_role("combobox").fill("安全生产法 第36条第2款")
    page.get_by_label("管辖依据").fill("违法行为发生在云湖区，由本局管辖。")
    for question in ("属于本机关管辖", "符合立案标准", "未超过追责时效", "承办人已声明没有应当回避的情形"):
        page.get_by_role("group", name=question).get_by_label("是").check()
    page.get_by_label("违法行为发生日期").fill(str(TODAY - timedelta(days=1)))
    for name in ("陆知行", "沈砚秋"):
        page.get_by_role("group", name="承办人（两名以上）").get_by_label(name).check()
    page.get_by_label("立案日期").fill(str(TODAY))
    send(page)
