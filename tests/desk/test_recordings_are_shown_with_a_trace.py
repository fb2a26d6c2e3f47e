"""Bytes in ranges, a reason from whoever isn't of the case, a line for every view and copy."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))
sys.path.insert(0, str(Path(__file__).parents[1] / "media"))

from filming import film
from whole_case import Matter

from mingjing.cases.attachments import Attachment
from mingjing.media.models import MediaRead, Recording
from mingjing.records.models import AccessLog

pytestmark = pytest.mark.django_db(transaction=True)
CONTENT = film(2)


@pytest.fixture
def matter(bureau):
    made = Matter(bureau)
    made.go("inspect_site", before=True)
    made.act("inspect_site", attachments=[Attachment.of_bytes("厂门.mp4", CONTENT)])
    return made


@pytest.fixture
def browser(matter):
    def made(alias):
        client = Client()
        client.force_login(matter.bureau.users[alias], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return made


@pytest.fixture
def address(matter):
    return f"/desk/recordings/{Recording.objects.get().pk}/"


def body(answer):
    return b"".join(answer.streaming_content)


def test_the_player_gets_the_parts_that_it_asks_for(browser, address):
    lu = browser("lu")
    assert lu.get(f"{address}original/").status_code == 403, "not before the view is written down"
    assert lu.get(address).status_code == 200
    whole = lu.get(f"{address}original/")
    assert (whole.status_code, whole["Accept-Ranges"], body(whole)) == (200, "bytes", CONTENT)
    size = len(CONTENT)
    for asked, first, last in (
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, size - 1),
        ("bytes=-50", size - 50, size - 1),
        (f"bytes=10-{size * 2}", 10, size - 1),
    ):
        part = lu.get(f"{address}original/", headers={"range": asked})
        assert part.status_code == 206
        assert part["Content-Range"] == f"bytes {first}-{last}/{size}"
        assert body(part) == CONTENT[first : last + 1]
        assert part["Content-Length"] == str(last - first + 1)
    beyond = lu.get(f"{address}original/", headers={"range": f"bytes={size}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{size}")
    several = lu.get(f"{address}original/", headers={"range": "bytes=0-1,5-6"})
    assert several.status_code == 200, "several ranges at once are answered with the whole"


def test_an_officer_of_the_case_looks_without_a_reason_and_once(browser, address, matter):
    lu = browser("lu")
    lu.get(address)
    lu.get(address)
    read = MediaRead.objects.get()
    assert (read.user.username, read.kind, read.reason) == ("lu", "view", "办案")
    assert AccessLog.objects.filter(case_id=matter.case.pk, what="音像记录").count() == 1


def test_whoever_isnt_of_the_case_says_why(browser, address):
    ye = browser("ye")
    asked = ye.get(address)
    assert "调阅须写明事由" in asked.content.decode()
    assert not MediaRead.objects.exists()
    assert ye.get(f"{address}original/").status_code == 403
    assert ye.post(address, {"reason": "  "}).status_code == 422
    shown = ye.post(address, {"reason": "审查现场检查过程"})
    assert shown.status_code == 200
    assert "审查现场检查过程" in shown.content.decode()
    assert MediaRead.objects.get().reason == "审查现场检查过程"
    assert ye.get(f"{address}original/").status_code == 200


def test_a_copy_of_the_original_is_written_down_with_its_reason(browser, address):
    ye = browser("ye")
    assert ye.get(f"{address}download/").status_code == 302
    refused = ye.post(f"{address}download/", {"reason": ""}, follow=True)
    assert "没有写明调阅的事由" in refused.content.decode()
    copy = ye.post(f"{address}download/", {"reason": "移送公安机关"})
    assert body(copy) == CONTENT
    assert "attachment" in copy["Content-Disposition"]
    assert copy["Content-Type"] == "application/octet-stream"
    read = MediaRead.objects.get()
    assert (read.kind, read.reason) == ("download", "移送公安机关")


def test_a_stranger_finds_nothing(browser, address, matter):
    for alias in ("xu", "tu", "nobody", "outsider"):
        stranger = browser(alias)
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"reason": "看看"}).status_code == 404
        assert stranger.post(f"{address}download/", {"reason": "看看"}).status_code == 302
        assert stranger.get(f"{address}original/").status_code == 403
    assert not MediaRead.objects.exists()
    assert browser("xu").get(f"/desk/cases/{matter.case.pk}/coverage/").status_code == 404


def test_lists_ask_few_questions(browser, matter):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    one = Recording.objects.get()
    for number in range(30):
        one.pk, one.sha256 = None, f"{number:064x}"
        one.id = uuid.uuid4()
        one.case = matter.case if number % 2 else None
        one.officer = matter.bureau.officers["lu"]
        one.save(force_insert=True)
    for alias, address, most in (
        ("lu", "/desk/recordings/", 8),
        ("wen", "/desk/disposals/", 8),
        ("ye", "/desk/devices/", 9),
        ("lu", f"/desk/cases/{matter.case.pk}/coverage/", 8),
    ):
        client = browser(alias)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        assert len(seen) <= most, [line["sql"][:90] for line in seen.captured_queries]


def test_the_api_asks_for_the_same_reason_and_leaves_the_same_trace(browser, matter):
    recording = Recording.objects.get()
    address = f"/api/v1/cases/{matter.case.pk}/files/{recording.sha256}"
    ye = browser("ye")
    refused = ye.get(address)
    assert refused.status_code == 400
    assert "没有写明调阅的事由" in refused.json()["findings"][0]["sentence"]
    assert not MediaRead.objects.exists()
    assert body(ye.get(address, {"reason": "核对检查过程"})) == CONTENT
    assert body(browser("lu").get(address)) == CONTENT
    assert list(MediaRead.objects.values_list("kind", "reason").order_by("pk")) == [
        ("download", "核对检查过程"),
        ("download", "办案"),
    ]
