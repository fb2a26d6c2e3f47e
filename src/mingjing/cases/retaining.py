"""Until when each original must be kept, told to the vault, so that the store itself refuses to erase it before.

Which class keeps how long is law and stands in the packs; here the days come from the apps that know them. A term is
only ever made longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from mingjing import law
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import Case, RetainedOriginal
from mingjing.cases.payload import SHANGHAI
from mingjing.records.models import Attachment
from mingjing.vault import NotInVaultError, RetainedError, Vault

Source = Callable[
    [], Iterator[tuple[str, date]]
]  # digest (SHA-256, hex) and the last day on which it must be kept
AT_ONCE = 500  # terms
FOR_EVER = date(9999, 12, 30)  # the last day whose end every store and time zone can still tell
FILED, CLASS, ON = "archive_case", "retention", "archived_on"
_sources: list[Source] = []


@dataclass(frozen=True, slots=True)
class Retained:
    """`told` = originals whose term was new to the vault, `missing` = those that it hasn't got."""

    told: int
    missing: int
    finished: bool


def told_by(source: Source) -> None:
    """Register who knows terms, those first that the vault wasn't told yet; for `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)


def retain(vault: Vault, enough: Callable[[], bool] = lambda: False) -> Retained:
    """Tell the vault each term that it wasn't told yet; stops when `enough`, and goes on the next time."""
    told = missing = 0
    for source in _sources:
        for sha256, until, known in _beside_known(source()):
            if known is None or known < until:
                try:
                    _tell(vault, sha256, until)
                    told += 1
                except NotInVaultError:
                    missing += 1
            if enough():
                return Retained(told, missing, False)
    return Retained(told, missing, True)


def forget(sha256: str) -> None:
    """The original was destroyed lawfully: content of this digest that comes again has a term of its own (1 query)."""
    RetainedOriginal.objects.filter(sha256=sha256).delete()


def of_case_files() -> Iterator[tuple[str, date]]:
    """Originals of filed cases, by the class that the file was given; a class without years keeps them until `FOR_EVER`."""
    untold = Attachment.objects.filter(
        ~Exists(RetainedOriginal.objects.filter(sha256=OuterRef("sha256"))),
        record__case_id=OuterRef("pk"),
        record__content__manifest__isnull=False,  # destroyed ones keep nothing
    )
    rows = Case.objects.filter(Exists(untold), closed=True, state__acts__has_key=FILED).select_related(
        "agency"
    )
    today = timezone.now().astimezone(SHANGHAI).date()
    for case in rows.iterator(chunk_size=100):
        until = _last_day(case, today)
        if until is not None:
            digests = Attachment.objects.filter(record__case_id=case.pk).values_list("sha256", flat=True)
            yield from ((one, until) for one in digests.distinct())


def years_on(day: date, years: int) -> date:
    """The same day so many years later; 1 March for a 29 February that isn't there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, month=3, day=1)


def _last_day(case: Case, today: date) -> date | None:
    filed: dict[str, Any] = case.state["acts"][FILED][-1]
    period = law.period_of(pack_on(case.agency, today), str(filed.get(CLASS, "")))
    closed_on = case.state["facts"].get("closed_on") or filed.get(ON)
    if period is None or not closed_on:
        return None
    return law.last_day(period, date.fromisoformat(str(closed_on)[:10])) or FOR_EVER


def _beside_known(terms: Iterator[tuple[str, date]]) -> Iterator[tuple[str, date, date | None]]:
    """Each term beside the one that the vault was told already (1 query for each `AT_ONCE`)."""
    while some := list(islice(terms, AT_ONCE)):
        rows = RetainedOriginal.objects.filter(sha256__in={sha256 for sha256, _ in some})
        known = dict(rows.values_list("sha256", "until"))
        yield from ((sha256, until, known.get(sha256)) for sha256, until in some)


def _tell(vault: Vault, sha256: str, until: date) -> None:
    try:
        vault.retain(sha256, until)
    except RetainedError:
        until = vault.keeping(sha256).until or until  # kept longer already
    RetainedOriginal.objects.update_or_create(sha256=sha256, defaults={"until": until})
