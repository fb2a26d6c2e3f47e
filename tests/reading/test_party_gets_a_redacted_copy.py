"""A granted request: a person decides what is hidden paper by paper, the copy is made, handed over and verified."""

from __future__ import annotations

import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mingjing.cases.queries import state_of
from mingjing.disclosure.pdf_text import squeezed
from mingjing.ledger import verify_path
from mingjing.reading import masks
from mingjing.reading.models import Copy
from mingjing.reading.requests import request_of
from mingjing.records import log
from mingjing.records.models import AccessLog

pytestmark = pytest.mark.django_db(transaction=True)
REQUEST = "阅1"


def address(matter: Any, *parts: str) -> str:
    return "/".join([f"/desk/cases/{matter.case.pk}/readings/{REQUEST}", *parts]) + "/"


def papers(matter: Any) -> list[masks.Paper]:
    return masks.papers_of(matter.case, request_of(state_of(matter.case), REQUEST))


def proposals(matter: Any, digest: str) -> list[dict[str, Any]]:
    found = masks.proposed_for(matter.case, request_of(state_of(matter.case), REQUEST), digest)
    return found.masks


def confirm(desk: Client, matter: Any, digest: str, rows: list[dict[str, Any]], why: str = "") -> Any:
    sent = {"masks": json.dumps(rows), "kept_reason": why}
    return desk.post(address(matter, "papers", digest), sent)


def confirm_all(desk: Client, matter: Any) -> None:
    for paper in papers(matter):
        answer = confirm(desk, matter, paper.digest, proposals(matter, paper.digest))
        assert answer.status_code == 302, (paper.title, answer.content.decode())


def unpacked(data: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        archive.extractall(folder)
    return next(folder.iterdir())


def test_party_is_given_what_a_person_decided_and_the_record_names_it(
    granted: Any, desk: Client, tmp_path: Path
) -> None:
    told = papers(granted)
    assert len(told) > 5
    refused = desk.post(address(granted, "copy"), follow=True)
    assert "没有确认遮盖" in refused.content.decode()
    assert not Copy.objects.exists()

    confirm_all(desk, granted)
    assert "已制作复制件" in desk.post(address(granted, "copy"), follow=True).content.decode()
    made = Copy.objects.get()
    data = b"".join(desk.get(address(granted, "copies", str(made.pk))).streaming_content)
    assert hashlib.sha256(data).hexdigest() == made.sha256
    folder = unpacked(data, tmp_path)
    report = verify_path(folder, log.signer().vkey)
    assert report.ok, report.lines
    text = "".join(squeezed(path.read_bytes()) for path in folder.glob("data/redacted/*.pdf"))
    witness = granted.case.state["acts"]["inquire"][0]["person"]["name"]
    assert witness not in text

    answer = desk.post(
        address(granted),
        {"receiver": "云帆远", "receiver_signed": "on", "handed_on": made.at.date().isoformat()},
    )
    assert answer.status_code == 422  # a day after the scenario's: late, so a reason is asked
    answer = desk.post(
        address(granted),
        {
            "receiver": "云帆远", "receiver_signed": "on", "handed_on": made.at.date().isoformat(),
            "r.copies_given_in_time": "申请人改约到本日前来领取。", "r.late_recording": "当日补登。",
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    granted.case.refresh_from_db()
    given = granted.case.state["acts"]["give_copies"][-1]
    assert (given["digest"], given["pages"]) == (made.sha256, made.pages)
    assert "reading_receipt" in [one["form"] for one in granted.case.state["documents"]]
    assert "已交付的就是这一份" in desk.get(address(granted)).content.decode()
    logged = AccessLog.objects.filter(case_id=granted.case.pk).values_list("what", flat=True)
    assert {"制作遮盖复制件", "下载遮盖复制件"} <= set(logged)
