"""Who waits for a copy sees how far it is: on the page, with and without scripts, and through the interface."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from read_cases import COURT, asked, copied, ended, page_of

from mingjing.api.models import ApiToken
from mingjing.reading import copies, copying
from mingjing.reading.models import Copy, CopyOrder
from mingjing.records.models import AccessLog
from mingjing.work import queue

pytestmark = pytest.mark.django_db(transaction=True)


def test_page_tells_how_far_it_is_and_its_live_part_is_not_written_down(approved: Any, clerk: Client) -> None:
    order = asked(approved)
    page = clerk.get(page_of(approved)).content.decode()
    assert "等待制作" in page
    assert 'hx-trigger="every 2s"' in page
    assert f'href="{page_of(approved).replace(COURT, "%E8%B0%831")}"' in page, "without scripts: a link"
    assert "做好以后在这里登记" in page
    assert 'name="receiver"' not in page
    copying._note(order, state="making", step=3, steps=10)
    read = AccessLog.objects.filter(case_id=approved.case.pk).count()
    part = clerk.get(page_of(approved), headers={"HX-Request": "true"}).content.decode()
    assert "3/10" in part
    assert "<h1" not in part
    assert AccessLog.objects.filter(case_id=approved.case.pk).count() == read
    made = ended(order).copy
    assert made is not None
    part = clerk.get(page_of(approved), headers={"HX-Request": "true"}).content.decode()
    assert "every 2s" not in part
    assert part.count(made.sha256) == 2, "to be downloaded and to be handed over"
    assert 'name="receiver"' in part


def test_page_and_its_live_part_ask_few_questions(approved: Any, clerk: Client) -> None:
    copied(approved.bureau.users["wen"], approved, COURT)
    asked(approved)
    clerk.get(page_of(approved))
    for headers, most in (({}, 7), ({"HX-Request": "true"}, 7)):
        with CaptureQueriesContext(connection) as found:
            assert clerk.get(page_of(approved), headers=headers).status_code == 200
        assert len(found) == most, [one["sql"][:90] for one in found.captured_queries]


def test_interface_answers_where_to_look_and_then_gives_the_copy(approved: Any) -> None:
    _, token = ApiToken.issue(approved.bureau.users["wen"], "测试")
    client = Client(headers={"authorization": f"Bearer {token}"})
    place = f"/api/v1/cases/{approved.case.pk}/copies"
    answer = client.post(place, {"request_no": COURT}, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    where = answer["Location"]
    assert where == f"{place}/{answer.json()['id']}"
    again = client.post(place, {"request_no": COURT}, content_type="application/json")
    assert again.status_code == 400
    assert "正在制作" in again.json()["findings"][0]["sentence"]
    assert client.get(f"{where}/file").status_code == 400
    queue.work_off()
    told = client.get(where).json()
    made = Copy.objects.get()
    assert (told["state"], told["file"]["sha256"], told["file"]["files"]) == ("done", made.sha256, made.files)
    data = b"".join(client.get(f"{where}/file").streaming_content)
    assert len(data) == made.size
    assert AccessLog.objects.filter(case_id=approved.case.pk, what="下载调取复制件").count() == 1
    _, token = ApiToken.issue(approved.bureau.users["sun"], "测试")
    stranger = Client(headers={"authorization": f"Bearer {token}"})
    assert "您的岗位不办理" in stranger.get(where).json()["findings"][0]["sentence"]


def test_who_asks_how_far_it_is_without_having_read_the_case_is_written_down(approved: Any) -> None:
    order, lu = asked(approved), approved.bureau.users["lu"]
    for _ in range(2):
        copies.asked_for(lu, approved.case.pk, order.pk)
    assert AccessLog.objects.filter(user=lu, what="接口：复制件的进度").count() == 1


def test_progress_goes_from_original_to_original(approved: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []
    note = copying._note

    def listening(order: CopyOrder, **told: Any) -> None:
        note(order, **told)
        found = CopyOrder.objects.get()
        if found.state == "making" and found.steps:
            seen.append((found.step, found.steps))

    monkeypatch.setattr(copying, "_note", listening)
    order = ended(asked(approved))
    whole = order.steps
    assert seen == [(step, whole) for step in range(whole)], "each original, what tells of them, the vault"
    assert order.step == whole
