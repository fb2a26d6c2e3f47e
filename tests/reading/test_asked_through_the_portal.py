"""A request through the portal: by case number and check code, with a receipt; the desk registers it and it takes its course."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from published import PublishedLicence
from read_cases import ReadByParty

from mingjing.cases.models import Case, Document
from mingjing.cases.perform import perform
from mingjing.cases.queries import state_of
from mingjing.cases.refused import Refused
from mingjing.disclosure.models import Publication
from mingjing.reading.inbox import MOST, waiting
from mingjing.reading.models import PortalRequest, PortalSettled
from mingjing.reading.requests import requests_of

TODAY = timezone.localdate().isoformat()
pytestmark = pytest.mark.django_db(transaction=True)
FORM = {
    "standing": "interested", "applicant": "港口路小学", "contact": "0990-5550123", "ways": ["read", "copy"],
    "concern": "学校与该厂房相邻，动火作业危及师生安全。", "wanted": "行政处罚决定书",
}  # fmt: skip


@pytest.fixture
def closed(begun: Callable[..., Any]) -> ReadByParty:
    found: ReadByParty = begun(ReadByParty, "request_reading", before=True)
    return found


def paper(matter: Any) -> Document:
    return Document.objects.filter(case=matter.case, form="penalty_decision_org").get()


def send(matter: Any, client: Client, **changed: Any) -> Any:
    sent = {"number": matter.case.number, "code": paper(matter).check_code, **FORM, **changed}
    return client.post("/reading/", sent)


def test_receipt_leads_from_the_portal_to_the_desk_and_back(closed: Any) -> None:
    public = Client(enforce_csrf_checks=True)
    assert public.get(f"/reading/?code={paper(closed).check_code}").status_code == 200
    answer = send(closed, public)
    assert answer.status_code == 302, answer.content.decode()
    assert not public.cookies
    page = public.get(answer.url).content.decode()
    assert "已收到，等待登记" in page
    assert closed.case.party_name not in page
    receipt = PortalRequest.objects.get().receipt

    desk = Client()
    desk.force_login(closed.bureau.users["lu"])
    assert "港口路小学" in desk.get("/desk/reading-requests/").content.decode()
    form = desk.get(f"/desk/cases/{closed.case.pk}/act/request_reading/?receipt={receipt}").content.decode()
    assert f'value="{receipt}"' in form
    assert 'value="港口路小学"' in form
    told = closed.payload("request_reading", request_no=receipt, channel="portal", **{
        name: FORM[name] for name in ("standing", "applicant", "concern")
    })  # fmt: skip
    perform(closed.case, "request_reading", closed.bureau.users["lu"], told)
    assert "港口路小学" not in desk.get("/desk/reading-requests/").content.decode()
    closed.case.refresh_from_db()
    assert [one.no for one in requests_of(state_of(closed.case))] == [receipt]
    assert "待核对身份" in public.get(answer.url).content.decode()


def test_wrong_pair_of_number_and_code_keeps_nothing_and_does_not_say_which(closed: Any) -> None:
    public = Client()
    said = []
    for wrong in ({"number": "（江云）应急立〔2026〕999号"}, {"code": "7KQ2-M4XD-92RP"}):
        answer = send(closed, public, **wrong)
        assert answer.status_code == 422
        said.append("案号和核验码对不上" in answer.content.decode())
    assert said == [True, True]
    assert not PortalRequest.objects.exists()


def test_every_gap_is_said_at_once(closed: Any) -> None:
    answer = send(closed, Client(), standing="agent", applicant="", ways=[], wanted="")
    page = answer.content.decode()
    for words in (
        "没有选择查阅还是复制",
        "没有填写“申请人姓名或者名称”",
        "没有填写“代理何人”",
        "没有填写“申请查阅复制的材料”",
    ):
        assert words in page
    assert not PortalRequest.objects.exists()


def test_one_place_can_not_flood_the_desk(closed: Any) -> None:
    public = Client()
    assert [send(closed, public).status_code for _ in range(6)] == [302] * 5 + [429]
    assert PortalRequest.objects.count() == 5
    assert "127.0.0.1" not in str(list(PortalRequest.objects.values()))
    assert public.get("/reading/find/?receipt=2222-2222-2222").status_code == 404


def test_limit_counts_the_client_behind_the_trusted_proxy_and_each_case(closed: Any, settings: Any) -> None:
    settings.AXES_IPWARE_PROXY_COUNT = 1
    public = Client()

    def ask(address: str) -> int:
        sent = {"number": closed.case.number, "code": paper(closed).check_code, **FORM}
        return public.post("/reading/", sent, headers={"X-Forwarded-For": address}).status_code

    assert [ask(f"198.51.100.{one}, 203.0.113.7") for one in range(6)] == [302] * 5 + [429]
    assert [ask(f"203.0.113.{one}") for one in (8, 8, 8, 8, 8, 9)] == [302] * 5 + [
        429
    ]  # the case's limit: 10


def test_registered_by_its_receipt_only_and_old_ones_hide_no_new_one(closed: Any) -> None:
    send(closed, Client())
    receipt = PortalRequest.objects.get().receipt
    told = {"channel": "portal", **{name: FORM[name] for name in ("standing", "applicant", "concern")}}
    with pytest.raises(Refused, match="回执编号"):
        perform(
            closed.case, "request_reading", closed.bureau.users["lu"],
            closed.payload("request_reading", request_no="阅9", **told),
        )  # fmt: skip
    assert not PortalSettled.objects.exists()
    perform(
        closed.case, "request_reading", closed.bureau.users["lu"],
        closed.payload("request_reading", request_no=receipt, **told),
    )  # fmt: skip
    first = PortalRequest.objects.get()
    assert first.settled.seq == Case.objects.get(pk=closed.case.pk).seq
    copied = {"agency": first.agency, "case_id": first.case_id, "asked": first.asked, "sender": "x"}
    old = PortalRequest.objects.bulk_create(
        PortalRequest(receipt=f"OLD-{one}", at=first.at - timedelta(days=1), **copied) for one in range(MOST)
    )
    PortalSettled.objects.bulk_create(
        PortalSettled(request=one, case_id=one.case_id, seq=1, at=one.at) for one in old
    )
    PortalRequest.objects.create(receipt="7KQ2-M4XD-91RP", at=first.at, **copied)
    assert [one.request.receipt for one in waiting(closed.bureau.users["lu"])] == ["7KQ2-M4XD-91RP"]


def test_what_is_no_request_is_dismissed_with_a_reason_that_its_sender_reads(closed: Any) -> None:
    public, desk = Client(), Client()
    page = send(closed, public).url
    receipt = PortalRequest.objects.get().receipt
    place = f"/desk/reading-requests/{receipt}/dismiss/"
    desk.force_login(closed.bureau.users["sun"])
    assert "您的岗位不登记查阅申请" in desk.post(place, {"reason": "重复"}, follow=True).content.decode()
    desk.force_login(closed.bureau.users["lu"])
    assert "没有写明不登记的理由" in desk.post(place, follow=True).content.decode()
    assert receipt in desk.get("/desk/reading-requests/").content.decode()
    assert (
        "申请人凭回执编号看得到"
        in desk.post(place, {"reason": "与上一件重复。"}, follow=True).content.decode()
    )
    assert receipt not in desk.get("/desk/reading-requests/").content.decode()
    told = public.get(page).content.decode()
    assert "没有登记为查阅申请" in told
    assert "与上一件重复。" in told
    assert "已经登记或者已经答复不登记" in desk.post(place, {"reason": "再次"}, follow=True).content.decode()


@pytest.mark.parametrize("number", ["2026/15", "阅 1", "阅" * 41, "阅320402198504120002"])
def test_number_that_is_no_address_or_tells_a_person_is_refused(closed: Any, number: str) -> None:
    told = closed.payload("request_reading", request_no=number)
    with pytest.raises(Refused, match="格式不符合要求"):
        perform(closed.case, "request_reading", closed.bureau.users["lu"], told)


@pytest.mark.parametrize("field", ["number", "code"])
def test_letter_that_can_not_be_kept_is_no_server_error(closed: Any, field: str) -> None:
    for standing in ("interested", "public"):
        assert send(closed, Client(), standing=standing, **{field: "甲\x00乙"}).status_code == 422


def test_anybody_asks_to_read_a_published_licence_by_its_public_code(begun: Callable[..., Any]) -> None:
    licence = begun(PublishedLicence, "publish_decision")
    code = Publication.objects.get().code
    public = Client()
    assert f"standing=public&amp;code={code}" in public.get(f"/decisions/{code}/").content.decode()
    sent = {**FORM, "standing": "public", "code": code, "wanted": "许可决定和监督检查记录"}
    answer = public.post("/reading/", sent)
    assert answer.status_code == 302, answer.content.decode()
    receipt = PortalRequest.objects.get().receipt
    desk = Client()
    desk.force_login(licence.bureau.users["lu"])
    assert f"act/request_records/?receipt={receipt}" in desk.get("/desk/reading-requests/").content.decode()
    form = desk.get(f"/desk/cases/{licence.case.pk}/act/request_records/?receipt={receipt}").content.decode()
    assert f'value="{receipt}"' in form
    told = {
        "applicant": "港口路小学",
        "wanted": "许可决定和监督检查记录",
        "receipt": receipt,
        "requested_on": TODAY,
    }
    late = {"late_recording": "当日登记。"}
    perform(licence.case, "request_records", licence.bureau.users["lu"], {"fields": told, "reasons": late})
    assert "已登记，待提供" in public.get(answer.url).content.decode()
    assert receipt not in desk.get("/desk/reading-requests/").content.decode()
    assert public.post("/reading/", {**sent, "code": "nosuchcode12"}).status_code == 422
