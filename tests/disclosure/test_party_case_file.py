"""The case file that a party gets: proved like the whole one, without what identifies others or stays inside the agency."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mingjing.cases.attachments import Attachment
from mingjing.cases.export import export_case
from mingjing.disclosure.party_file import PartyRedaction
from mingjing.disclosure.pdf_text import squeezed
from mingjing.ledger import verify_path
from mingjing.records import log
from mingjing.records.models import AccessLog
from mingjing.records.sequencer import Sequencer

pytestmark = pytest.mark.django_db(transaction=True)
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
def given(matter: Any, tmp_path: Path) -> Path:
    matter.go("order_rectification", before=True)
    matter.done.append(
        matter.act("order_rectification", attachments=[Attachment.of_bytes("现场.png", PHOTO)])
    )
    matter.go("draft_disposition")
    Sequencer(log.store(), log.signer()).drain()
    folder = tmp_path / "给当事人"
    export_case(matter.case, folder, redaction=PartyRedaction(matter.case))
    return folder


def records(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Shown fields by act: {path joined by dots: value} of each record."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in (folder / "data/records").iterdir():
        told = {
            ".".join(map(str, steps)): value for _, steps, value in json.loads(path.read_bytes())["fields"]
        }
        found.setdefault(told["act"], []).append(told)
    return found


def test_what_is_shown_is_proved_and_what_is_not_is_said(given: Path) -> None:
    report = verify_path(given, log.signer().vkey)
    assert report.ok, report.lines
    said = "\n".join(one.sentence for one in report.cautions)
    assert "这是遮盖后的案卷" in said
    assert "栏没有提供" in said
    assert "个原件没有提供" in said


def test_internal_records_show_only_which_act_and_when(given: Path) -> None:
    told = records(given)
    for act in ("draft_disposition", "conclude_investigation"):
        for one in told[act]:
            assert set(one) <= {"seq", "act", "step", "at", "recorded_at", "pack_digest"}
    assert any("fields" in name for name in told["inspect_site"][0])
    assert set(told["register_clue"][0]) <= {"seq", "act", "step", "at", "recorded_at", "pack_digest"}


def test_nobody_else_is_named_anywhere(given: Path, matter: Any) -> None:
    others = {
        one["person"]["name"]
        for one in matter.case.state["acts"]["inquire"]
        if isinstance(one.get("person"), dict)
    }
    assert others
    shown = "".join(path.read_text("utf-8") for path in given.rglob("*.json"))
    papers = [*(given / "data/redacted").glob("*.pdf"), *(given / "data/blobs").iterdir()]
    assert list((given / "data/redacted").glob("*.pdf"))
    text = shown + "".join(squeezed(path.read_bytes()) for path in papers)
    assert [name for name in others if name in text] == []
    assert str(matter.case.state["party"]["name"]) in text


def test_evidence_and_internal_papers_stay_with_the_agency(given: Path, matter: Any) -> None:
    told = json.loads((given / "data/redaction.json").read_bytes())["blobs"]
    internal = [one["digest"] for one in matter.case.state["documents"] if one["volume"] == "internal"]
    assert internal
    assert all(told[one] == {"reason": "内部材料，编入副卷", "copy": None} for one in internal)
    reasons = [one["reason"] for one in told.values()]
    assert any(reason.startswith("证据和音像原件") for reason in reasons)
    listed = json.loads((given / "data/contents.json").read_bytes())["documents"]
    assert {one["volume"] for one in listed} == {"main"}
    assert not any(path.read_bytes() == PHOTO for path in (given / "data/blobs").iterdir())


@pytest.mark.parametrize("part", ["data/records", "data/redacted", "data/blobs", "data/manifests"])
def test_what_is_given_can_not_be_changed(given: Path, part: str) -> None:
    victim = sorted((given / part).iterdir())[0]
    changed = bytearray(victim.read_bytes())
    changed[len(changed) // 2] ^= 1
    victim.write_bytes(changed)
    report = verify_path(given, log.signer().vkey)
    assert not report.ok
    assert any(one.file == f"{part}/{victim.name}" for one in report.faults)


def test_without_its_declaration_a_redacted_file_is_refused(given: Path) -> None:
    (given / "data/redaction.json").unlink()
    report = verify_path(given, log.signer().vkey)
    assert any("没有遮盖说明" in one.sentence for one in report.faults)


def test_officer_exports_it_from_the_desk_and_it_is_logged(given: Path, matter: Any) -> None:
    client = Client()
    client.force_login(matter.bureau.users["lu"])
    answer = client.get(f"/desk/cases/{matter.case.pk}/export/party/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert AccessLog.objects.filter(case_id=matter.case.pk, what="导出遮盖案卷").count() == 1
