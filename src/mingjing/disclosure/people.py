"""Officers as the public may see them (执法主体和人员公示, 国办发〔2018〕118号 二(五))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mingjing.agencies.models import Credential

_GONE = {
    "suspended": "已暂扣",
    "revoked": "已吊销",
    "returned": "已收回",
    "lost": "已声明作废",
    "cancelled": "已注销",
}
KINDS = {"enforcement": "行政执法证", "supervision": "行政执法监督证"}


@dataclass(frozen=True)
class PublicOfficer:
    """The allow-list: name, unit, number, kind, area, term, and whether the credential holds on the day."""

    name: str
    unit: str
    agency: str
    number: str
    kind: str
    area: str
    valid_from: date
    valid_to: date
    valid: bool
    state: str


def officers(day: date, agency: str = "") -> list[PublicOfficer]:
    """Everybody with a credential that hasn't run out, by unit and sound of the name (2 queries)."""
    held = Credential.objects.filter(officer__active=True, officer__auxiliary=False, valid_to__gte=day)
    if agency:
        held = held.filter(officer__unit__agency__name=agency)
    rows = held.select_related("officer__unit__agency").prefetch_related("events")
    return [_public(card, day) for card in rows.order_by("officer__unit", "officer__pinyin", "number")]


def officer(number: str, day: date) -> PublicOfficer | None:
    """The holder of a credential, also when it no longer holds (2 queries)."""
    rows = Credential.objects.select_related("officer__unit__agency").prefetch_related("events")
    card = rows.filter(number=number, officer__auxiliary=False).first()
    return _public(card, day) if card else None


def _public(card: Credential, day: date) -> PublicOfficer:
    person = card.officer
    valid = card.valid_on(day) and person.active
    return PublicOfficer(
        name=person.name,
        unit=person.unit.name,
        agency=person.unit.agency.name,
        number=card.number,
        kind="、".join(KINDS.get(kind, "") for kind in card.kinds if kind in KINDS),
        area=card.area,
        valid_from=card.valid_from,
        valid_to=card.valid_to,
        valid=valid,
        state=_state(card, day, valid, person.active),
    )


def _state(card: Credential, day: date, valid: bool, active: bool) -> str:
    if valid:
        return "有效"
    if day > card.valid_to:
        return "已过有效期"
    if day < card.valid_from:
        return "尚未生效"
    last = [event for event in card.events.all() if event.on <= day]
    return _GONE.get(last[-1].kind, "无效") if last and active else "持证人已不在岗"
