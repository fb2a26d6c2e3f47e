"""An authority's letter: approved by the head, the whole or a part, recordings only once released, handed over on record."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from read_cases import ReadByCourt

from mingjing.cases.attachments import Attachment
from mingjing.cases.keeping import vault
from mingjing.disclosure.party_file import BEYOND
from mingjing.ledger import verify_path
from mingjing.project.demo.files import audio
from mingjing.reading import copies
from mingjing.reading.models import Copy
from mingjing.reading.part_file import UNRELEASED
from mingjing.records import log
from mingjing.records.sequencer import Sequencer

pytestmark = pytest.mark.django_db(transaction=True)


def address(matter: Any, *parts: str) -> str:
    return "/".join([f"/desk/cases/{matter.case.pk}/readings/调1", *parts]) + "/"


def test_court_takes_the_whole_file_with_a_digest_and_it_verifies(approved: Any, tmp_path: Path) -> None:
    client = Client()
    client.force_login(approved.bureau.users["wen"])
    assert "已制作复制件" in client.post(address(approved, "copy"), follow=True).content.decode()
    made = Copy.objects.get()
    data = b"".join(client.get(address(approved, "copies", str(made.pk))).streaming_content)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        archive.extractall(tmp_path)
    report = verify_path(next(tmp_path.iterdir()), log.signer().vkey)
    assert report.ok, report.lines
    sent = {
        "receiver": "审判员甲", "receiver_signed": "on", "handed_on": made.at.date().isoformat(),
        "r.case_copy_in_time": "法院来函改期到本日领取。", "r.late_recording": "当日补登。",
    }  # fmt: skip
    answer = client.post(address(approved), sent)
    assert answer.status_code == 302, answer.content.decode()
    approved.case.refresh_from_db()
    given = approved.case.state["acts"]["hand_over_case_copy"][-1]
    assert (given["digest"], given["files"]) == (made.sha256, made.files)
    assert "case_copy_handover" in [one["form"] for one in approved.case.state["documents"]]


def test_a_part_holds_only_what_was_approved_and_verifies(begun: Callable[..., Any], tmp_path: Path) -> None:
    matter = begun(ReadByCourt, "approve_case_copy", before=True)
    title = "行政处罚决定书（单位）"
    matter.act("approve_case_copy", fields={"scope": "part", "given": [{"item": title, "kind": "document"}]})
    Sequencer(log.store(), log.signer()).drain()
    client = Client()
    client.force_login(matter.bureau.users["wen"])
    assert "已制作复制件" in client.post(address(matter, "copy"), follow=True).content.decode()
    folder = unpacked(matter, tmp_path)
    report = verify_path(folder, log.signer().vkey)
    assert report.ok, report.lines
    paper = next(one for one in matter.case.state["documents"] if one["title"] == title)
    assert [path.name for path in (folder / "data/blobs").iterdir()] == [paper["digest"]]
    told = json.loads((folder / "data/redaction.json").read_bytes())["blobs"]
    assert {one["reason"] for one in told.values()} == {BEYOND}


def test_recordings_go_along_only_once_released(begun: Callable[..., Any], tmp_path: Path) -> None:
    matter = begun(ReadByCourt, "inquire", before=True)
    sound = audio("询问同步录音")
    matter.done.append(matter.act("inquire", attachments=[Attachment.of_bytes("询问.wav", sound)]))
    matter.go("approve_case_copy", before=True)
    items = [{"item": "案卷（正卷）", "kind": "file"}, {"item": "询问同步录音", "kind": "recording"}]
    matter.act("approve_case_copy", fields={"given": items})
    digest = hashlib.sha256(sound).hexdigest()

    kept = unpacked(matter, tmp_path / "before")
    told = json.loads((kept / "data/redaction.json").read_bytes())["blobs"]
    assert told[digest]["reason"] == UNRELEASED
    assert not (kept / "data/blobs" / digest).exists()

    matter.act("release_recordings")
    given = unpacked(matter, tmp_path / "after")
    assert (given / "data/blobs" / digest).read_bytes() == sound
    assert verify_path(given, log.signer().vkey).ok


def unpacked(matter: Any, folder: Path) -> Path:
    """The copy that the archivist makes now, unpacked."""
    Sequencer(log.store(), log.signer()).drain()
    made = copies.make(matter.bureau.users["wen"], matter.case.pk, "调1")
    with zipfile.ZipFile(BytesIO(vault().open(made.sha256).read())) as archive:
        archive.extractall(folder)
    return next(folder.iterdir())


def test_who_may_only_read_makes_no_copy(approved: Any) -> None:
    client = Client()
    client.force_login(approved.bureau.users["sun"])
    assert "您的岗位不办理" in client.post(address(approved, "copy"), follow=True).content.decode()
    assert not Copy.objects.exists()
