"""A request through the portal: by case number and check code, with a receipt; the desk registers it and it takes its course."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from published import PublishedLicence
from read_cases import ReadByParty

from mingjing.cases.models import Document
from mingjing.cases.perform import perform
from mingjing.cases.queries import state_of
from mingjing.disclosure.models import Publication
from mingjing.reading.models import PortalRequest
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
