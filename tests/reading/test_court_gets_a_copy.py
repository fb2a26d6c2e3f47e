"""An authority's letter: approved by the head, the whole or a part, recordings only once released, handed over on record."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mingjing.cases.queries import state_of
from mingjing.ledger import verify_path
from mingjing.reading.models import Copy
from mingjing.reading.part_file import UNRELEASED, PartFile
from mingjing.reading.requests import request_of
from mingjing.records import log

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


def test_without_the_release_recordings_stay(approved: Any) -> None:
    part = PartFile(approved.case, request_of(state_of(approved.case), "调1"))
    assert part.everything  # this case has none
    part.recordings = {"0" * 64}
    assert not part.everything
    assert part.original(None, "0" * 64).reason == UNRELEASED  # type: ignore[arg-type]


def test_who_may_only_read_makes_no_copy(approved: Any) -> None:
    client = Client()
    client.force_login(approved.bureau.users["sun"])
    assert "您的岗位不办理" in client.post(address(approved, "copy"), follow=True).content.decode()
    assert not Copy.objects.exists()
