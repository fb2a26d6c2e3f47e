"""From the search box to a proof that the visitor's own browser has checked; changed files are found out; nothing is uploaded."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from case_bureau import Bureau
from playwright.sync_api import Page, Request, expect

from mingjing.cases.export import export_case
from mingjing.cases.keeping import vault
from mingjing.disclosure import proofs, queries
from mingjing.records.models import Outbox

from .conftest import NARROW
from .dropping import drop
from .looks import keep_picture, serious_findings
from .portal_fixtures import Publishing


@pytest.fixture
def published(bureau: Bureau, settings: Any, live_server: Any) -> Publishing:
    settings.MINGJING_PUBLIC_URL = live_server.url
    matter = Publishing(bureau)
    matter.publish()
    return matter


def public_file() -> bytes:
    with queries.file_of(queries.latest(1)[0]) as stream:
        return stream.read()


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    page.goto("/verify/")
    page.set_input_files(
        "#file",
        [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files],
    )


def outcome(page: Page, kind: str) -> Any:
    found = page.locator(f"[data-result={kind}]")
    expect(found).to_be_visible()
    return found


def test_visitor_searches_reads_and_sees_the_proof_verified(
    published: Publishing, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    page.goto("/")
    page.get_by_label("搜索执法决定").fill("恒远仓储")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="江临恒远仓储有限公司动火作业未安排专人现场管理案").click()
    expect(page.get_by_role("status")).to_contain_text("刚刚在您的浏览器里验过")
    expect(page.get_by_text("文件与存证时一字不差")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载证明").click()
    choose(page, ("证明.zip", Path(download.value.path()).read_bytes()))
    outcome(page, "ok")


def test_altered_log_entry_breaks_the_proof_panel(
    published: Publishing, open_page: Callable[..., Page]
) -> None:
    found = queries.latest(1)[0]
    entry = bytes(Outbox.objects.get(pk=queries.by_code(found.code).statement.outbox_id).entry)
    page = open_page()
    page.route("**/statement.entry", lambda route: route.fulfill(body=entry.replace(b'"by":"', b'"by":"x')))
    page.goto(f"/decisions/{found.code}/")
    expect(page.get_by_role("status")).to_contain_text("没有通过核验")
    expect(page.get_by_text("这份条目不在日志里，或者被改动过")).to_be_visible()


def test_genuine_file_is_recognised_and_only_its_digest_goes_out(
    published: Publishing, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    choose(page, ("决定书.pdf", public_file()))
    found = outcome(page, "ok")
    expect(found).to_contain_text("文件与存证时一字不差")
    keep_picture(page, "portal-verified")
    assert serious_findings(page) == []
    assert {request.method for request in sent} == {"GET"}
    assert all(request.post_data is None for request in sent)


def test_altered_file_is_found_out(published: Publishing, open_page: Callable[..., Page]) -> None:
    page = open_page()
    data = bytearray(public_file())
    data[len(data) // 2] ^= 1
    choose(page, ("决定书.pdf", bytes(data)))
    expect(outcome(page, "changed")).to_contain_text("内容与存证时不同")
    keep_picture(page, "portal-altered")
    assert serious_findings(page) == []


def test_file_of_somebody_else_is_unknown(published: Publishing, open_page: Callable[..., Page]) -> None:
    page = open_page()
    choose(page, ("通知书.jpg", b"\xff\xd8\xff not ours"))
    expect(outcome(page, "unknown")).to_contain_text("先不要付款")


def test_paper_served_on_the_party_is_recognised(
    published: Publishing, open_page: Callable[..., Page]
) -> None:
    with vault().open(published.decision["digest"]) as stream:
        data = stream.read()
    page = open_page()
    choose(page, ("送达的决定书.pdf", data))
    found = outcome(page, "ok")
    expect(found).to_contain_text(published.number)
    found.get_by_role("link", name="看核验页").click()
    expect(page.get_by_role("heading", name="本机关制作过这份文书")).to_be_visible()
    assert "恒远" not in page.locator("main").inner_text()


def test_proof_and_entry_without_a_file(published: Publishing, open_page: Callable[..., Page]) -> None:
    statement = queries.by_code(queries.latest(1)[0].code).statement
    proof, entry = (proofs.part(statement, f"statement.{name}").data for name in ("tlog-proof", "entry"))
    page = open_page()
    choose(page, ("a.tlog-proof", proof), ("a.entry", entry))
    outcome(page, "ok")
    choose(page, ("a.tlog-proof", proof), ("a.entry", entry.replace(b'"at":1', b'"at":2')))
    outcome(page, "changed")


def test_exported_case_file_is_checked_in_the_browser(
    published: Publishing, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    folder = tmp_path / "案卷"
    export_case(published.case, folder)
    page = open_page()
    choose(page, ("案卷.zip", zipped(folder)))
    found = outcome(page, "ok")
    expect(found).to_contain_text("记录首尾相接")
    keep_picture(page, "portal-casefile")
    assert serious_findings(page) == []
    page.set_input_files("#folder", folder)
    expect(outcome(page, "ok")).to_contain_text("记录首尾相接")
    page.goto("/verify/")
    drop(page, "[data-drop]", folder)
    expect(outcome(page, "ok")).to_contain_text("记录首尾相接")
    page.set_viewport_size(NARROW)
    keep_picture(page, "portal-casefile-dropped")
    page.add_init_script("delete DataTransferItem.prototype.getAsFileSystemHandle")  # as in other browsers
    page.goto("/verify/")
    drop(page, "[data-drop]", folder)
    expect(outcome(page, "ok")).to_contain_text("记录首尾相接")
    drop(page, "[data-drop]", folder / "data/blobs")
    expect(outcome(page, "unknown")).to_contain_text("不是导出的案卷文件夹")
    manifest = sorted((folder / "data/records").iterdir())[3]
    manifest.write_bytes(manifest.read_bytes().replace(b"2026", b"2025", 1))
    choose(page, ("案卷.zip", zipped(folder)))
    expect(outcome(page, "changed")).to_contain_text("被改动过")
    drop(page, "[data-drop]", folder)
    expect(outcome(page, "changed")).to_contain_text(manifest.relative_to(folder).as_posix())
    shutil.rmtree(folder)


def zipped(folder: Path) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, Path(folder.name) / path.relative_to(folder))
    return target.getvalue()


def test_file_of_a_withdrawn_decision_is_called_withdrawn_not_altered(
    published: Publishing, open_page: Callable[..., Page]
) -> None:
    data = public_file()
    published.withdraw()
    page = open_page()
    choose(page, ("决定书.pdf", data))
    expect(outcome(page, "unknown")).to_contain_text("已于 2026年7月15日撤下公示")
