"""The pages of the recordings: what came in, which act it shows, the player, the coverage of a case, the devices."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from whole_case import Matter, at

sys.path.insert(0, str(Path(__file__).parents[1] / "media"))

from filming import film

from mingjing.cases.perform import perform
from mingjing.media import devices, docking
from mingjing.media.models import Device, Recording
from mingjing.work import queue

from .looks import assert_good_page, keep_picture, raw_words

SIZES = ({"width": 1280, "height": 900}, {"width": 390, "height": 844})


@pytest.fixture
def docked(matter: Matter, bureau: Any, tmp_path: Path) -> Callable[..., Recording]:
    """A case that was taken to the inquiry, two recorders, and recordings of them from the docking station."""
    matter.go("inquire")
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


@pytest.mark.parametrize("size", SIZES, ids=["wide", "phone"])
def test_a_recording_is_confirmed_played_and_covers_its_act(
    size: dict[str, int], matter: Matter, docked: Any, sign_in: Callable[..., Page]
) -> None:
    first = docked("CX-0271", "2026-06-05T09:30:01", 12, "询问_20260605_093001.mp4")
    widen(first, "2026-06-05T09:30:00", "2026-06-05T09:58:00", "2026-06-05T18:20")
    second = docked("CX-0271", "2026-06-05T10:04:00", 4, "询问_20260605_100400.mp4")
    widen(second, "2026-06-05T10:04:00", "2026-06-05T10:40:00", "2026-06-05T18:20")
    spare = docked("CX-0288", "2026-06-05T09:32:00", 5, "备机_询问.mp4")
    widen(spare, "2026-06-05T09:32:00", "2026-06-05T10:01:00", "2026-06-07T18:20")
    queue.work_off()
    page = sign_in("lu", size=size)
    page.goto("/desk/recordings/")
    expect(page.get_by_role("heading", level=1)).to_have_text("音像记录")
    keep_picture(page, "recordings")
    assert_good_page(page)
    for one in (first, second, spare):
        page.goto(f"/desk/recordings/{one.pk}/")
        if one == spare:  # a colleague's, and in no case yet
            page.get_by_role("textbox", name="事由").fill("共同承办，归入案件")
            page.get_by_role("button", name="写明事由并查看").click()
        page.get_by_label("开始时已告知对方正在录音录像").check()
        page.get_by_label("地点").fill("执法大队询问室")
        page.get_by_label("全程不间断").check()
        if one == first:
            keep_picture(page, "recording-to-link")
            assert_good_page(page)
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
    keep_picture(page, "recording")
    assert_good_page(page)
    assert raw_words(page) == []
    page.goto(f"/desk/cases/{matter.case.pk}/")
    expect(page.get_by_role("region", name="记录覆盖")).to_contain_text(re.compile("实录 9[45]%"))
    expect(page.get_by_role("region", name="记录覆盖")).to_contain_text("还没有报告原因")
    expect(page.get_by_role("region", name="记录覆盖")).to_contain_text("超过上传时限")
    keep_picture(page, "case-coverage")
    assert_good_page(page)
    fields = {
        "scene": "pen_inquiry", "act_ref": "询问", "from": "2026-06-05T10:01:00+08:00",
        "to": "2026-06-05T10:04:00+08:00", "ground": "battery", "explanation": "更换电池。",
        "reported_to": {"name": "叶承安"}, "reported_at": "2026-06-05T11:00:00+08:00",
    }  # fmt: skip
    perform(
        matter.case, "report_av_interruption", matter.bureau.users["lu"],
        {"fields": fields, "reasons": {"late_recording": "补录。"}},
    )  # fmt: skip
    page.reload()
    expect(page.get_by_role("region", name="记录覆盖")).to_contain_text("更换电池")
    keep_picture(page, "case-coverage-told")


@pytest.mark.parametrize("size", SIZES, ids=["wide", "phone"])
def test_the_devices_book_and_the_reason(
    size: dict[str, int], docked: Any, sign_in: Callable[..., Page]
) -> None:
    one = docked("CX-0271", "2026-06-05T09:30:01", 3, "询问.mp4")
    page = sign_in("ye", size=size)
    page.goto("/desk/devices/")
    page.get_by_label("事项").select_option("check")
    page.get_by_label("电量（%）").fill("12")
    page.get_by_label("钟差（秒，快为正、慢为负）").fill("-90")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("main")).to_contain_text("电量只有12%")
    expect(page.locator("main")).to_contain_text("时钟慢90秒，应当校准")
    keep_picture(page, "devices")
    assert_good_page(page)
    page.goto(f"/desk/recordings/{one.pk}/")
    keep_picture(page, "recording-reason")
    assert_good_page(page)
    page.get_by_role("textbox", name="事由").fill("审查询问过程")
    page.get_by_role("button", name="写明事由并查看").click()
    expect(page.get_by_role("region", name="谁看过")).to_contain_text("审查询问过程")


def test_the_scene_is_told_with_its_opening_words(matter: Matter, sign_in: Callable[..., Page]) -> None:
    matter.go("file_case")
    page = sign_in("lu", size=SIZES[0])
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


@pytest.mark.parametrize("size", SIZES, ids=["wide", "phone"])
def test_a_disposal_is_proposed_and_returned(
    size: dict[str, int], docked: Any, sign_in: Callable[..., Page]
) -> None:
    docked("CX-0271", "2026-01-05T09:30:01", 3, "厂区巡查_没有立案.mp4")
    docked("CX-0271", "2026-01-06T09:30:01", 4, "厂区巡查_第二段.mp4")
    page = sign_in("wen", size=size)
    page.goto("/desk/disposals/")
    page.get_by_label("选择 厂区巡查_没有立案.mp4").check()
    page.get_by_label("销毁理由").fill("保管期满，没有立案。")
    keep_picture(page, "disposals")
    assert_good_page(page)
    page.get_by_role("button", name="提出销毁").click()
    expect(page.locator("main")).to_contain_text("等待法制机构核对")
    page.get_by_label("退回或者撤回的理由").fill("收到信访，需要核查。")
    keep_picture(page, "disposals-proposed")
    assert_good_page(page)
    page.get_by_role("button", name="退回").click()
    expect(page.locator("main")).to_contain_text("收到信访，需要核查。")
    assert raw_words(page) == []
