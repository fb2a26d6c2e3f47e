"""Requests that came through the portal and wait to be registered, of the cases that a person may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mingjing.cases.circumstances import state_of
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.standing import Person
from mingjing.reading.asking import PUBLIC, RECORDS, STANDINGS
from mingjing.reading.models import PortalRequest
from mingjing.reading.requests import ASKED, requests_of

MOST = 200
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
    asked = PortalRequest.objects.filter(case_id__in=[case.pk] if case else cases.values("pk"))
    found = list(asked.order_by("at", "pk")[:MOST])
    known = cases.select_related("agency").defer("search").in_bulk({one.case_id for one in found})
    taken = {pk: _registered(row) for pk, row in known.items()}
    return [
        Waiting(one, known[one.case_id])
        for one in found
        if one.case_id in known and one.receipt not in taken[one.case_id]
    ]


def _registered(case: Case) -> set[str]:
    """Numbers and receipts of what the records of the case know already."""
    state = state_of(case)
    public = {str(one.get("receipt") or "") for one in state.acts.get(RECORDS[0], ())}
    return {one.no for one in requests_of(state)} | public


def begins_with(case: Case, receipt: str) -> dict[str, Any]:
    """What the form of the registration begins with; {} when the case has no such request."""
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
    return told | {"request_no": receipt, "channel": "portal", "requested_on": day}
