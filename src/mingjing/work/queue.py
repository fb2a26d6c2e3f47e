"""Put work down inside the caller's transaction, and take it up by one worker at a time.

Who works on a job holds an advisory lock of its session: when the worker is killed, the lock goes with its connection
and the next worker takes the job up again after a pause, which grows with each attempt. Handlers can therefore be begun
more than once, and say so.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from mingjing.work.models import Job

# Returns how long the job waits until it goes on, with all its attempts; None: it is done.
Handler = Callable[[Mapping[str, Any]], timedelta | None]
Ending = Callable[[Mapping[str, Any], str], None]  # the job's payload, and its last failure ("" = it died)
MOST_ATTEMPTS = 5
LOCKS = 7_130_013  # first key of this queue's advisory locks
LOOK_AT = 50
_handlers: dict[str, Handler] = {}
_titles: dict[str, str] = {}
_ends: dict[str, Ending] = {}


class JobFailed(Exception):
    """The job couldn't be done this time; the text says why. It is tried again later, at most `MOST_ATTEMPTS` times."""


def register(kind: str, title: str, handler: Handler, given_up: Ending | None = None) -> None:
    """Name who does jobs of this kind, with a Chinese title; for `AppConfig.ready`. The handler may be begun again after a crash.

    `given_up` is told when a job is begun no more.
    """
    _handlers[kind], _titles[kind] = handler, title
    if given_up is not None:
        _ends[kind] = given_up


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A job that is begun no more: what it was, since when (aware), and its last failure in Chinese ("" = it died)."""

    number: int
    title: str
    at: datetime
    why: str


def given_up(most: int = 50) -> list[GivenUp]:
    """Jobs that were given up, the latest first (1 query)."""
    rows = Job.objects.filter(given_up_at__isnull=False).order_by("-given_up_at")
    return [
        GivenUp(one.pk, _titles.get(one.kind, "后台任务"), one.given_up_at, one.error) for one in rows[:most]
    ]


def retry(number: int | None = None) -> int:
    """Let a job that was given up (None: all of them) be tried anew; returns how many (1 query)."""
    rows = Job.objects.filter(given_up_at__isnull=False)
    rows = rows if number is None else rows.filter(pk=number)
    return rows.update(given_up_at=None, attempts=0, run_after=timezone.now())


def waiting() -> int:
    """How many jobs are due and not done (1 query)."""
    return Job.objects.filter(done_at=None, given_up_at=None, run_after__lte=timezone.now()).count()


def enqueue(kind: str, payload: Mapping[str, Any], *, after: timedelta = timedelta()) -> None:
    """Leave a job; it is there if and only if the caller's transaction is committed (1 query)."""
    if kind not in _handlers:
        raise KeyError(kind)
    now = timezone.now()
    Job.objects.create(kind=kind, payload=dict(payload), created_at=now, run_after=now + after)


def work_off(stopped: Callable[[], bool] = lambda: False, limit_seconds: int = 0) -> int:
    """Do what is due until nothing is left that nobody else does, or `stopped`; returns how many were begun.

    `limit_seconds`: a job that takes longer ends the process (SIGALRM); for a worker's main thread only. 0 = no limit.
    """
    begun = 0
    while not stopped() and _one(limit_seconds):
        begun += 1
    return begun


def _one(limit_seconds: int) -> bool:
    due = Job.objects.filter(done_at=None, given_up_at=None, run_after__lte=timezone.now())
    for number in list(due.order_by("run_after", "pk").values_list("pk", flat=True)[:LOOK_AT]):
        with _alone(number) as mine:
            # Read again under the lock: another worker may have done it meanwhile.
            job = due.filter(pk=number).first() if mine else None
            if job is not None:
                with _limited(limit_seconds):
                    _do(job)
                return True
    return False


def _do(job: Job) -> None:
    if job.attempts >= MOST_ATTEMPTS:
        job.given_up_at = timezone.now()
        job.save(update_fields=["given_up_at"])
        if job.kind in _ends:
            _ends[job.kind](job.payload, job.error)
        return
    job.attempts += 1
    _put_off(job)  # a store that is away or a restart ends the process: that needs its pause too
    try:
        pause = _handlers[job.kind](job.payload)
    except JobFailed as fault:
        job.error = str(fault)
        _put_off(job)
        return
    now = timezone.now()
    if pause is None:
        job.done_at = now
        job.save(update_fields=["done_at"])
    else:
        # The same job and not another one: killed at any point, there is one.
        job.attempts, job.run_after = 0, now + pause
        job.save(update_fields=["attempts", "run_after"])


def _put_off(job: Job) -> None:
    job.run_after = timezone.now() + timedelta(seconds=10 * 2**job.attempts)
    job.save(update_fields=["attempts", "run_after", "error"])


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    if not seconds:
        yield
        return
    # The kernel's own answer to the alarm ends the process even where a decoder never comes back to Python.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


@contextmanager
def _alone(number: int) -> Iterator[bool]:
    keys = [LOCKS, number % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", keys)
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", keys)
