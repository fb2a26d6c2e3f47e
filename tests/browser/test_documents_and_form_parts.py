"""Documents are read in the page, drafts are previewed, amounts are told in capitals, lines are added by keyboard."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

from playwright.sync_api import Page, expect
from whole_case import Matter

from mingjing.records import log
from mingjing.records.sequencer import Sequencer

from .looks import assert_good_page, keep_picture


def test_an_issued_document_is_read_page_by_page(matter: Matter, sign_in: Callable[..., Page]) -> None:
    matter.go("file_case")
    page = sign_in("lu")
    page.goto(f"/desk/cases/{matter.case.pk}/")
    page.locator("#timeline").get_by_role("link", name="立案审批表").click()
    picture = page.get_by_role("img", name="立案审批表第 1 页")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 600
    keep_picture(page, "document")
    assert_good_page(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载 PDF").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")


def test_a_draft_is_previewed_before_it_is_signed(matter: Matter, sign_in: Callable[..., Page]) -> None:
    matter.go("legal_review")
    page = sign_in("lu")
    page.goto(f"/desk/cases/{matter.case.pk}/act/notify_penalty/")
    sheet = page.get_by_role("region", name="文书预览").last
    expect(sheet).to_contain_text("缺少必填内容")
    page.get_by_label("拟作出的处罚内容").fill("罚款人民币捌万元整。")
    page.get_by_label("陈述、申辩权利和期限").fill("收到本告知书之日起五个工作日内可以陈述、申辩。")
    page.get_by_label("联系地址、联系人和电话").fill("云湖区镜湖路88号 陆知行 0990-5550188")
    page.get_by_role("button", name="行政处罚告知书", exact=True).click()
    expect(page.get_by_role("img", name="文书预览第 1 页")).to_be_visible()
    keep_picture(page, "act-preview")
    assert_good_page(page)


def test_amounts_are_told_in_capitals_as_they_are_typed(matter: Matter, sign_in: Callable[..., Page]) -> None:
    matter.go("legal_review")
    page = sign_in("lu")
    page.goto(f"/desk/cases/{matter.case.pk}/act/notify_penalty/")
    page.get_by_label("拟罚款金额").fill("1000400.05")
    expect(page.locator("#f-fine-cap")).to_have_value("人民币壹佰万零肆佰元零伍分")


def test_rows_are_added_and_removed_without_a_mouse(matter: Matter, sign_in: Callable[..., Page]) -> None:
    matter.go("file_case")
    page = sign_in("lu")
    page.goto(f"/desk/cases/{matter.case.pk}/act/inquire/")
    table = page.get_by_role("group", name="问答内容")
    expect(table.locator("[data-line]")).to_have_count(1)
    table.get_by_role("button", name="添加一行").focus()
    page.keyboard.press("Enter")
    expect(table.locator("[data-line]")).to_have_count(2)
    table.get_by_role("button", name="去掉这一行").focus()
    page.keyboard.press("Enter")
    expect(table.locator("[data-line]")).to_have_count(1)


def test_the_derivation_of_a_deadline_opens_and_closes_by_keyboard(
    matter: Matter, sign_in: Callable[..., Page]
) -> None:
    matter.go("file_case")
    page = sign_in("lu")
    page.goto(f"/desk/cases/{matter.case.pk}/")
    box = page.locator("[data-derive]", has_text="作出行政处罚决定").first
    box.get_by_role("button").focus()
    expect(box.locator(".mj-pop")).to_be_visible()
    expect(box.locator(".mj-pop")).to_contain_text("行政处罚法 第60条")
    assert_good_page(page)
    page.keyboard.press("Escape")
    expect(box.locator(".mj-pop")).to_be_hidden()


def test_the_menu_opens_on_a_phone(matter: Matter, sign_in: Callable[..., Page]) -> None:
    page = sign_in("lu", size={"width": 390, "height": 844})
    page.get_by_role("button", name="打开菜单").click()
    page.get_by_role("navigation", name="菜单导航").get_by_role("link", name="案件", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("案件")


def test_the_case_file_is_exported_once_it_is_in_the_log(
    matter: Matter, sign_in: Callable[..., Page]
) -> None:
    matter.go("register_clue")
    page = sign_in("lu", expect=("409",))
    page.goto(f"/desk/cases/{matter.case.pk}/export/")
    expect(page.get_by_role("heading", level=1)).to_have_text("暂时不能导出案卷")
    Sequencer(log.store(), log.signer()).drain()
    page.goto(f"/desk/cases/{matter.case.pk}/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出可核验案卷").click()
    names = zipfile.ZipFile(waiting.value.path()).namelist()
    assert any(name.endswith("checkpoint") for name in names)
    assert any(name.endswith(".tlog-proof") for name in names)
