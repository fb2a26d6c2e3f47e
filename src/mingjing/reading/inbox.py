"""Requests that came through the portal: those that wait to be registered, and what becomes of each.

A row says it once: registered by the act that took effect, or dismissed by a person with a reason that the sender reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingjing.cases.effects import Done
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.plain_text import token, unreadable
from mingjing.cases.reading import visible_case
from mingjing.cases.refused import NoSuchCase, bad
from mingjing.cases.standing import Person, standing_of
from mingjing.reading.asking import PUBLIC, RECORDS, STANDINGS
from mingjing.reading.models import PortalRequest, PortalSettled
from mingjing.reading.requests import ASKED
from mingjing.records.journal import log_reads

MOST = 200
PORTAL = "portal"
REGISTERS = (RECORDS[0], ASKED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request from the portal that the desk hasn't registered yet."""

    request: PortalRequest
    case: Case

    @property
    def standing(self) -> str:
        return STANDINGS.get(str(self.request.asked.get("standing")), "")

    @property
    def act(self) -> str:
        """The act that registers it."""
        return RECORDS[0] if self.request.asked.get("standing") == PUBLIC else ASKED


def waiting(person: Person, case: Case | None = None) -> Sequence[Waiting]:
    """The oldest first, of one case or of all that the person may see (2 queries)."""
    cases = Case.objects.visible_to(person)
    asked = PortalRequest.objects.filter(settled=None, case_id__in=[case.pk] if case else cases.values("pk"))
    found = list(asked.order_by("at", "pk")[:MOST])
    known = cases.select_related("agency").defer("search", "state").in_bulk({one.case_id for one in found})
    return [Waiting(one, known[one.case_id]) for one in found if one.case_id in known]


def seen_waiting(person: Person) -> Sequence[Waiting]:
    """`waiting` of all cases, each case shown written down as seen (1 query more)."""
    found = waiting(person)
    shown = {one.case.pk for one in found}
    if shown:
        log_reads(standing_of(person).user_id, shown, "门户查阅申请")
    return found


def registered(done: Done) -> None:
    """The effect of an act that registers: its portal request no longer waits. Raises `Refused` for another number."""
    if done.act not in REGISTERS:
        return
    portal = done.occurrence.get("channel") == PORTAL
    field = "request_no" if done.act == ASKED else "receipt"
    number = str(done.occurrence.get(field) or "")
    found = PortalRequest.objects.filter(case_id=done.case.pk, receipt=number).first() if number else None
    if found is None:
        if portal:
            raise bad(
                "提出方式是公示门户，编号却不是本案门户申请的回执编号。",
                check="request_no",
                fields=(field,),
                mend="从“查阅申请”打开登记，编号用回执编号；不是从门户提出的，改为当面或者邮寄。",
            )
        return
    _settle(found, done.now, seq=int(done.occurrence["seq"]))


def dismiss(person: Person, receipt: str, reason: str) -> Case:
    """Not registered as a request, for a reason that its sender reads. Raises `NoSuchCase`, `Refused`."""
    found = PortalRequest.objects.filter(receipt=token(receipt, 20)).first()
    if found is None:
        raise NoSuchCase
    case = visible_case(person, found.case_id, "查阅申请")
    standing = standing_of(person)
    waits = Waiting(found, case)
    act = pack_on(case.agency, timezone.localdate()).procedure(case.procedure).act(waits.act)
    if act is None or not set(act.by) & set(standing.roles_in(case.agency_id, case.unit_id)):
        raise bad("您的岗位不登记查阅申请；请由承办人、公示员或者档案员处理。", check="role")
    reason = reason.strip()
    if not reason or len(reason) > 200 or unreadable(reason):
        raise bad(
            "没有写明不登记的理由（不超过200字）。",
            fields=("reason",),
            mend="写明理由，例如同一申请已经登记；申请人凭回执编号看得到。",
        )
    with transaction.atomic():
        _settle(found, timezone.now(), reason=reason, user_id=standing.user_id)
    return case


def _settle(request: PortalRequest, now: datetime, **told: Any) -> None:
    """Say once what became of it. Raises `Refused`."""
    _, made = PortalSettled.objects.get_or_create(
        request=request, defaults={"case_id": request.case_id, "at": now, **told}
    )
    if not made:
        raise bad("这件门户申请已经登记或者已经答复不登记。", check="request_no", mend="请刷新“查阅申请”页。")


def begins_with(case: Case, receipt: str) -> dict[str, Any]:
    """What the form of the registration begins with; {} when the case has no such request."""
    receipt = token(receipt, 20)
    found = PortalRequest.objects.filter(case_id=case.pk, receipt=receipt).first() if receipt else None
    if found is None:
        return {}
    told = dict(found.asked)
    day = found.at.astimezone(SHANGHAI).date().isoformat()
    if told.get("standing") == PUBLIC:
        return {name: told.get(name) for name in ("applicant", "wanted")} | {
            "receipt": receipt,
            "requested_on": day,
        }
    told["wanted"] = [{"item": told.get("wanted", ""), "kind": "document"}]
    return told | {"request_no": receipt, "channel": PORTAL, "requested_on": day}
