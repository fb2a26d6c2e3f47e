"""The archive room as the archivist walks through it: package, list, appraisal, forecast; wide and on a phone."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect
from whole_case import Matter

from mingjing.archive.models import ArchivedFile, FileDisposal
from mingjing.records import log
from mingjing.records.sequencer import Sequencer
from mingjing.work import queue

from .looks import assert_good_page, keep_picture

SIZES = ({"width": 1280, "height": 900}, {"width": 390, "height": 844})


def look(page: Page, name: str) -> None:
    for size in SIZES:
        page.set_viewport_size(size)
        keep_picture(page, name)
        assert_good_page(page)
    page.set_viewport_size(SIZES[0])


def test_the_archivist_packs_hands_over_and_appraises(
    matter: Matter, sign_in: Callable[..., Page], tmp_path: Path
) -> None:
    matter.go("close_case")
    page = sign_in("wen", size=SIZES[0])
    page.get_by_role("link", name="案卷归档").click()
    expect(page.get_by_role("heading", name="待归档")).to_be_visible()
    look(page, "archive-waiting")
    matter.go("archive_case")
    Sequencer(log.store(), log.signer()).drain()
    file = ArchivedFile.objects.get()
    page.reload()
    page.get_by_role("link", name=file.number).click()
    look(page, "archive-file-new")
    page.get_by_role("button", name="制作信息包").click()
    expect(page.get_by_text("等待制作")).to_be_visible()
    queue.work_off()
    expect(page.get_by_text("四性检测（最近一次）")).to_be_visible()
    look(page, "archive-file")
    with page.expect_download() as kept:
        page.get_by_role("button", name="下载").click()
    path = tmp_path / "package.zip"
    kept.value.save_as(path)
    with zipfile.ZipFile(path) as archive:
        assert f"{file.number}/manifest.xml" in archive.namelist()
    page.goto("/desk/archive/")
    look(page, "archive-room")
    page.goto("/desk/archive/transfers/")
    page.get_by_label(f"选择 {file.number}").check()
    page.get_by_label("移交档案馆").check()
    page.get_by_role("button", name="编制移交清单").click()
    expect(page.get_by_text("待确认")).to_be_visible()
    look(page, "archive-transfers")
    page.goto("/desk/archive/forecast/")
    look(page, "archive-forecast")
    ArchivedFile.objects.update(until=date(2020, 12, 31))
    file.case.clocks.all().delete()
    page.goto("/desk/archive/disposals/")
    page.get_by_label(f"选择 {file.number}").check()
    page.get_by_label("鉴定意见").fill("保管期满，没有继续保存的价值。")
    page.get_by_role("button", name="提出销毁").click()
    expect(page.get_by_text("已提出销毁")).to_be_visible()
    look(page, "archive-disposals")
    assert FileDisposal.objects.get().last_step.step == "propose"
