"""A job that ends its worker waits before it is begun again; a worker whose keeper is gone begins no other job."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from mingjing.work import commands, queue
from mingjing.work.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def errand(monkeypatch: pytest.MonkeyPatch) -> Any:
    """errand(handler): a kind of job that this handler does; two of it wait."""

    def wanted(handler: queue.Handler) -> None:
        monkeypatch.setitem(queue._handlers, "errand", handler)
        for number in range(2):
            queue.enqueue("errand", {"number": number})

    return wanted


def test_a_store_that_is_away_for_a_minute_costs_no_job(errand: Any) -> None:
    """Each failure ends the worker, its keeper begins it again within seconds; nobody has caught anything."""
    now = timezone.now()
    begun: list[int] = []

    def destroy(payload: Mapping[str, Any]) -> None:
        begun.append(payload["number"])
        raise ConnectionError

    errand(destroy)
    for _ in range(2):
        with pytest.raises(ConnectionError):
            queue.work_off()
    assert begun == [0, 1], "the other one gets its turn"
    assert queue.work_off() == 0, "not again at once"
    waits = []
    for _ in range(queue.MOST_ATTEMPTS - 1):
        job = Job.objects.get(payload__number=0)
        waits.append(job.run_after - timezone.now())
        Job.objects.filter(pk=job.pk).update(run_after=now)
        with pytest.raises(ConnectionError):
            queue.work_off()
    assert sum(waits, timedelta()) > 4 * MINUTE
    assert not Job.objects.exclude(given_up_at=None).exists()


@pytest.fixture
def signals(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The worker's command takes signals for itself; given back afterwards. The tests' database is ready already."""
    monkeypatch.setattr(os, "nice", lambda more: more)
    monkeypatch.setattr("mingjing.project.runtime.ready", contextlib.nullcontext)
    kinds = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)
    before = [signal.getsignal(kind) for kind in kinds]
    yield
    for kind, handler in zip(kinds, before, strict=True):
        signal.signal(kind, handler)


def test_a_worker_whose_keeper_is_killed_ends_after_the_job_it_is_at(
    errand: Any, signals: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []

    def orphan(payload: Mapping[str, Any]) -> None:
        done.append(payload["number"])
        monkeypatch.setattr(os, "getppid", lambda: 1)

    errand(orphan)
    monkeypatch.setattr("mingjing.work.nightly.Planner.plan", lambda self: 0)
    told = CliRunner().invoke(commands.app, ["--every", "0.01", "--with", str(os.getppid())])
    assert told.exit_code == 0, told.output
    assert done == [0]
    assert Job.objects.filter(done_at=None).count() == 1
