"""An imported holiday notice carried through to the cached clocks: begun, gone on with after a crash, told afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from mingjing import law
from mingjing.cases.models import CalendarChange, MovedClock
from mingjing.cases.recalculation import FIRST, Change, Moved, Recalculation
from mingjing.law.notices import in_force, store

Progress = Callable[[int, int], None]  # cases done, cases in all


def preview(notice: law.HolidayYear, progress: Progress) -> list[Moved]:
    """What the notice would move; nothing is written."""
    recalculation = Recalculation(Change.of(notice), write=False)
    touched, found, done = recalculation.touched(), [], 0
    for step in recalculation.steps(touched):
        done += step.cases
        found += step.moved
        progress(done, len(touched))
    return found


def take_in(notice: law.HolidayYear, known: law.Library, progress: Progress) -> CalendarChange:
    """Keep the notice in the installation's own folder and compute the touched cases anew, batch by batch.

    Asked again after it was stopped, it goes on behind the last finished batch; a finished notice is left as it is.
    """
    record = CalendarChange.objects.filter(year=notice.year, notice=notice.notice).first()
    if record is None:
        record = CalendarChange.objects.create(
            year=notice.year, notice=notice.notice, title=notice.title, published_on=notice.published_on,
            amends=notice.amends, days=list(Change.of(notice).days), imported_at=timezone.now(),
        )  # fmt: skip
    held = in_force(known.notices, notice.year)
    if held is None or held.notice != notice.notice:
        store(Path(settings.MINGJING_NOTICES), notice)
    if record.done_at is None:
        _work(record, Recalculation(Change(notice, tuple(record.days)), write=True), progress)
    return record


def _work(record: CalendarChange, recalculation: Recalculation, progress: Progress) -> None:
    touched = recalculation.touched(record.cursor or FIRST)
    total = record.cases + len(touched)
    for step in recalculation.steps(touched):  # inside the step's own transaction
        MovedClock.objects.bulk_create(_row(record, one) for one in step.moved)
        record.cursor, record.cases = step.last, record.cases + step.cases
        record.save(update_fields=["cursor", "cases"])
        progress(record.cases, total)
    record.done_at = timezone.now()
    record.save(update_fields=["done_at"])


def _row(record: CalendarChange, one: Moved) -> MovedClock:
    return MovedClock(
        change=record, case_id=one.case_id, deadline=one.deadline, title=one.title[:160], item=one.item[:200],
        old_due=one.old, new_due=one.new,
    )  # fmt: skip


def moved_by(record: CalendarChange) -> list[Moved]:
    """The clocks that it moved, the earliest new day first (1 query)."""
    rows = record.moved.select_related("case").only(
        "case__number", "deadline", "title", "item", "old_due", "new_due"
    )
    return [
        Moved(UUID(str(row.case_id)), row.case.number, row.deadline, row.title, row.item, row.old_due, row.new_due)
        for row in rows.order_by("new_due", "pk")
    ]  # fmt: skip
