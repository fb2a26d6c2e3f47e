"""Parties over all their cases: found by name or code, told apart by code; ids of cases stand in addresses, never codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Q

from mingjing.cases.models import Case
from mingjing.cases.plain_text import token
from mingjing.cases.standing import Person, standing_of
from mingjing.records.journal import log_reads

MOST = 50
FOUND = "检索到当事人"
SHOWN_CODE = 4  # letters of a person's code that are shown at each end


@dataclass(frozen=True, slots=True)
class Party:
    """One party as the search shows it; `key` = its latest case that the viewer may see."""

    key: UUID
    name: str
    code: str
    kind: str
    cases: int
    last: datetime


def parties(person: Person, words: str) -> Sequence[Party]:
    """Parties of the cases that the person may see, by code or part of a name; nothing for less than 2 letters.

    2 queries: each case that counts for a party found is written down as seen, without the words.
    """
    words = token(words.strip()[:80])
    if len(words) < 2:
        return []
    found: Any = (
        Case.objects.visible_to(person)
        .filter(Q(party_code=words.upper()) | Q(party_name__icontains=words))
        .exclude(party_name="")
        .values("party_name", "party_code", "party_kind")
        .annotate(count=Count("pk"), last=Max("changed_at"), keys=ArrayAgg("pk", order_by="-changed_at"))
        .order_by("-last")[:MOST]
    )
    rows = list(found)
    shown = [key for one in rows for key in one["keys"]]
    if shown:
        log_reads(standing_of(person).user_id, shown, FOUND)
    return [
        Party(
            one["keys"][0], one["party_name"], shown_code(one["party_code"], one["party_kind"]), one["party_kind"],
            one["count"], one["last"],
        )
        for one in rows
    ]  # fmt: skip


def shown_code(code: str, kind: str) -> str:
    """An organisation's code is public; of a person's number only both ends are shown (个人信息保护法 第28条)."""
    if kind != "person" or len(code) <= 2 * SHOWN_CODE:
        return code if kind != "person" else ""
    return f"{code[:SHOWN_CODE]}{'*' * (len(code) - 2 * SHOWN_CODE)}{code[-SHOWN_CODE:]}"
