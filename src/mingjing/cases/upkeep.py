"""The originals' part of the nightly duties: read them again, and tell the vault how long they are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from mingjing.cases import fixity, retaining
from mingjing.cases.keeping import vault
from mingjing.work.nightly import Slice

BUSY = timedelta(minutes=10)


def check_originals(until: datetime) -> Slice:
    """Go on with the check of `mingjing vault check`, or begin one, for as long as it is to the instant `until` (aware).

    The time runs from the first original that was read: however long it takes to find it, the check gets on. What the
    last finished check found is told until another one is finished.
    """
    before = fixity.last_done()
    found_before = before.wrong if before else 0
    try:
        run = fixity.check(vault(), lambda run: None, enough=_over_after(until - timezone.now()))
    except fixity.UnderWay as busy:
        return Slice(False, found_before, str(busy), BUSY)
    wrong = run.findings.count()
    so_far = f"核对原件{run.files}件，{run.bytes / 1024**2:.1f} MB"
    if run.done_at is None:
        told = f"已{so_far}，还没有核对完。" + (f"上一次发现异常{found_before}处。" if found_before else "")
        return Slice(False, max(wrong, found_before), told)
    verdict = f"发现异常{wrong}处" if wrong else "全部与摘要和记录一致"
    return Slice(True, wrong, f"{so_far}，{verdict}。")


def _over_after(length: timedelta) -> Callable[[], bool]:
    """Is it over? `length` after it was asked for the first time."""
    ends: list[datetime] = []

    def over() -> bool:
        now = timezone.now()
        if not ends:
            ends.append(now + length)
        return now >= ends[0]

    return over


def retain_originals(until: datetime) -> Slice:
    """Tell the vault every term that it doesn't know yet."""
    done = retaining.retain(vault(), lambda: timezone.now() >= until)
    told = f"新通知保管期限{done.told}件"
    if done.missing:
        told += f"，{done.missing}件不在原件库中"
    return Slice(done.finished, done.missing, told + "。")
