"""A party reads the file: from the request to the copy handed over, and the pages that tell who looked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from reading_matter import ReadByCourt, ReadByParty, ThirdPartyAsked
from whole_case import Matter

from mingjing.reading.models import CopyOrder
from mingjing.records import log
from mingjing.records.sequencer import Sequencer
from mingjing.work import queue
from mingjing.work.models import Job

from .conftest import NARROW, WIDE
from .looks import assert_good_page, keep_picture, raw_words


def looks_good(page: Page, name: str, address: str) -> None:
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        page.goto(address)
        keep_picture(page, name)
        assert_good_page(page)
        assert raw_words(page) == []


@pytest.fixture
def granted(bureau: object) -> Matter:
    found = ReadByParty(bureau)  # type: ignore[arg-type]
    found.go("grant_reading")
    Sequencer(log.store(), log.signer()).drain()
    return found


def test_party_gets_a_copy_from_the_desk(granted: Matter, sign_in: Callable[..., Page]) -> None:
    page = sign_in("lu")
    base = f"/desk/cases/{granted.case.pk}/readings/"
    looks_good(page, "readings", base)
    looks_good(page, "reading-granted", f"{base}阅1/")
    page.get_by_role("link", name="询问笔录").first.click()
    keep_picture(page, "reading-masks")
    assert_good_page(page)
    total = page.locator("[data-source] .mj-mask").count()
    assert total > 0
    page.get_by_role("button", name="本案登记和号码规则的，全部隐去").click()
    while page.locator("[data-open]").is_visible():
        page.locator("[data-hide]").click()
    page.get_by_label("我已逐处看过").check()
    page.get_by_role("button", name="确认这份文书的遮盖").click()
    expect(page.get_by_text("已确认这份文书的遮盖")).to_be_visible()
    assert "还有" in page.content()
    page.set_viewport_size(NARROW)
    page.goto(page.url)
    page.get_by_role("link", name="询问笔录").first.click()
    keep_picture(page, "reading-masks")
    assert_good_page(page)


def test_a_copy_is_made_while_the_page_looks_on(bureau: object, sign_in: Callable[..., Page]) -> None:
    taken = ReadByCourt(bureau)  # type: ignore[arg-type]
    taken.go("approve_case_copy")
    page = sign_in("wen")
    address = f"/desk/cases/{taken.case.pk}/readings/调1/"
    page.goto(address)
    page.get_by_role("button", name="制作").click()
    expect(page.get_by_text("等待制作")).to_be_visible()
    looks_good(page, "copy-waiting", address)
    queue.work_off()
    expect(page.get_by_text("还没有写入存证日志")).to_be_visible()
    CopyOrder.objects.update(state="making", step=31, steps=72, error="")
    expect(page.get_by_text("31/72")).to_be_visible()
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        keep_picture(page, "copy-making")
        assert_good_page(page)
    CopyOrder.objects.update(state="failed", error="服务器存储空间不足；请联系系统管理员清理空间后再次制作。")
    expect(page.get_by_role("button", name="再次制作")).to_be_visible()
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        keep_picture(page, "copy-failed")
        assert_good_page(page)
    Sequencer(log.store(), log.signer()).drain()
    page.get_by_role("button", name="再次制作").click()
    expect(page.get_by_text("等待制作")).to_be_visible()
    Job.objects.update(run_after=timezone.now())
    queue.work_off()
    expect(page.get_by_role("button", name="移交案卷材料复制件")).to_be_visible()
    assert raw_words(page) == []
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        keep_picture(page, "copy-done")
        assert_good_page(page)
    with page.expect_download() as kept:
        page.get_by_role("link", name="（调1）.zip").click()
    assert kept.value.suggested_filename.endswith("（调1）.zip")


def test_a_third_party_is_asked_from_the_page_of_the_request(
    bureau: object, sign_in: Callable[..., Page]
) -> None:
    matter = ThirdPartyAsked(bureau)  # type: ignore[arg-type]
    matter.go("ask_third_party")
    page = sign_in("lu")
    address = f"/desk/cases/{matter.case.pk}/readings/阅1/"
    looks_good(page, "reading-third-party-paused", address)
    matter.go("serve_third_party_inquiry")
    looks_good(page, "reading-third-party", address)
    page.get_by_role("link", name="登记第三方的意见").click()
    expect(page.get_by_label("征求意见编号")).to_have_value("征1")
    page.get_by_label("第三方的意见", exact=False).first.select_option(label="部分同意提供")
    expect(page.get_by_label("不同意的理由")).to_be_visible()
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        keep_picture(page, "act-third-party-opinion")
        assert_good_page(page)
    page.wait_for_load_state("networkidle")  # the live check has answered
    matter.act("record_third_party_opinion")
    page.goto(address)
    page.get_by_role("link", name="准予查阅复制").click()
    row = page.locator("#fld-third_parties")
    expect(row.get_by_role("textbox").first).to_have_value("征1")
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        keep_picture(page, "act-grant-against-third-party")
        assert_good_page(page)
    page.wait_for_load_state("networkidle")
    matter.act("grant_reading")
    looks_good(page, "reading-third-party-overruled", address)
    looks_good(page, "readings-third-party", f"/desk/cases/{matter.case.pk}/readings/")


@pytest.mark.parametrize(
    ("name", "account", "address"),
    [
        ("accesses", "sun", "/desk/accesses/"),
        ("case-log", "lu", "/desk/cases/{case}/access/"),
        ("party", "lu", "/desk/parties/{case}/"),
        ("parties", "lu", "/desk/parties/"),
    ],
)
def test_page(name: str, account: str, address: str, granted: Matter, sign_in: Callable[..., Page]) -> None:
    sign_in("xu").context.close()
    page = sign_in(account)
    page.goto(f"/desk/cases/{granted.case.pk}/")
    looks_good(page, name, address.format(case=granted.case.pk))
    if name == "parties":
        page.get_by_label("名称或者号码").fill(granted.case.party_name[:4])
        page.get_by_role("button", name="查找").last.click()
        keep_picture(page, "parties-found")
        assert_good_page(page)
        page.get_by_role("link", name=granted.case.party_name).click()
        assert "/desk/parties/" in page.url


def test_anybody_asks_through_the_portal_and_the_desk_finds_it(
    bureau: object, open_page: Callable[..., Page], sign_in: Callable[..., Page]
) -> None:
    closed = ReadByParty(bureau)  # type: ignore[arg-type]
    closed.go("serve_decision")
    code = next(
        one["check_code"] for one in closed.case.state["documents"] if one["form"] == "penalty_decision_org"
    )
    public = open_page(expect=("422",))
    looks_good(public, "portal-reading", f"/reading/?code={code}")
    public.get_by_label("案号").fill("（江云）应急立〔2026〕999号")
    public.get_by_label("利害关系人", exact=True).check()
    public.get_by_label("申请人姓名或者名称").fill("港口路小学")
    public.get_by_label("联系电话或者邮箱").fill("0990-5550123")
    public.get_by_label("与本案有什么利害关系").fill("学校与该厂房相邻，动火作业危及师生安全。")
    public.get_by_label("复制", exact=True).check()
    public.get_by_label("申请查阅复制的材料").fill("行政处罚决定书")
    public.get_by_role("button", name="提交申请").click()
    expect(public.get_by_role("alert")).to_contain_text("案号和核验码对不上")
    keep_picture(public, "portal-reading-wrong")
    assert_good_page(public)
    public.get_by_label("案号").fill(closed.case.number)
    public.get_by_role("button", name="提交申请").click()
    expect(public.get_by_role("heading", level=1)).to_contain_text("已收到，等待登记")
    for size in (NARROW, WIDE):
        public.set_viewport_size(size)
        keep_picture(public, "portal-receipt")
        assert_good_page(public)

    page = sign_in("lu")
    looks_good(page, "asked", "/desk/reading-requests/")
    page.get_by_role("link", name="登记 港口路小学 的申请").click()
    expect(page.get_by_label("申请人", exact=False).first).to_be_visible()
    keep_picture(page, "act-request-reading")
    assert_good_page(page)
