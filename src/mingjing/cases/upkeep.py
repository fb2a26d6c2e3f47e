"""The originals' part of the nightly duties: read them again, and tell the vault how long they are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from mingjing.cases import fixity, retaining
from mingjing.cases.keeping import vault
from mingjing.work.nightly import Slice

BUSY = timedelta(minutes=10)
WORTH = 9  # a slice reads for so many times as long as the listing of the vault took


def check_originals(until: datetime) -> Slice:
    """Go on with the check of `mingjing vault check`, or begin one, until the instant `until` (aware).

    Where listing a large vault takes long, it goes on for longer, so that listing isn't most of the work.
    """
    begun = timezone.now()
    ends: datetime | None = None

    def enough() -> bool:
        nonlocal ends
        now = timezone.now()
        ends = ends or max(until, now + WORTH * (now - begun))
        return now >= ends

    try:
        run = fixity.check(vault(), lambda run: None, enough=enough)
    except fixity.UnderWay as busy:
        return Slice(False, 0, str(busy), BUSY)
    wrong = run.findings.count()
    so_far = f"核对原件{run.files}件，{run.bytes / 1024**2:.1f} MB"
    verdict = f"发现异常{wrong}处" if wrong else "全部与摘要和记录一致"
    if run.done_at is None:
        return Slice(False, wrong, f"已{so_far}，还没有核对完。")
    return Slice(True, wrong, f"{so_far}，{verdict}。")


def retain_originals(until: datetime) -> Slice:
    """Tell the vault every term that it doesn't know yet."""
    done = retaining.retain(vault(), lambda: timezone.now() >= until)
    told = f"新通知保管期限{done.told}件"
    if done.missing:
        told += f"，{done.missing}件不在原件库中"
    return Slice(done.finished, done.missing, told + "。")
