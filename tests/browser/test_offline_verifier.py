"""核验.html of an exported case file, opened from the disk in a real browser: a true file passes, each forgery is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from case_bureau import Bureau
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from resealed import reseal
from whole_case import Matter

from mingjing.cases.attachments import Attachment
from mingjing.cases.export import export_case
from mingjing.cases.models import Case
from mingjing.disclosure.party_file import PartyRedaction
from mingjing.ledger import Signer
from mingjing.ledger.vkey import COSIGNATURE_ED25519
from mingjing.project import places
from mingjing.records import closing, log, shards
from mingjing.records.sequencer import Sequencer

from .conftest import NARROW, WIDE
from .dropping import drop
from .looks import assert_good_page, keep_picture

PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(3_000_000)


@pytest.fixture
def exported(bureau: Bureau, tmp_path: Path) -> Path:
    matter = Matter(bureau)
    matter.go("order_rectification", before=True)
    matter.act("order_rectification", attachments=[Attachment.of_bytes("现场.png", PHOTO)])
    Sequencer(log.store(), log.signer()).drain()
    return export_case(matter.case, tmp_path / "案卷").folder


@pytest.fixture
def over_the_new_year(bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Matter:
    """A case whose records lie in two logs, each with its twin."""
    monkeypatch.setattr(places, "SECRETS", tmp_path / "secrets")
    matter = Matter(bureau)
    matter.go("inspect_site")
    log.sequencer().drain()
    closing.close("log.yunhu-yj.example/2027", now=timezone.now(), without_witness=True)
    matter.go("order_rectification")
    log.sequencer().drain()
    return matter


@pytest.fixture
def offline(chromium: Browser) -> Iterator[Page]:
    """A page without network that fails the test when it asks for anything but its own file, or complains."""
    context = chromium.new_context(offline=True, viewport=WIDE, locale="zh-CN", timezone_id="Asia/Shanghai")
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith(("file:", "data:", "blob:")) else complaints.append(asked.url)
        ),
    )
    yield page
    context.close()
    assert complaints == []


def verified(page: Page, folder: Path, **own: Path | list[Path]) -> Any:
    """What the page says of the folder."""
    page.goto((folder / "核验.html").as_uri())
    expect(page.locator("#state")).to_be_empty()
    for name, path in own.items():
        page.locator(f"#{name}").set_input_files(path)
    page.locator("#folder").set_input_files(folder)
    found = page.locator("[data-result]")
    expect(found).to_be_visible()
    return found


def first(folder: Path, place: str) -> Path:
    return sorted(folder.glob(place))[0]


def test_true_case_file_passes_without_any_network(exported: Path, offline: Page, tmp_path: Path) -> None:
    found = verified(offline, exported)
    expect(found).to_have_attribute("data-result", "ok")
    expect(found).to_contain_text("前后一致，没有发现改动")
    expect(offline.get_by_text("取自案卷本身")).to_be_visible()
    expect(offline.get_by_role("heading", name="卷内目录")).to_be_visible()
    expect(offline.get_by_text("目录的名称、日期、页号和次序是导出单位说的")).to_be_visible()
    expect(offline.locator("a[href^='blob:']").first).to_be_visible()
    for size in (WIDE, NARROW):
        offline.set_viewport_size(size)
        keep_picture(offline, "offline-ok")
        assert_good_page(offline)
    key = tmp_path / "own.vkey"
    key.write_text(f"{log.signer().vkey}\n")
    policy = tmp_path / "own.policy"
    policy.write_text(f"log {log.signer().vkey}\nquorum none\n")
    found = verified(offline, exported, vkey=key, policy=policy)
    expect(found).to_have_attribute("data-result", "ok")
    expect(found).to_contain_text("真的，没有改过")
    expect(offline.get_by_text("是您自己提供的")).to_be_visible()


def test_dropped_folder_is_checked_as_a_chosen_one(exported: Path, offline: Page, tmp_path: Path) -> None:
    export_case(Case.objects.get(), tmp_path / "给当事人", redaction=PartyRedaction(Case.objects.get()))
    for folder in (exported, tmp_path / "给当事人"):
        offline.goto((folder / "核验.html").as_uri())
        expect(offline.locator("#state")).to_be_empty()
        drop(offline, "#drop", folder)
        expect(offline.locator("[data-result]")).to_have_attribute("data-result", "ok")
        flip(first(folder, "data/records/*.json"))
        drop(offline, "#drop", folder)
        expect(offline.locator("[data-result=broken]")).to_be_visible()
    offline.goto((exported / "核验.html").as_uri())
    drop(offline, "#drop", exported / "data/blobs")
    expect(offline.locator("#state")).to_contain_text("不是导出的案卷文件夹")


def test_contents_are_told_as_the_exporters_word_and_open_proved_files_only(
    exported: Path, offline: Page
) -> None:
    path = exported / "data/contents.json"
    told = json.loads(path.read_bytes())
    told["documents"] = [{**told["documents"][0], "file": "HOWTO.txt", "document": "假的决定书"}]
    path.write_text(json.dumps(told))
    reseal(exported)
    expect(verified(offline, exported)).to_have_attribute("data-result", "ok")
    expect(offline.get_by_text("假的决定书（不在任何一条记录里，不能打开）")).to_be_visible()
    expect(offline.locator("a[href^='blob:']")).to_have_count(0)
    path.write_text("{")
    reseal(exported)
    expect(verified(offline, exported)).to_have_attribute("data-result", "ok")
    expect(offline.get_by_text("的格式不对，没有显示")).to_be_visible()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


FLIPPED = [
    "data/manifests/*.json", "data/records/*.json", "data/keys/*.hex", "data/blobs/*", "data/contents.json",
    "proofs/*.entry", "proofs/*.tlog-proof", "trust/policy", "checkpoint", "HOWTO.txt", "bag-info.txt", "bagit.txt",
    "manifest-sha256.txt",
]  # fmt: skip


def test_changed_byte_is_found_and_the_file_named(exported: Path, offline: Page) -> None:
    for place in FLIPPED:
        path = first(exported, place)
        kept = path.read_bytes()
        flip(path)
        expect(verified(offline, exported)).to_have_attribute("data-result", "broken")
        expect(offline.locator("tr.is-bad").first).to_contain_text(path.relative_to(exported).as_posix())
        path.write_bytes(kept)
    keep_picture(offline, "offline-broken")


def _edit_field(folder: Path) -> str:
    path = first(folder, "data/records/*.json")
    told = json.loads(path.read_bytes())
    field = next(one for one in told["fields"] if isinstance(one[2], str) and one[2])
    field[2] += "（改）"
    path.write_bytes(json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode())
    return path.name


def _edit_manifest(folder: Path) -> str:
    path = first(folder, "data/manifests/*.json")
    path.write_bytes(path.read_bytes().replace(b'"seq":', b'"seq":1'))
    return path.name


def _drop_record(folder: Path) -> str:
    path = first(folder, "data/manifests/*.json")
    (folder / "data/records" / path.name).unlink()
    path.unlink()
    return path.name


def _drop_original(folder: Path) -> str:
    path = first(folder, "data/blobs/*")
    path.unlink()
    return path.name


def _foreign_original(folder: Path) -> str:
    (folder / "data/blobs/另附.pdf").write_bytes(b"%PDF-1.7")
    return "data/blobs/另附.pdf"


def _other_entry(folder: Path) -> str:
    one, two = sorted(folder.glob("proofs/*.entry"))[:2]
    one.write_bytes(two.read_bytes())
    return one.stem


def _foreign_checkpoint(folder: Path) -> str:
    """Signed by another key of the same name: everything else is consistent."""
    path = folder / "checkpoint"
    text = path.read_text().rpartition("\n\n")[0] + "\n"
    forger = Signer.generate(log.signer().name)
    path.write_text(text + "\n" + str(forger.sign(text)))
    return "checkpoint"


def _quorum_not_reached(folder: Path) -> str:
    witness = Signer.generate("sfj.example.gov.cn/w", COSIGNATURE_ED25519)
    policy = folder / "trust/policy"
    policy.write_text(f"log {log.signer().vkey}\nwitness sfj {witness.vkey}\nquorum sfj\n")
    return "checkpoint"


def _false_cosignature(folder: Path) -> str:
    _quorum_not_reached(folder)
    witness = Signer.generate("sfj.example.gov.cn/w", COSIGNATURE_ED25519)
    policy = folder / "trust/policy"
    policy.write_text(f"log {log.signer().vkey}\nwitness sfj {witness.vkey}\nquorum sfj\n")
    path = folder / "checkpoint"
    path.write_text(path.read_text() + str(witness.cosign("another text\n", 1780000000)))
    return "checkpoint"


FORGERIES: list[Callable[[Path], str]] = [
    _edit_field, _edit_manifest, _drop_record, _drop_original, _foreign_original, _other_entry, _foreign_checkpoint,
    _quorum_not_reached, _false_cosignature,
]  # fmt: skip


def test_forgery_under_rewritten_digest_lists_is_found_and_named(
    exported: Path, offline: Page, tmp_path: Path
) -> None:
    for forge in FORGERIES:
        copy = tmp_path / forge.__name__
        shutil.copytree(exported, copy)
        named = forge(copy)
        reseal(copy)
        expect(verified(offline, copy)).to_have_attribute("data-result", "broken")
        expect(offline.locator("tr.is-bad").first).to_contain_text(named)


def test_cosigned_checkpoint_is_accepted_with_its_witness_named(exported: Path, offline: Page) -> None:
    witness = Signer.generate("sfj.example.gov.cn/w", COSIGNATURE_ED25519)
    (exported / "trust/policy").write_text(
        f"log {log.signer().vkey}\nwitness sfj {witness.vkey}\ngroup all all sfj\nquorum all\n"
    )
    path = exported / "checkpoint"
    text = path.read_text().rpartition("\n\n")[0] + "\n"
    path.write_text(path.read_text() + str(witness.cosign(text, 1780000000)))
    reseal(exported)
    expect(verified(offline, exported)).to_have_attribute("data-result", "ok")
    expect(offline.get_by_text("sfj.example.gov.cn/w", exact=False)).to_be_visible()


def test_case_over_the_new_year_is_accepted_and_forgeries_in_either_log_are_named(
    over_the_new_year: Matter, offline: Page, tmp_path: Path
) -> None:
    whole, party = tmp_path / "案卷", tmp_path / "给当事人"
    export_case(over_the_new_year.case, whole)
    export_case(Case.objects.get(), party, redaction=PartyRedaction(Case.objects.get()))
    keys = [tmp_path / "2026.vkey", tmp_path / "2027.vkey"]
    for place, path in zip(shards.known(), keys, strict=True):
        path.write_text(f"{log.vkey(place)}\n")
    for folder in (whole, party):
        found = verified(offline, folder)
        expect(found).to_have_attribute("data-result", "ok")
        expect(offline.get_by_text("浏览器不能核验它，请用 mingjing verify")).to_be_visible()
        expect(verified(offline, folder, vkey=keys)).to_have_attribute("data-result", "ok")
        for name in ("checkpoint", "checkpoints/first", "checkpoints/2027-sm3", "trust/first.vkey"):
            kept = (folder / name).read_bytes()
            flip(folder / name)
            expect(verified(offline, folder)).to_have_attribute("data-result", "broken")
            expect(offline.locator("tr.is-bad").first).to_contain_text(name)
            (folder / name).write_bytes(kept)
    keep_picture(offline, "offline-two-logs")
    expect(verified(offline, whole, vkey=keys[1])).to_have_attribute("data-result", "broken")
    (whole / "checkpoints/first").write_bytes((whole / "checkpoint").read_bytes())
    reseal(whole)
    expect(verified(offline, whole)).to_have_attribute("data-result", "broken")
    expect(offline.locator("tr.is-bad").first).to_contain_text("checkpoints/first")


def test_folder_that_is_no_case_file_is_said_to_be_none(
    exported: Path, offline: Page, tmp_path: Path
) -> None:
    other = tmp_path / "照片"
    other.mkdir()
    (other / "1.png").write_bytes(PHOTO[:100])
    offline.goto((exported / "核验.html").as_uri())
    offline.locator("#folder").set_input_files(other)
    expect(offline.locator("#state")).to_contain_text("不是导出的案卷文件夹")


def test_redacted_case_file_is_accepted_and_says_what_is_left_out(
    exported: Path, offline: Page, tmp_path: Path
) -> None:
    folder = tmp_path / "给当事人"
    export_case(Case.objects.get(), folder, redaction=PartyRedaction(Case.objects.get()))
    expect(verified(offline, folder)).to_have_attribute("data-result", "ok")
    expect(offline.locator("[data-result]")).to_contain_text("所提供的部分没有改过")
    expect(offline.get_by_text("栏没有提供")).to_be_visible()
    expect(offline.get_by_text("个原件没有提供")).to_be_visible()
    keep_picture(offline, "offline-redacted")
    for name in ("data/redaction.json", first(folder, "data/records/*.json").relative_to(folder).as_posix()):
        kept = (folder / name).read_bytes()
        (folder / name).unlink()
        reseal(folder)
        expect(verified(offline, folder)).to_have_attribute("data-result", "broken")
        (folder / name).write_bytes(kept)
