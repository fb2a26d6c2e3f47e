"""The pages of the recordings: what came in, which act it shows, the player, the coverage of a case, the devices."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from case_bureau import Bureau, found_bureau
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from whole_case import Matter, at

sys.path.insert(0, str(Path(__file__).parents[1] / "media"))

from filming import film

from mingjing.cases.perform import perform
from mingjing.media import devices, docking, linking
from mingjing.media.models import Device, Disposal, Recording
from mingjing.records import log
from mingjing.work import queue
from mingjing.work.models import Job

from .looks import PASSWORD, assert_fits, assert_good_page, keep_picture, raw_words, settle

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def matter(chromium: Browser, taken_up: Callable[..., Any]) -> Matter:
    """A case that was taken to the inquiry, and people who can sign in."""

    def begin() -> Matter:
        made = Matter(found_bureau())
        for user in made.bureau.users.values():
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])
        made.go("inquire")
        return made

    return taken_up("recordings in a browser", begin)


@pytest.fixture
def bureau(matter: Matter) -> Bureau:
    return matter.bureau


def look(page: Page, name: str) -> None:
    """The page is good on a desk and fits a phone; where pictures are asked for, they are kept."""
    page.set_viewport_size(PHONE)
    settle(page)
    keep_picture(page, name)
    assert_fits(page)
    page.set_viewport_size(WIDE)
    keep_picture(page, name)
    assert_good_page(page)
    assert raw_words(page) == []


@pytest.fixture
def docked(matter: Matter, bureau: Any, tmp_path: Path) -> Callable[..., Recording]:
    """Two recorders, and recordings of them from the docking station."""
    for number in ("CX-0271", "CX-0288"):
        device = Device.objects.create(
            agency=bureau.agency, unit=bureau.officers["lu"].unit, number=number, model="DSJ-H5"
        )
        who = "lu" if number == "CX-0271" else "shen"
        devices.note(
            bureau.users["ye"], device.pk, "hand_over", at("2026-06-01T08:30"), officer_id=bureau.officers[who].pk,
            battery=96, free_mb=60_000, clock_offset=Decimal("1.5"),
        )  # fmt: skip

    def made(device: str, start: str, seconds: int, name: str) -> Recording:
        path = tmp_path / device / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(film(seconds, at(start), shade=seconds))
        os.utime(path, (time.time() - 3600,) * 2)
        (one,) = docking.collect(tmp_path)
        return one.recording

    return made


def widen(recording: Recording, start: str, end: str, received: str = "") -> None:
    """A long recording without minutes of film."""
    recording.start, recording.end = at(start), at(end)
    recording.received_at = at(received) if received else recording.received_at
    recording.save()


def test_a_recording_is_confirmed_played_and_covers_its_act(
    matter: Matter, docked: Any, sign_in: Callable[..., Page]
) -> None:
    first = docked("CX-0271", "2026-06-05T09:30:01", 12, "询问_20260605_093001.mp4")
    widen(first, "2026-06-05T09:30:00", "2026-06-05T09:58:00", "2026-06-05T18:20")
    second = docked("CX-0271", "2026-06-05T10:04:00", 4, "询问_20260605_100400.mp4")
    widen(second, "2026-06-05T10:04:00", "2026-06-05T10:40:00", "2026-06-05T18:20")
    spare = docked("CX-0288", "2026-06-05T09:32:00", 5, "备机_询问.mp4")
    widen(spare, "2026-06-05T09:32:00", "2026-06-05T10:01:00", "2026-06-07T18:20")
    queue.work_off()
    page = sign_in("lu", size=WIDE)
    page.goto("/desk/recordings/")
    expect(page.get_by_role("heading", level=1)).to_have_text("音像记录")
    look(page, "recordings")
    linking.confirm(
        matter.bureau.users["lu"], second.pk, matter.case.pk, scene="pen_inquiry", act_title="询问", announced=True,
        continuous=True, place="执法大队询问室",
    )  # fmt: skip
    for one in (first, spare):
        page.goto(f"/desk/recordings/{one.pk}/")
        if one == spare:  # a colleague's, and in no case yet
            page.get_by_role("textbox", name="事由").fill("共同承办，归入案件")
            page.get_by_role("button", name="写明事由并查看").click()
        page.get_by_label("开始时已告知对方正在录音录像").check()
        page.get_by_label("地点").fill("执法大队询问室")
        page.get_by_label("全程不间断").check()
        if one == first:
            look(page, "recording-to-link")
        if one == spare:
            page.get_by_label("未按时上传的原因").fill("采集站检修。")
        page.get_by_role("button", name="核对无误，归入案件").click()
        refusal = page.locator(".mj-note.is-seal")
        assert refusal.count() == 0, refusal.inner_text()
        expect(page.locator("main")).to_contain_text("已归入案件，登记为第")
    page.goto(f"/desk/recordings/{first.pk}/")
    player = page.locator("video")
    page.wait_for_function("document.querySelector('video').readyState >= 1")
    assert player.evaluate("video => video.duration") > 10
    page.locator("[data-seek]").nth(3).click()
    page.wait_for_function("document.querySelector('video').currentTime > 5")
    look(page, "recording")
    page.goto(f"/desk/cases/{matter.case.pk}/")
    expect(page.get_by_role("region", name="记录覆盖")).to_contain_text(re.compile("实录 9[45]%"))
    expect(page.get_by_role("region", name="记录覆盖")).to_contain_text("还没有报告原因")
    expect(page.get_by_role("region", name="记录覆盖")).to_contain_text("超过上传时限")
    look(page, "case-coverage")
    fields = {
        "scene": "pen_inquiry", "act_ref": "询问", "from": "2026-06-05T10:01:00+08:00",
        "to": "2026-06-05T10:04:00+08:00", "ground": "battery", "explanation": "电池耗尽，更换电池。",
        "reported_to": {"name": "叶承安"}, "reported_at": "2026-06-05T11:00:00+08:00",
    }  # fmt: skip
    perform(
        matter.case, "report_av_interruption", matter.bureau.users["lu"],
        {"fields": fields, "reasons": {"late_recording": "补录。"}},
    )  # fmt: skip
    page.reload()
    expect(page.get_by_role("region", name="记录覆盖")).to_contain_text("待承办机构负责人签批")
    head = sign_in("ye", size=WIDE)
    head.goto(f"/desk/cases/{matter.case.pk}/act/report_av_interruption/approval/")
    expect(head.locator("main")).to_contain_text("电池耗尽，更换电池。")
    look(head, "interruption-approval")
    head.get_by_role("button", name="同意").click()
    page.reload()
    expect(page.get_by_role("region", name="记录覆盖")).to_contain_text("叶承安签批")
    keep_picture(page, "case-coverage-told")


def test_the_devices_book_and_the_reason(docked: Any, sign_in: Callable[..., Page]) -> None:
    one = docked("CX-0271", "2026-06-05T09:30:01", 3, "询问.mp4")
    page = sign_in("ye", size=WIDE)
    page.goto("/desk/devices/")
    page.get_by_label("事项").select_option("check")
    page.get_by_label("电量（%）").fill("12")
    page.get_by_label("钟差（秒，快为正、慢为负）").fill("-90")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("main")).to_contain_text("电量只有12%")
    expect(page.locator("main")).to_contain_text("时钟慢90秒，应当校准")
    look(page, "devices")
    page.goto(f"/desk/recordings/{one.pk}/")
    look(page, "recording-reason")
    page.get_by_role("textbox", name="事由").fill("审查询问过程")
    page.get_by_role("button", name="写明事由并查看").click()
    expect(page.get_by_role("region", name="谁看过")).to_contain_text("审查询问过程")


def test_the_scene_is_told_with_its_opening_words(matter: Matter, sign_in: Callable[..., Page]) -> None:
    page = sign_in("lu", size=WIDE)
    page.goto(f"/desk/cases/{matter.case.pk}/act/inquire/")
    scene = page.locator(".mj-scene")
    scene.locator("summary").click()
    expect(scene).to_contain_text("全程不间断")
    expect(scene).to_contain_text("阅读核对更正")
    expect(scene).to_contain_text("我们是江临市云湖区应急管理局执法人员陆知行（证号99010526013）、沈砚秋")
    expect(scene).to_contain_text("因动火作业未安排专人现场管理，现依法对您进行询问")
    scene.scroll_into_view_if_needed()
    scene.screenshot(path=Path(os.environ["MINGJING_PICTURES"]) / "scene.png") if os.environ.get(
        "MINGJING_PICTURES"
    ) else None
    assert_good_page(page)


def test_a_recording_is_held_and_another_is_destroyed_by_three_people(
    docked: Any, sign_in: Callable[..., Page]
) -> None:
    kept = docked("CX-0271", "2026-01-05T09:30:01", 3, "厂区巡查_第一段.mp4")
    gone = docked("CX-0271", "2026-01-06T09:30:01", 4, "厂区巡查_第二段.mp4")
    page = sign_in("wen", size=WIDE)
    page.goto(f"/desk/recordings/{kept.pk}/")
    page.get_by_role("textbox", name="事由").fill("核对到期资料")
    page.get_by_role("button", name="写明事由并查看").click()
    page.get_by_label("冻结的理由").fill("收到信访，需要核查。")
    page.get_by_role("button", name="冻结").click()
    expect(page.locator("main")).to_contain_text("已冻结，在解除以前不能销毁。")
    expect(page.get_by_label("解除冻结的理由")).to_be_visible()
    expect(page.get_by_role("region", name="谁看过")).to_contain_text("冻结：收到信访，需要核查。")
    look(page, "recording-held")
    page.goto("/desk/disposals/")
    expect(page.get_by_label("选择 厂区巡查_第一段.mp4")).to_have_count(0)
    page.get_by_label("选择 厂区巡查_第二段.mp4").check()
    page.get_by_label("销毁理由").fill("保管期满，没有立案。")
    look(page, "disposals")
    page.get_by_role("button", name="提出销毁").click()
    expect(page.locator("main")).to_contain_text("等待法制机构核对")
    for alias, button in (("han", "核对无关联、无冻结"), ("cheng", "批准销毁")):
        person = sign_in(alias, size=WIDE)
        person.goto("/desk/disposals/")
        expect(person.locator("main")).to_contain_text("厂区巡查_第二段.mp4")
        look(person, f"disposal-{alias}")
        person.get_by_role("button", name=button).click()
        expect(person.locator("main")).to_contain_text("已核对批准")
    expect(person.locator("main")).to_contain_text("以前可以撤回，之后由系统销毁")
    expect(person.get_by_role("button", name="撤回")).to_be_visible()
    look(person, "disposal-approved")
    # Seven days later.
    Job.objects.filter(kind="dispose").update(run_after=timezone.now() - timedelta(seconds=1))
    Disposal.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    queue.work_off()
    log.sequencer().drain()
    page.goto("/desk/disposals/")
    expect(page.locator("main")).to_contain_text("销毁证明已写入存证日志")
    look(page, "disposal-done")
    page.goto(f"/desk/recordings/{gone.pk}/")
    page.get_by_role("textbox", name="事由").fill("核对销毁")
    page.get_by_role("button", name="写明事由并查看").click()
    expect(page.get_by_role("region", name="播放器")).to_contain_text("依法销毁，只保留登记和销毁证明")


def test_a_disposal_is_returned(docked: Any, sign_in: Callable[..., Page]) -> None:
    docked("CX-0271", "2026-01-05T09:30:01", 3, "厂区巡查_没有立案.mp4")
    page = sign_in("wen", size=WIDE)
    page.goto("/desk/disposals/")
    page.get_by_label("选择 厂区巡查_没有立案.mp4").check()
    page.get_by_label("销毁理由").fill("保管期满，没有立案。")
    page.get_by_role("button", name="提出销毁").click()
    page.get_by_label("退回或者撤回的理由").fill("收到信访，需要核查。")
    page.get_by_role("button", name="退回").click()
    expect(page.locator("main")).to_contain_text("收到信访，需要核查。")
    expect(page.get_by_label("选择 厂区巡查_没有立案.mp4")).to_be_visible()
