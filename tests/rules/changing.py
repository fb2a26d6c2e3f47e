"""Changes of rules as the tests propose and approve them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from case_bureau import Bureau
from django.test import Client
from django.utils import timezone

from mingjing import law
from mingjing.agencies.models import Agency
from mingjing.law.amendments import Amendment
from mingjing.rules import changes
from mingjing.rules.access import Reader, reader

Signed = Callable[[str], Client]
REASON, SOURCE = "本局重大执法决定目录标准提高。", "本局2026年第12次局务会议纪要第三项"
DAY = dt.timedelta(days=1)


def today() -> dt.date:
    return law.law_day(timezone.now())


def limit(item: str, value: Any, since: dt.date | None = None, **more: Any) -> Amendment:
    return Amendment(
        "limit", item, since or today() + DAY, value, **({"reason": REASON, "source": SOURCE} | more)
    )


def row(kind: Any, row_id: str, value: dict[str, Any], item: str = "major_decisions") -> Amendment:
    return Amendment(kind, item, today() + DAY, value, row=row_id, reason=REASON, source=SOURCE)


def as_reader(bureau: Bureau, alias: str) -> Reader:
    bureau.users[alias]._standing = None  # read anew, as in a request of its own
    return reader(bureau.users[alias])


def refused(bureau: Bureau, one: Amendment) -> list[str]:
    """The sentences with which a proposal is refused ([] = it would be taken)."""
    han = as_reader(bureau, "han")
    return [found.say for found in changes.examine(han, changes.draft(han, one)).refusals]


def proposed(bureau: Bureau, one: Amendment) -> Any:
    han = as_reader(bureau, "han")
    return changes.propose(han, changes.draft(han, one))


def approved(bureau: Bureau, one: Amendment) -> Any:
    change = proposed(bureau, one)
    changes.approve(as_reader(bureau, "cheng"), change)
    return change


def agency_of(bureau: Bureau) -> Agency:
    return Agency.objects.get(pk=bureau.agency.pk)
