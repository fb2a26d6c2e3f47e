"""Who exports a whole case file takes its recordings along: asked for a reason as on each recording's page, and written down."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from whole_case import Matter

from mingjing.media.models import MediaRead, Recording
from mingjing.records import log

BEGINS_AFTER = "inquire"
pytestmark = pytest.mark.django_db(transaction=True)
_numbers = itertools.count(1)


@pytest.fixture
def filmed(matter: Matter) -> Recording:
    """The inquiry was filmed by 陆知行, who handles the case; all of it is in the log."""
    log.sequencer().drain()
    return Recording.objects.create(
        agency=matter.bureau.agency, officer=matter.bureau.officers["lu"], name="询问.mp4", source="dock",
        medium="video", mime="video/mp4", sha256=f"{next(_numbers):064x}", size=1, received_at=timezone.now(),
        case=matter.case, scene="pen_inquiry", act="record_av",
    )  # fmt: skip


def signed_in(matter: Matter, alias: str) -> Client:
    client = Client()
    client.force_login(matter.bureau.users[alias])
    return client


def reasons() -> list[str]:
    return list(MediaRead.objects.values_list("reason", flat=True))


def test_the_handler_exports_at_once_and_it_is_written_down(matter: Matter, filmed: Recording) -> None:
    answer = signed_in(matter, "lu").get(f"/desk/cases/{matter.case.pk}/export/")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert reasons() == ["导出案卷：办案"]


def test_another_who_sees_the_case_gives_a_reason_first(matter: Matter, filmed: Recording) -> None:
    client, address = signed_in(matter, "cheng"), f"/desk/cases/{matter.case.pk}/export/"
    page = client.get(address)
    assert page.status_code == 200
    assert "导出须写明事由" in page.content.decode()
    assert reasons() == []
    refused = client.post(address, {"reason": "  "})
    assert refused.status_code == 422
    assert "没有写明调阅的事由" in refused.content.decode()
    assert reasons() == []
    answer = client.post(address, {"reason": "负责人集体讨论前阅卷"})
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert reasons() == ["导出案卷：负责人集体讨论前阅卷"]


@pytest.mark.parametrize("reason", ["长" * 191, "看不见\u202e的字"])
def test_a_reason_that_cant_be_kept_or_read_is_refused(
    matter: Matter, filmed: Recording, reason: str
) -> None:
    answer = signed_in(matter, "lu").post(f"/desk/cases/{matter.case.pk}/export/", {"reason": reason})
    assert answer.status_code == 422
    assert "不超过190字" in answer.content.decode()
    assert reasons() == []


def test_the_interface_asks_for_the_same_reason(matter: Matter, filmed: Recording) -> None:
    client, address = signed_in(matter, "cheng"), f"/api/v1/cases/{matter.case.pk}/export"
    refused = client.get(address)
    assert refused.status_code == 400
    assert [one["check"] for one in refused.json()["findings"]] == ["reason"]
    answer = client.get(address, {"reason": "执法监督"})
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert reasons() == ["导出案卷：执法监督"]


def test_a_case_without_recordings_asks_nobody(matter: Matter) -> None:
    log.sequencer().drain()
    answer = signed_in(matter, "cheng").get(f"/desk/cases/{matter.case.pk}/export/")
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_a_stranger_learns_nothing_of_the_case(matter: Matter, filmed: Recording) -> None:
    stranger: Any = signed_in(matter, "outsider")
    answer = stranger.post(f"/desk/cases/{matter.case.pk}/export/", {"reason": "看看"})
    assert answer.status_code == 404
    assert reasons() == []
