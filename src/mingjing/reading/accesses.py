"""The log of readings over all cases that a person oversees: filtered, paged, with the facts that stand out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncHour
from django.utils import timezone

from mingjing import law
from mingjing.cases.models import Case, CaseOfficer
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.plain_text import token
from mingjing.cases.standing import Person
from mingjing.reading.readers import KINDS, Access, Readers
from mingjing.records.models import AccessLog

PAGE = 50
LAST_PAGE = 200
DAYS = 7  # shown when no days are asked for
MOST_DAYS = 366
MOST_FACTS = 10
LIMIT = "access_many_cases"


@dataclass(frozen=True, slots=True)
class Burst:
    """A person who read many cases within an hour; `hour` = its beginning."""

    person: str
    hour: datetime
    cases: int


@dataclass(frozen=True, slots=True)
class Accesses:
    """A page of readings, the latest first, of the days `since` to `until` (both included)."""

    rows: Sequence[Access]
    bursts: Sequence[Burst]
    since: date
    until: date
    limit: int
    page: int
    has_more: bool


def accesses(
    person: Person, pack: law.Pack, asked: Mapping[str, str] | None = None, page: int = 1
) -> Accesses:
    """Readings of the cases that the person may see (at most 8 queries).

    `asked`: `person` (part of a name), `case` (number or part of a title), `since`, `until` (ISO days), `kind` (of
    `KINDS`, or "page"), `outside` (only who doesn't work on the case). What can't be read narrows nothing.
    """
    asked = asked or {}
    page = min(max(page, 1), LAST_PAGE)
    since, until = days_of(asked)
    found = _narrowed(person, asked, since, until)
    first = (page - 1) * PAGE
    rows = list(found.select_related("user").order_by("-at", "-pk")[first : first + PAGE + 1])
    readers = Readers.of(rows)
    cases = Case.objects.only("number", "title", "party_name").in_bulk({row.case_id for row in rows})
    limit = int(pack.limit_values.get(LIMIT, 20))
    return Accesses(
        [readers.access(row, cases.get(row.case_id)) for row in rows[:PAGE]],
        _bursts(found, limit),
        since,
        until,
        limit,
        page,
        len(rows) > PAGE,
    )


def days_of(asked: Mapping[str, str]) -> tuple[date, date]:
    """The days asked for: the last `DAYS` by default, at most `MOST_DAYS`."""
    today = timezone.now().astimezone(SHANGHAI).date()
    until = min(_day(asked.get("until", "")) or today, today)
    since = _day(asked.get("since", "")) or until - timedelta(days=DAYS - 1)
    since = min(since, until)
    return max(since, until - timedelta(days=MOST_DAYS - 1)), until


def _narrowed(person: Person, asked: Mapping[str, str], since: date, until: date) -> QuerySet[AccessLog]:
    cases = Case.objects.visible_to(person)
    if words := token(asked.get("case", "").strip()[:80]):
        cases = cases.filter(
            Q(number__icontains=words) | Q(title__icontains=words) | Q(party_name__icontains=words)
        )
    begin = datetime.combine(since, time(), SHANGHAI)
    end = datetime.combine(until + timedelta(days=1), time(), SHANGHAI)
    found = AccessLog.objects.filter(at__gte=begin, at__lt=end, case_id__in=cases.values("pk"))
    if name := token(asked.get("person", "").strip()[:60]):
        found = found.filter(user__display_name__icontains=name)
    kind = asked.get("kind", "")
    if kind in KINDS:
        found = found.filter(_begins(KINDS[kind][1]))
    elif kind == "page":
        found = found.exclude(_begins(tuple(word for _, words in KINDS.values() for word in words)))
    if asked.get("outside"):
        posts = CaseOfficer.objects.filter(case=OuterRef("case_id"), officer__user=OuterRef("user_id"))
        found = found.exclude(Exists(posts))
    return found


def _begins(words: tuple[str, ...]) -> Q:
    chosen = Q()
    for word in words:
        chosen |= Q(what__startswith=word)
    return chosen


def _bursts(found: QuerySet[AccessLog], limit: int) -> list[Burst]:
    """Who read at least `limit` cases within one hour of the clock; a search that lists cases counts as one."""
    hours: Any = (
        found.exclude(what__startswith=KINDS["search"][1][0])
        .annotate(hour=TruncHour("at", tzinfo=SHANGHAI))
        .values("user_id", "hour", name=F("user__display_name"))
        .annotate(cases=Count("case_id", distinct=True))
        .filter(cases__gte=limit)
        .order_by("-cases", "-hour")[:MOST_FACTS]
    )
    return [Burst(one["name"], one["hour"].astimezone(SHANGHAI), one["cases"]) for one in hours]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
