"""A refusal on the desk: the sentence, the article, how to mend it, and a way that leads there; nothing is changed."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect
from whole_case import Matter

from mingjing.cases.models import Case

from .looks import assert_good_page


def test_no_decision_without_notice_review_and_deliberation(
    matter: Matter, sign_in: Callable[..., Page]
) -> None:
    matter.go("draft_disposition")
    page = sign_in("lu")
    page.goto(f"/desk/cases/{matter.case.pk}/")
    barred = page.locator(".mj-act.is-bar", has=page.get_by_role("heading", name="作出行政处罚决定"))
    expect(barred).to_contain_text("尚未通过法制审核")
    expect(barred).to_contain_text("行政处罚法 第58条第1款")
    expect(barred).to_contain_text("怎么补：")
    expect(barred.get_by_role("button", name="不得办理")).to_be_disabled()
    barred.get_by_role("link", name="送法制审核").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("送法制审核")


def test_a_barred_act_sent_past_the_page_is_refused_and_changes_nothing(
    matter: Matter, sign_in: Callable[..., Page]
) -> None:
    matter.go("draft_disposition")
    before = Case.objects.get().seq
    page = sign_in("lu", expect=("422",))
    page.goto(f"/desk/cases/{matter.case.pk}/act/decide/")
    # What the page disables, a hand-made request still can send: the door answers, not the button.
    page.evaluate("document.getElementById('act').submit()")
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text("没有办理，未留下任何变动")
    expect(refused).to_contain_text("行政处罚法 第58条第1款")
    assert_good_page(page)
    assert Case.objects.get().seq == before


def test_a_page_that_has_gone_stale_is_refused(matter: Matter, sign_in: Callable[..., Page]) -> None:
    matter.go("register_clue")
    page = sign_in("lu", expect=("422",))
    page.goto(f"/desk/cases/{matter.case.pk}/act/inspect_site/")
    matter.go("inspect_site")
    page.evaluate("document.getElementById('act').submit()")
    expect(page.get_by_role("alert")).to_contain_text("已有新的记录")


def test_returning_needs_a_reason(matter: Matter, sign_in: Callable[..., Page]) -> None:
    matter.go("file_case", before=True)
    matter.act("file_case", approve=False)
    page = sign_in("ye", expect=("422",))
    where = f"/desk/cases/{matter.case.pk}/act/file_case/approval/"
    page.goto(where)
    assert_good_page(page)
    page.get_by_role("button", name="退回修改").click()
    expect(page.get_by_role("alert")).to_contain_text("理由")
    page.get_by_label("退回理由").fill("管辖依据写得不清楚。")
    page.get_by_role("button", name="退回修改").click()
    expect(page.get_by_role("status").first).to_contain_text("已退回")
    expect(page.locator("#timeline")).to_contain_text("管辖依据写得不清楚")
