"""Duties done once a night: planned by whichever worker comes first, done in slices so that other work gets its turn.

A night begins at `MINGJING_NIGHT_HOUR` (Asia/Shanghai) and lasts `MINGJING_NIGHT_LENGTH` hours. After a time in which
nothing ran the latest night is caught up with, not each that was missed. What isn't finished in a night goes on in the
next one, where its duty remembers how far it came.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mingjing.work import queue
from mingjing.work.models import Night

SHANGHAI = ZoneInfo("Asia/Shanghai")
SLICE = timedelta(seconds=60)
OVERDUE = timedelta(hours=36)  # without a beginning for so long, nobody works


@dataclass(frozen=True, slots=True)
class Slice:
    """What a duty has come to: over for this night, how much was amiss so far, the same in a Chinese sentence.

    `pause` = how long to wait before the next slice.
    """

    finished: bool
    wrong: int
    told: str
    pause: timedelta = timedelta()


Duty = Callable[[datetime], Slice]  # is told the instant at which its slice should end


@dataclass(frozen=True, slots=True)
class Told:
    """The latest night of a duty, for a page; `night` is None where it was never done. `trouble` = it needs somebody."""

    kind: str
    title: str
    night: Night | None
    trouble: str


_duties: dict[str, tuple[str, Duty]] = {}


def register(kind: str, title: str, duty: Duty) -> None:
    """Name a duty with its Chinese title; for `AppConfig.ready`. It may be begun again after a crash."""
    _duties[kind] = (title, duty)
    queue.register("night", "夜间核查", _go_on)


class Planner:
    """Puts the night's duties down; asks the database once a night."""

    def __init__(self) -> None:
        self._planned: date | None = None

    def plan(self, now: datetime | None = None) -> int:
        """Enqueue what nobody has begun for the night that `now` (aware) belongs to; returns how many (0 queries if known)."""
        now = now or timezone.now()
        night = night_of(now)
        if night == self._planned:
            return 0
        begun = sum(_begin(kind, night, now) for kind in _duties)
        self._planned = night
        return begun


def night_of(now: datetime) -> date:
    """The day on which the latest night that has begun was due."""
    here = now.astimezone(SHANGHAI)
    return here.date() if here.hour >= settings.MINGJING_NIGHT_HOUR else here.date() - timedelta(days=1)


def latest(now: datetime | None = None) -> list[Told]:
    """How each duty stands (1 query)."""
    now = now or timezone.now()
    rows = {one.kind: one for one in Night.objects.order_by("kind", "-night").distinct("kind")}
    return [
        Told(kind, title, rows.get(kind), _trouble(rows.get(kind), now))
        for kind, (title, _) in _duties.items()
    ]


def _begin(kind: str, night: date, now: datetime) -> bool:
    with transaction.atomic():
        # What was found amiss stays so until it has been looked at again.
        last = Night.objects.filter(kind=kind, night__lt=night).order_by("-night").first()
        stays = {"wrong": last.wrong, "told": last.told} if last and last.wrong else {}
        _, made = Night.objects.get_or_create(kind=kind, night=night, defaults={"begun_at": now, **stays})
        if made:
            queue.enqueue("night", {"kind": kind, "night": night.isoformat()})
    return made


def _go_on(payload: Mapping[str, Any]) -> timedelta | None:
    row = Night.objects.get(kind=payload["kind"], night=payload["night"])
    known = _duties.get(row.kind)
    if row.done_at is not None or known is None:
        return None
    done = known[1](timezone.now() + SLICE)
    now = timezone.now()
    over = now >= row.begun_at + timedelta(hours=settings.MINGJING_NIGHT_LENGTH)
    row.wrong, row.told = done.wrong, done.told[:400]
    row.done_at = now if done.finished else None
    row.save(update_fields=["wrong", "told", "done_at"])
    return None if done.finished or over else done.pause


def _trouble(row: Night | None, now: datetime) -> str:
    if row is None:
        return "从未进行"
    if row.wrong:
        return f"发现异常{row.wrong}处"
    if now - row.begun_at > OVERDUE:
        return "已经超过一日没有进行"
    if row.done_at is None and now - row.begun_at > timedelta(hours=settings.MINGJING_NIGHT_LENGTH + 1):
        return "没有做完"
    return ""
