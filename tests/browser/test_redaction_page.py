"""The disclosure officer confirms what is hidden, place by place, and publishes; a leak refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from case_bureau import Bureau
from playwright.sync_api import Page, expect

from mingjing.disclosure.models import Publication

from .conftest import NARROW, WIDE
from .looks import assert_good_page, keep_picture, raw_words, serious_findings
from .portal_fixtures import Publishing


@pytest.fixture
def waiting(bureau: Bureau, settings: Any, live_server: Any) -> Publishing:
    """A decided case whose publication has been approved."""
    settings.MINGJING_PUBLIC_URL = live_server.url
    matter = Publishing(bureau)
    matter.go("publish_decision", before=True)
    return matter


def test_officer_confirms_every_place_and_publishes(
    waiting: Publishing, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("mu", expect=("422",))
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        page.goto(f"/desk/cases/{waiting.case.pk}/act/publish_decision/")
        keep_picture(page, "redaction")
        assert serious_findings(page) == []
        assert_good_page(page)
        assert raw_words(page) == []
    public = page.locator("[data-public]")
    expect(page.get_by_role("button", name="公开决定")).to_be_disabled()
    page.get_by_role("button", name="本案登记和号码规则的，全部隐去").click()
    for _ in range(page.locator("[data-source] .mj-mask:not(.is-hidden)").count()):
        page.keyboard.press("k")
    expect(page.get_by_role("status").filter(has_text="已重新生成并检索")).to_be_visible()
    expect(public).not_to_contain_text("梁思渡")
    expect(public.locator(".mj-hid").first).to_have_text("姓名")

    page.get_by_label("要隐去的文字").fill("港口路")
    page.get_by_role("button", name="处处隐去").click()
    page.get_by_label("一句话说明").fill("法定代表人梁思渡，电话13900990417。")
    page.get_by_label("公开日期").click()
    expect(page.get_by_text("公开文本中仍有应当隐去的姓名。")).to_be_visible()
    page.get_by_label("一句话说明").fill("该企业没有采取措施消除事故隐患，被罚款8万元，已经整改。")
    page.get_by_role("textbox", name="说明理由").fill("公示平台升级，迟延公开。")
    page.get_by_label("我已逐处看过").check()
    keep_picture(page, "redaction-done")
    page.get_by_role("button", name="公开决定").click()
    page.wait_for_url(f"**/desk/cases/{waiting.case.pk}/")
    found = Publication.objects.get()
    assert "梁思渡" not in str(found.segments)
    assert sum(row["count"] for row in found.hidden) >= 3


def test_leak_refuses_and_keeps_what_was_decided(waiting: Publishing, sign_in: Callable[..., Page]) -> None:
    page = sign_in("mu", expect=("422",))
    page.goto(f"/desk/cases/{waiting.case.pk}/redaction/?document={waiting.number}")
    page.get_by_role("button", name="本案登记和号码规则的，全部隐去").click()
    for _ in range(page.locator("[data-source] .mj-mask:not(.is-hidden)").count()):
        page.keyboard.press("h")
    page.get_by_label("一句话说明").fill("电话13900990417的当事人被罚款。")
    page.get_by_role("textbox", name="说明理由").fill("公示平台升级，迟延公开。")
    page.get_by_label("我已逐处看过").check()
    page.get_by_role("button", name="公开决定").click()
    expect(page.get_by_text("没有办理，未留下任何变动。")).to_be_visible()
    expect(page.locator("[data-source] .is-hidden").first).to_be_visible()
    assert not Publication.objects.exists()


def test_list_of_what_waits_and_what_is_public(waiting: Publishing, sign_in: Callable[..., Page]) -> None:
    page = sign_in("mu")
    for name in ("disclosures-waiting", "disclosures"):
        page.get_by_role("link", name="公示", exact=True).click()
        expect(page.get_by_role("heading", name="公示", exact=True, level=1)).to_be_visible()
        keep_picture(page, name)
        assert serious_findings(page) == []
        assert raw_words(page) == []
        if name == "disclosures-waiting":
            expect(page.get_by_role("link", name="确认并公开")).to_be_visible()
            waiting.publish()
    expect(page.get_by_role("link", name=waiting.number, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=f"撤下：{waiting.number}")).to_be_visible()
