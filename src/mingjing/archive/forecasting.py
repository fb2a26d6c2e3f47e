"""How many files fall due for transfer to the public archives and for disposal, by year and term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import ExtractYear

from mingjing import law
from mingjing.archive.models import ArchivedFile, Transfer
from mingjing.cases.standing import Person


@dataclass(frozen=True, slots=True)
class Due:
    """A year: files to be handed to the public archives, and files whose term is over, by term (id -> number)."""

    year: int
    transfer: int
    disposal: dict[str, int]

    @property
    def disposals(self) -> int:
        return sum(self.disposal.values())


@dataclass(frozen=True, slots=True)
class Forecast:
    """`years` without gaps from this year to the last with something due, at most `MOST`; `later` = files due after them;
    `periods` = terms that occur, (id, title), the longest first; `kept` = files kept for ever."""

    years: Sequence[Due]
    periods: Sequence[tuple[str, str]]
    later: int
    kept: int
    total: int
    transfer_years: int


MOST = 40


def forecast(person: Person, pack: law.Pack, this_year: int) -> Forecast:
    """Of the files that the person may see (2 queries). What is overdue counts in this year.

    A file may be appraised from the year after the last day of keeping; a permanent one goes to the public archives when
    `archive_transfer_years` are over since the year of closing.
    """
    rows = ArchivedFile.objects.visible_to(person).filter(disposed_at=None)
    wait = int(pack.limit_values.get("archive_transfer_years", 10))
    ends: Counter[tuple[int, str]] = Counter()
    counted = (
        rows.annotate(ends=ExtractYear("until"))
        .values_list("ends", "period")
        .annotate(Count("pk"))
        .order_by()
    )
    kept = total = 0
    for year, period, number in counted:
        total += number
        if year is None:
            kept += number
        else:
            ends[max(year + 1, this_year), period] += number
    over: Counter[int] = Counter()
    handed = Transfer.objects.filter(kind=Transfer.Kind.ARCHIVES, confirmed_at__isnull=False).values(
        "lines__file"
    )
    waiting = (
        rows.filter(until=None).exclude(pk__in=handed).values_list("year").annotate(Count("pk")).order_by()
    )
    for year, number in waiting:
        over[max(year + wait + 1, this_year)] += number
    last = max([this_year, *(year for year, _ in ends), *over])
    span = range(this_year, min(last, this_year + MOST - 1) + 1)
    found = {period for _, period in ends}
    listed = pack.catalogues.get("retention_periods")
    periods = [(row.id, row.title) for row in (listed.rows if listed else ()) if row.id in found]
    years = [
        Due(year, over[year], {period: ends[year, period] for period, _ in periods if ends[year, period]})
        for year in span
    ]
    later = sum(number for (year, _), number in ends.items() if year not in span)
    return Forecast(years, periods, later, kept, total, wait)
