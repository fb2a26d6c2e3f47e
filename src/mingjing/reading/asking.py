"""The public side of a request to read: sent through the portal, looked up by its receipt. Shows nothing of the case.

Whoever has a paper of a case knows its check code; with the number of the case that says which case is meant. A wrong
pair is answered as a wrong pair, never which of the two was wrong.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from mingjing import law
from mingjing.cases.circumstances import state_of
from mingjing.cases.issuing import new_check_code
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import Case, Document
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.plain_text import token, unreadable
from mingjing.cases.refused import Refused, bad
from mingjing.disclosure.checking import normal_code
from mingjing.disclosure.models import Publication
from mingjing.reading.models import PortalRequest
from mingjing.reading.requests import requests_of

# Fields of the form: title, most letters, whether it must be filled.
FIELDS = {
    "applicant": ("申请人姓名或者名称", 100, True),
    "principal": ("代理何人", 100, False),
    "concern": ("与本案有什么利害关系", 1000, False),
    "contact": ("联系电话或者邮箱", 100, True),
    "wanted": ("申请查阅复制的材料", 1000, True),
    "purpose": ("用途", 1000, False),
}
STANDINGS = {
    "party": "当事人",
    "agent": "代理人",
    "interested": "利害关系人",
    "public": "公众（只查阅已公开的许可）",
}
PUBLIC = "public"
RECORDS = (
    "request_records",
    "give_records",
)  # 行政许可法 第40条、第61条第2款: the public reads licences and inspections
WAYS = {"read": "查阅", "copy": "复制"}
ASKED_FOR = {"agent": "principal", "interested": "concern"}
PER_HOUR, PER_CASE, PER_DAY = "portal_requests_hour", "portal_requests_case", "portal_requests_day"
RECEIVED = "已收到，等待登记"
DISMISSED = "没有登记为查阅申请"
UNKNOWN = "案号和核验码对不上，没有提交；请对照手里的文书核对案号和核验码（三组、每组四位）。"
NOT_PUBLISHED = "没有这个公开编号的许可决定，没有提交；请从本站“执法公示”里许可决定的页面复制公开编号。"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the applicant sees: number, agency, when it was sent, how it stands, and the last day for the answer."""

    receipt: str
    agency: str
    at: datetime
    state: str
    told: str = ""


def ask(number: str, code: str, sent: Mapping[str, Any], address: str) -> Receipt:
    """Take a request in. Raises `Refused` (a sentence for each field; too many from one place); then nothing is kept."""
    asked = _read(sent)
    case = _published(code) if asked["standing"] == PUBLIC else _case(number, code)
    now = timezone.now()
    pack = pack_on(case.agency, now.astimezone(SHANGHAI).date())
    sender = _sender(address, now)
    with transaction.atomic():
        _refuse_flood(case, pack, sender, now)
        made = PortalRequest.objects.create(
            receipt=new_check_code(), agency=case.agency, case_id=case.pk, asked=asked, sender=sender, at=now
        )
    return Receipt(made.receipt, case.agency.name, now, RECEIVED)


def _refuse_flood(case: Case, pack: law.Pack, sender: str, now: datetime) -> None:
    """Nobody else counts for this sender, agency and case until the transaction ends. Raises `Refused`."""
    hour, day = now - timedelta(hours=1), now - timedelta(days=1)
    limits = (
        (f"sender {sender}", {"sender": sender, "at__gte": hour}, PER_HOUR),
        (f"case {case.pk}", {"case_id": case.pk, "at__gte": day}, PER_CASE),
        (f"agency {case.agency_id}", {"agency": case.agency, "at__gte": day}, PER_DAY),
    )
    for told, narrowed, limit in limits:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"portal {told}"])
        if PortalRequest.objects.filter(**narrowed).count() >= int(pack.limit_values[limit]):
            raise bad("提交的申请太多，没有收下；请稍后再试，或者到本机关当面申请。", check="rate")


def by_receipt(text: str) -> Receipt | None:
    """How a request stands (2 queries); None for a receipt that there isn't."""
    code = normal_code(text[:60])
    found = (
        PortalRequest.objects.select_related("agency", "settled").filter(receipt=code).first()
        if code
        else None
    )
    if found is None:
        return None
    settled = getattr(found, "settled", None)
    if settled is not None and settled.seq is None:
        return Receipt(code, found.agency.name, found.at, DISMISSED, f"理由：{settled.reason}")
    case = Case.objects.only("state", "procedure").filter(pk=found.case_id).first()
    if case and (told := _of_records(case, code)):
        return Receipt(code, found.agency.name, found.at, told)
    request = next((one for one in requests_of(state_of(case)) if one.no == code), None) if case else None
    if request is None:
        return Receipt(
            code, found.agency.name, found.at, RECEIVED, "本机关登记以后，由工作人员与您联系，核对身份证明。"
        )
    told = ""
    if request.refused:
        told = "不予查阅的理由、依据和救济途径写在告知书里，由本机关送达。"
    elif request.awaits_third_party:
        told = "所申请的材料涉及第三方，正在征求其意见；所需时间不计算在答复期限内。"
    elif request.accepted and not request.done:
        told = f"约定的查阅时间：{_minute(str(request.accepted.get('reading_at', '')))}，{request.accepted.get('place', '')}。"
    return Receipt(code, found.agency.name, found.at, request.state, told)


def _read(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The form as it may be kept. Raises `Refused` with everything that is wrong."""
    standing = str(sent.get("standing") or "")
    ways = [way for way in sent.get("ways") or () if way in WAYS]
    texts = {name: str(sent.get(name) or "").strip() for name in FIELDS}
    needed = {name for name, (_, _, must) in FIELDS.items() if must} | {ASKED_FOR.get(standing, "applicant")}
    faults = [] if standing in STANDINGS else [bad("没有选择申请人的身份；请选择。", fields=("standing",))]
    faults += [] if ways else [bad("没有选择查阅还是复制；请选择。", fields=("ways",))]
    for name, (title, most, _) in FIELDS.items():
        if name in needed and not texts[name]:
            faults.append(bad(f"没有填写“{title}”；请填写。", fields=(name,)))
        elif len(texts[name]) > most or unreadable(texts[name]):
            faults.append(bad(f"“{title}”应当是不超过{most}字的文字；请改正。", fields=(name,)))
    if faults:
        raise Refused([one for fault in faults for one in fault.findings], kind="bad", title="没有提交。")
    return {"standing": standing, "ways": ways, **{name: text for name, text in texts.items() if text}}


def _case(number: str, code: str) -> Case:
    """The case that has this number and a paper given out with this check code. Raises `Refused`."""
    wanted = (
        token(number.strip()[:120])
        .replace("(", "（")
        .replace(")", "）")
        .replace("[", "〔")
        .replace("]", "〕")
    )
    normal = normal_code(code[:60])
    papers = Document.objects.filter(check_code=normal, statement__isnull=False, case__number=wanted)
    found = papers.select_related("case__agency").first() if normal and wanted else None
    if found is None:
        raise bad(UNKNOWN, check="code", fields=("code",))
    return found.case


def _published(code: str) -> Case:
    """The licence case of a shown publication. Raises `Refused`."""
    found = (
        Publication.objects.shown()
        .filter(code=token(code.strip()[:16]))
        .values_list("case_id", flat=True)
        .first()
    )
    case = Case.objects.select_related("agency").filter(pk=found).first() if found else None
    if case is None or not _keeps_records(case):
        raise bad(NOT_PUBLISHED, check="code", fields=("code",))
    return case


def open_to_all(pack: law.Pack, procedure: str) -> bool:
    """May the public ask to read cases of this procedure (its title or id)? Where it has the act that registers it."""
    return any(
        one.act(RECORDS[0]) is not None
        for one in pack.procedures.values()
        if procedure in (one.id, one.title)
    )


def _keeps_records(case: Case) -> bool:
    return open_to_all(pack_on(case.agency, timezone.now().astimezone(SHANGHAI).date()), case.procedure)


def _of_records(case: Case, code: str) -> str:
    """How a request of the public stands in the records of the case; "" when it isn't registered."""
    asked, given = RECORDS
    acts = state_of(case).acts
    for act, told in ((given, "已提供"), (asked, "已登记，待提供")):
        if any(one.get("receipt") == code for one in acts.get(act, ())):
            return told
    return ""


def _sender(address: str, now: datetime) -> str:
    """A digest that changes each day: counts, but doesn't tell who."""
    day = now.astimezone(SHANGHAI).date().isoformat()
    return hmac.new(settings.SECRET_KEY.encode(), f"{day} {address}".encode(), "sha256").hexdigest()


def _minute(text: str) -> str:
    return text[:16].replace("T", " ")
