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
from filming import film
from read_cases import ReadByCourt, copied

from mingjing.cases.attachments import Attachment
from mingjing.cases.keeping import vault
from mingjing.cases.queries import state_of
from mingjing.disclosure.party_file import BEYOND
from mingjing.ledger import verify_path
from mingjing.media.models import MediaRead, Recording
from mingjing.reading import copies
from mingjing.reading.models import Copy
from mingjing.reading.part_file import UNRELEASED, PartFile
from mingjing.reading.requests import request_of
from mingjing.records import log
from mingjing.records.sequencer import Sequencer

pytestmark = pytest.mark.django_db(transaction=True)


def address(matter: Any, *parts: str) -> str:
    return "/".join([f"/desk/cases/{matter.case.pk}/readings/调1", *parts]) + "/"


def test_court_takes_the_whole_file_with_a_digest_and_it_verifies(approved: Any, tmp_path: Path) -> None:
    client = Client()
    client.force_login(approved.bureau.users["wen"])
    made = copied(approved.bureau.users["wen"], approved, "调1")
    data = b"".join(client.get(address(approved, "copies", str(made.pk))).streaming_content)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        archive.extractall(tmp_path)
    report = verify_path(next(tmp_path.iterdir()), log.signer().vkey)
    assert report.ok, report.lines
    sent = {
        "receiver": "审判员甲", "receiver_signed": "on", "handed_on": made.at.date().isoformat(),
        "copy": made.pk, "r.case_copy_in_time": "法院来函改期到本日领取。", "r.late_recording": "当日补登。",
    }  # fmt: skip
    answer = client.post(address(approved), sent)
    assert answer.status_code == 302, answer.content.decode()
    approved.case.refresh_from_db()
    given = approved.case.state["acts"]["hand_over_case_copy"][-1]
    assert (given["digest"], given["files"]) == (made.sha256, made.files)
    assert "case_copy_handover" in [one["form"] for one in approved.case.state["documents"]]


def test_a_part_holds_only_what_was_approved_and_verifies(begun: Callable[..., Any], tmp_path: Path) -> None:
    matter = begun(ReadByCourt, "register_case_copy", before=True)
    title = "行政处罚决定书（单位）"
    wanted = [{"item": title, "kind": "document"}]
    matter.act("register_case_copy", fields={"scope": "part", "wanted": wanted})
    matter.act("approve_case_copy", fields={"scope": "part", "given": [{"item": title, "kind": "document"}]})
    Sequencer(log.store(), log.signer()).drain()
    folder = unpacked(matter, tmp_path)
    report = verify_path(folder, log.signer().vkey)
    assert report.ok, report.lines
    paper = next(one for one in matter.case.state["documents"] if one["title"] == title)
    assert [path.name for path in (folder / "data/blobs").iterdir()] == [paper["digest"]]
    told = json.loads((folder / "data/redaction.json").read_bytes())["blobs"]
    assert {one["reason"] for one in told.values()} == {BEYOND}


def test_recordings_go_along_one_by_one_as_the_last_decision_on_them_says(
    begun: Callable[..., Any], tmp_path: Path
) -> None:
    matter = begun(ReadByCourt, "inquire", before=True)
    films = [film(seconds=1, shade=shade) for shade in (0, 40)]
    files = [Attachment.of_bytes(f"询问{place}.mp4", data) for place, data in enumerate(films)]
    matter.done.append(matter.act("inquire", attachments=files))
    matter.go("register_case_copy", before=True)
    items = [{"item": "全部案卷", "kind": "volumes"}, {"item": "询问录像", "kind": "recording"}]
    matter.act("register_case_copy", fields={"wanted": items})
    matter.act("approve_case_copy", fields={"given": items})
    first, second = (hashlib.sha256(data).hexdigest() for data in films)

    kept = unpacked(matter, tmp_path / "before")
    told = json.loads((kept / "data/redaction.json").read_bytes())["blobs"]
    assert {told[one]["reason"] for one in (first, second)} == {UNRELEASED}

    client = Client()
    client.force_login(matter.bureau.users["lu"])
    assert "审批对外提供" in client.get(address(matter)).content.decode()
    form = client.get(f"/desk/cases/{matter.case.pk}/act/release_recordings/", {"request": "调1"})
    for text in (first, second, "询问1.mp4", "江临市云湖区人民法院"):
        assert f'value="{text}"' in form.content.decode()

    named = {"files": [{"name": "询问0.mp4", "digest": first}]}
    matter.act("release_recordings", fields=named)
    given = unpacked(matter, tmp_path / "one")
    assert (given / "data/blobs" / first).read_bytes() == films[0]
    assert not (given / "data/blobs" / second).exists()
    assert verify_path(given, log.signer().vkey).ok

    wen, made = matter.bureau.users["wen"], Copy.objects.last()
    copies.opened(wen, matter.case.pk, made.pk)[1].close()
    taken = Recording.objects.get(sha256=first)
    reads = MediaRead.objects.filter(user=wen, kind=MediaRead.Kind.DOWNLOAD)
    assert [one.recording_id for one in reads] == [taken.pk]

    for later in ({"mode": "view"}, {"agreed": False}):
        matter.act("release_recordings", fields=named | later)
        state = state_of(matter.case)
        assert not PartFile(matter.case, request_of(state, "调1")).released


def test_main_volume_holds_no_internal_paper_and_proves_itself(
    begun: Callable[..., Any], tmp_path: Path
) -> None:
    matter = begun(ReadByCourt, "register_case_copy", before=True)
    items = [{"item": "案卷（正卷）", "kind": "file"}]
    matter.act("register_case_copy", fields={"wanted": items})
    matter.act("approve_case_copy", fields={"given": items})
    folder = unpacked(matter, tmp_path)
    papers = {one["digest"]: one["volume"] for one in matter.case.state["documents"]}
    given = {path.name for path in (folder / "data/blobs").iterdir()}
    assert {papers[one] for one in given & set(papers)} == {"main"}
    assert {one for one, volume in papers.items() if volume == "main"} <= given
    assert verify_path(folder, log.signer().vkey).ok


def unpacked(matter: Any, folder: Path) -> Path:
    """The copy that the archivist makes now, unpacked."""
    Sequencer(log.store(), log.signer()).drain()
    made = copied(matter.bureau.users["wen"], matter, "调1")
    with zipfile.ZipFile(BytesIO(vault().open(made.sha256).read())) as archive:
        archive.extractall(folder)
    return next(folder.iterdir())


def test_who_may_only_read_makes_no_copy(approved: Any) -> None:
    client = Client()
    client.force_login(approved.bureau.users["sun"])
    assert "您的岗位不办理" in client.post(address(approved, "copy"), follow=True).content.decode()
    assert not Copy.objects.exists()
