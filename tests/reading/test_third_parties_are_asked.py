"""A request whose material concerns a third party: asked in writing, the clock stands still, its will is weighed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from read_cases import ThirdPartyAsked

from mingjing import law
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import Document
from mingjing.cases.queries import state_of
from mingjing.cases.refused import Refused
from mingjing.disclosure.pdf_text import squeezed
from mingjing.reading.models import PortalRequest
from mingjing.reading.requests import Request, request_of

pytestmark = pytest.mark.django_db(transaction=True)
REQUEST, INQUIRY, THIRD = "阅1", "征1", "江临启明电焊工程有限公司"
OTHER = {
    "inquiry_no": "征2",
    "third_party": "林知微",
    "interest": "privacy",
    "reason": "笔录写有你的住址和健康状况。",
}


def request(matter: Any, number: str = REQUEST) -> Request:
    matter.case.refresh_from_db()
    return request_of(state_of(matter.case), number)


def shown(matter: Any, *parts: str, **asked: str) -> str:
    client = Client()
    client.force_login(matter.bureau.users["lu"])
    answer = client.get("/".join([f"/desk/cases/{matter.case.pk}", *parts]) + "/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def page(matter: Any) -> str:
    return shown(matter, "readings", REQUEST)


def link(act: str) -> str:
    return f"act/{act}/?request={quote(REQUEST)}&amp;inquiry={quote(INQUIRY)}"


def ask_another(matter: Any) -> None:
    now = matter.case.changed_at
    matter.act("ask_third_party", fields=OTHER, now=now, approve=False)
    matter.approve("ask_third_party", now)


def test_page_of_a_request_tells_who_was_asked_since_when_and_until_when(begun: Callable[..., Any]) -> None:
    matter = begun(ThirdPartyAsked, "ask_third_party", before=True)
    assert f"act/ask_third_party/?request={quote(REQUEST)}" in page(matter)
    assert "征求过意见的第三方" not in page(matter)

    matter.act("ask_third_party", approve=False)
    assert f"给{THIRD}的征求意见函等待审批" in page(matter)
    assert "act/ask_third_party/" not in page(matter)
    assert request(matter).state == "待答复"

    matter.approve("ask_third_party", matter.case.changed_at)
    told = page(matter)
    assert request(matter).state == "征求第三方意见"
    for text in (
        THIRD,
        INQUIRY,
        "2026年7月28日发出",
        "还没有登记收到",
        "答复期限停止计算",
        "停计",
        "仍在停止计算",
    ):
        assert text in told, text
    assert link("serve_third_party_inquiry") in told
    assert "act/refuse_reading/" in told
    assert "act/grant_reading/" not in told

    matter.act("serve_third_party_inquiry")
    told = page(matter)
    for text in (
        "2026年7月29日收到",
        "2026年8月19日届满",
        "期限届满没有提出，待登记",
        "2026年7月28日至2026年8月19日",
    ):
        assert text in told, text
    assert link("record_third_party_opinion") in told

    matter.act("record_third_party_opinion")
    told = page(matter)
    for text in (
        "不同意提供",
        "2026年8月10日",
        "投标中受损",
        "2026年7月28日至2026年8月10日",
        "act/grant_reading/",
    ):
        assert text in told, text
    assert request(matter).state == "待答复"

    matter.act("grant_reading")
    told = page(matter)
    assert "处理：不提供可能对公共利益造成重大影响，决定提供" in told
    assert link("tell_third_party") in told
    matter.act("tell_third_party")
    told = page(matter)
    assert "2026年8月12日书面告知" in told
    assert "act/tell_third_party/" not in told


def test_letters_to_the_third_party_say_nothing_of_the_applicant_or_the_case(
    begun: Callable[..., Any],
) -> None:
    matter = begun(ThirdPartyAsked, "tell_third_party")
    made = {one["form"]: one for one in matter.case.state["documents"]}
    asked, told = (
        squeezed(vault().open(made[form]["digest"]).read())
        for form in ("third_party_inquiry", "third_party_notice")
    )
    for text in (asked, told):
        for named in (THIRD, INQUIRY, "询问笔录"):
            assert named in text, named
        for kept in (request(matter).who, REQUEST, matter.case.party_name, matter.case.number):
            assert kept not in text, kept
    assert "十五个工作日" in asked
    assert "申请行政复议" in told
    assert {made[form]["volume"] for form in ("third_party_inquiry", "third_party_notice")} == {"internal"}


def test_answering_begins_with_those_who_object(begun: Callable[..., Any]) -> None:
    matter = begun(ThirdPartyAsked, "record_third_party_opinion")
    ask_another(matter)
    grant = shown(matter, "act", "grant_reading", request=REQUEST)
    assert f'value="{INQUIRY}"' in grant
    assert 'value="征2"' not in grant
    served = shown(matter, "act", "serve_third_party_inquiry", request=REQUEST, inquiry="征2")
    assert 'value="征2"' in served
    assert request(matter).awaits_third_party


def test_telling_the_third_party_begins_with_what_was_decided_about_it(begun: Callable[..., Any]) -> None:
    matter = begun(ThirdPartyAsked, "grant_reading")
    told = shown(matter, "act", "tell_third_party", request=REQUEST, inquiry=INQUIRY)
    for text in (INQUIRY, THIRD, "询问笔录"):
        assert f'value="{text}"' in told, text
    assert "动火作业危及相邻学校师生的安全" in told


def test_requests_of_one_case_do_not_wait_for_each_other(begun: Callable[..., Any]) -> None:
    matter = begun(ThirdPartyAsked, "serve_third_party_inquiry")
    now = matter.case.changed_at
    party = {"request_no": "阅2", "applicant": matter.case.party_name}
    asked = {"standing": "party", "concern": None, "requested_on": "2026-07-29"}
    matter.act("request_reading", fields=party | asked, now=now)
    matter.act("accept_reading", fields={"request_no": "阅2", "accepted_on": "2026-07-29"}, now=now)
    pack = pack_on(matter.case.agency, date(2026, 7, 29))
    running = law.clocks(pack, state_of(matter.case), None, now, only={"reading_answer"})
    assert {one.key: one.state for one in running} == {REQUEST: "paused", "阅2": "running"}
    assert request(matter, "阅2").inquiries == ()

    answer = {"third_parties": None, "granted_on": "2026-07-29"}
    with pytest.raises(Refused, match="还在征求第三方意见"):
        matter.act("grant_reading", fields=answer, now=now)
    matter.act("grant_reading", fields=answer | party, now=now, approve=False)
    assert matter.approve("grant_reading", now).took_effect


def test_applicant_is_told_that_a_third_party_is_asked_but_not_whom(begun: Callable[..., Any]) -> None:
    matter = begun(ThirdPartyAsked, "request_reading", before=True)
    code = Document.objects.get(case=matter.case, form="penalty_decision_org").check_code
    public = Client()
    answer = public.post("/reading/", {
        "number": matter.case.number, "code": code, "standing": "interested", "applicant": "港口路小学",
        "contact": "0990-5550123", "ways": ["copy"], "concern": "学校与该厂房相邻，动火作业危及师生安全。", "wanted": "询问笔录",
    })  # fmt: skip
    receipt = PortalRequest.objects.get().receipt
    for act in ("request_reading", "accept_reading", "ask_third_party"):
        matter.act(act, fields={"request_no": receipt})
    told = public.get(answer.url).content.decode()
    assert "征求第三方意见" in told
    assert "所需时间不计算在答复期限内" in told
    assert THIRD not in told
    with pytest.raises(Refused, match="编号里有申请人的"):
        matter.act("ask_third_party", fields={**OTHER, "request_no": receipt, "inquiry_no": f"征{receipt}"})
