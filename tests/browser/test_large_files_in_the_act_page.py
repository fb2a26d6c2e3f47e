"""Files of an act are sent in pieces from its page: seen, paused, resumed, cancelled, and without script with the form."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect
from whole_case import Matter

from mingjing.cases.models import Case
from mingjing.uploads.models import Upload

from .looks import assert_good_page, keep_picture

MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00"
VIDEO = MP4 + bytes(range(256)) * 16000  # 4 MB
# Resumed at once, the server may still be closing the piece that was broken off; the page asks again.
BUSY = ("status of 423",)
UNDER_WAY = re.compile(r"^[1-9][0-9]?$")


def video(name: str, content: bytes = VIDEO) -> dict[str, Any]:
    return {"name": name, "mimeType": "video/mp4", "buffer": content}


def slow_line(page: Page, bytes_a_second: int) -> Callable[[], None]:
    """As over a poor mobile line, until the returned function is called."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")

    def at_most(rate: int) -> None:
        asked = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": rate}
        line.send("Network.emulateNetworkConditions", asked)

    at_most(bytes_a_second)
    # By the same session: another one's wish doesn't take this one's away.
    return lambda: at_most(-1)


def test_several_files_paused_resumed_and_cancelled(matter: Matter, sign_in: Callable[..., Page]) -> None:
    matter.go("file_case")
    page = sign_in("lu", expect=BUSY)
    page.goto(f"/desk/cases/{matter.case.pk}/act/inquire/")
    fast_again = slow_line(page, 300_000)
    page.get_by_label("附件").set_input_files([video("询问一.mp4"), video("询问二.mp4", VIDEO + b"2")])
    list_ = page.get_by_role("list", name="上传的文件")
    first, second = list_.get_by_role("listitem").nth(0), list_.get_by_role("listitem").nth(1)
    expect(first.get_by_role("progressbar")).to_have_attribute("aria-valuenow", UNDER_WAY, timeout=60_000)
    first.get_by_role("button", name="暂停").click()
    expect(first).to_contain_text("已暂停，已收到的部分保留")
    keep_picture(page, "act-uploads")
    assert_good_page(page)
    second.get_by_role("button", name="取消").click()
    expect(list_.get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name="签名并提交").evaluate(
        "button => { button.disabled = false; button.click(); }"
    )
    expect(page.locator("#chk-files")).to_contain_text("还有文件没有传完")
    fast_again()
    first.get_by_role("button", name="继续").click()
    expect(first).to_contain_text("已传完，随本事项提交")
    upload = Upload.objects.get(finished_at__isnull=False)
    assert (upload.name, upload.sha256) == ("询问一.mp4", hashlib.sha256(VIDEO).hexdigest())
    assert page.locator("input[name=uploads]").input_value() == str(upload.pk)


def test_a_file_goes_on_after_the_page_was_left(
    matter: Matter, sign_in: Callable[..., Page], tmp_path: Path
) -> None:
    matter.go("file_case")
    kept = tmp_path / "询问.mp4"
    kept.write_bytes(VIDEO)
    page = sign_in("lu", expect=BUSY)
    address = f"/desk/cases/{matter.case.pk}/act/inquire/"
    page.goto(address)
    page.on("dialog", lambda dialog: dialog.accept())
    fast_again = slow_line(page, 300_000)
    page.get_by_label("附件").set_input_files(kept)
    item = page.get_by_role("list", name="上传的文件").get_by_role("listitem")
    expect(item.get_by_role("progressbar")).to_have_attribute("aria-valuenow", UNDER_WAY, timeout=60_000)
    item.get_by_role("button", name="暂停").click()
    expect(item).to_contain_text("已暂停")
    page.goto(address)
    fast_again()
    page.get_by_label("附件").set_input_files(kept)
    expect(page.get_by_role("list", name="上传的文件")).to_contain_text("已传完，随本事项提交")
    assert Upload.objects.get().sha256 == hashlib.sha256(VIDEO).hexdigest(), "one upload, gone on with"
    page.goto(address)
    box = page.get_by_role("list", name="上传的文件").get_by_role("checkbox", name="询问.mp4")
    expect(box).not_to_be_checked()


def test_without_script_the_form_takes_the_files(matter: Matter, bureau: Any, client: Any) -> None:
    client.force_login(bureau.users["lu"], backend="django.contrib.auth.backends.ModelBackend")
    form = {
        "key": "k",
        "r.late_recording": "终端故障，修复后补录。",
        "files": SimpleUploadedFile("录像.mp4", VIDEO),
    }
    for key, value in matter.payload("register_clue")["fields"].items():
        form[f"f.{key}"] = value if isinstance(value, str | list) else str(value).lower()
    answer = client.post("/desk/cases/new/?procedure=penalty.ordinary", form)
    assert answer.status_code == 302, answer.context["refused"]
    assert Case.objects.get().state["media"][-1]["sha256"] == hashlib.sha256(VIDEO).hexdigest()


def test_the_files_of_a_phone(matter: Matter, sign_in: Callable[..., Page]) -> None:
    matter.go("file_case")
    page = sign_in("lu", size={"width": 390, "height": 844}, expect=BUSY)
    page.goto(f"/desk/cases/{matter.case.pk}/act/inquire/")
    page.get_by_label("附件").set_input_files(
        [video("江临恒远仓储有限公司危险化学品仓库现场检查全过程录像第一段.mp4")]
    )
    expect(page.get_by_role("list", name="上传的文件")).to_contain_text("已传完")
    keep_picture(page, "act-uploads")
    assert_good_page(page)
