"""Duties of the night: once for each, whoever plans them; in slices, caught up with after a pause, told to people."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone
from whole_case import at

from mingjing.cases import fixity, upkeep
from mingjing.cases.keeping import vault
from mingjing.records.models import Attachment
from mingjing.uploads.models import Upload
from mingjing.vault import Checked, FileVault
from mingjing.work import nightly, queue
from mingjing.work.models import Job, Night

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = {"fixity", "retain", "sweep", "log"}


def plan(text: str) -> int:
    return nightly.Planner().plan(at(text))


def how(kind: str) -> nightly.Told:
    return next(one for one in nightly.latest() if one.kind == kind)


def test_the_night_begins_at_its_hour_and_what_was_missed_is_caught_up_with_once(bureau: Any) -> None:
    assert plan("2026-11-20T01:59") == len(KINDS), "still the night of the 19th"
    assert plan("2026-11-20T02:00") == len(KINDS)
    assert plan("2026-11-20T23:00") == 0
    assert plan("2026-11-27T14:00") == len(KINDS), "a week later the latest night only"
    assert {(one.kind, one.night) for one in Night.objects.all()} == {
        (kind, date(2026, 11, day)) for kind in KINDS for day in (19, 20, 27)
    }


def test_two_workers_plan_and_do_each_duty_once(bureau: Any) -> None:
    ready = threading.Barrier(2, timeout=30)

    def work() -> None:
        ready.wait()
        nightly.Planner().plan()
        queue.work_off()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(60)
    assert Night.objects.count() == Job.objects.count() == len(KINDS)
    queue.work_off()
    assert not Night.objects.filter(done_at=None).exists()
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}
    assert [one.trouble for one in nightly.latest()] == [""] * len(KINDS)


def test_killed_between_two_slices_a_duty_goes_on_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever has been written down when the worker dies, one job is left of the duty."""
    endless = ("核对原件", lambda until: nightly.Slice(False, 0, ""))
    monkeypatch.setitem(nightly._duties, "fixity", endless)
    nightly.Planner().plan()
    Job.objects.exclude(payload__kind="fixity").delete()
    for moment in range(1, 6):
        Job.objects.update(run_after=timezone.now(), attempts=0)
        with pytest.raises(KeyboardInterrupt), connection.execute_wrapper(Fuse(moment)):
            queue.work_off()
        assert Job.objects.filter(done_at=None).count() == 1


class Fuse:
    """Interrupts before the n-th statement that writes to the tables of the jobs and nights."""

    def __init__(self, moment: int) -> None:
        self.left = moment

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE")) and '"work_' in sql:
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
        return execute(sql, *rest)


@pytest.fixture
def shelf(matter: Any, monkeypatch: pytest.MonkeyPatch) -> FileVault:
    """Some originals; a slice of the check is one of them."""
    matter.go("register_clue")
    found = vault()
    assert isinstance(found, FileVault)
    monkeypatch.setattr(nightly, "SLICE", timedelta())
    return found


def test_originals_are_checked_slice_by_slice_and_what_is_wrong_is_told(shelf: FileVault) -> None:
    lost = Attachment.objects.order_by("sha256").values_list("sha256", flat=True)[0]
    shelf.path(lost).unlink()
    nightly.Planner().plan()
    Job.objects.exclude(payload__kind="fixity").delete()
    slices = queue.work_off()
    assert slices > 2
    run = fixity.last_done()
    assert run is not None
    assert (run.wrong, run.files) == (1, len(list(shelf.blobs())))
    assert slices == run.files + 2, "each one by itself, the lost one, and the end"
    assert how("fixity").trouble == "发现异常1处"
    assert how("fixity").night.told.endswith("发现异常1处。")


def test_a_strangers_file_among_the_originals_is_told_and_nothing_else_is_missed(
    matter: Any, vault_in_bucket: str, s3: Any
) -> None:
    matter.go("register_clue")
    first = Attachment.objects.order_by("sha256").values_list("sha256", flat=True)[0]
    stranger = vault().key(first).rsplit("/", 1)[0] + "/zzz"
    s3.put_object(Bucket=vault_in_bucket, Key=stranger, Body=b"x")
    told = upkeep.check_originals(timezone.now() + timedelta(hours=1))
    assert (told.finished, told.wrong) == (True, 1)


def test_what_a_night_was_too_short_for_goes_on_in_the_next(shelf: FileVault, settings: Any) -> None:
    settings.MINGJING_NIGHT_LENGTH = 0
    plan("2026-11-20T03:00")
    Job.objects.exclude(payload__kind="fixity").delete()
    assert queue.work_off() == 1
    row = Night.objects.get(kind="fixity")
    assert row.done_at is None
    assert "还没有核对完" in row.told
    assert not Job.objects.filter(done_at=None).exists(), "nothing more in this night"
    told = {one.kind: one.trouble for one in nightly.latest(at("2026-11-20T09:30"))}
    assert told["fixity"] == "没有做完"
    begun = fixity.under_way()
    assert begun is not None
    settings.MINGJING_NIGHT_LENGTH = 5
    nightly.Planner().plan()
    Job.objects.exclude(payload__kind="fixity").delete()
    queue.work_off()
    run = fixity.last_done()
    assert run is not None
    assert run.pk == begun.pk, "the same check, not one from the beginning"


def test_what_the_last_check_found_is_told_until_another_one_is_finished(shelf: FileVault) -> None:
    list(shelf.blobs())[-1].unlink()
    fixity.check(shelf, lambda run: None)
    now = timezone.now()
    begun = upkeep.check_originals(now)
    assert (begun.finished, begun.wrong) == (False, 1)
    assert begun.told.endswith("上一次发现异常1处。")
    Night.objects.create(kind="fixity", night=date(2026, 11, 20), begun_at=now, wrong=1, told="发现异常1处。")
    nightly.Planner().plan()
    assert how("fixity").trouble == "发现异常1处", "not looked at again yet"


def test_a_vault_that_is_slow_to_list_is_checked_all_the_same(
    shelf: FileVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time of a slice runs from its first original."""
    clock = [timezone.now()]
    listed = shelf.checked

    def slowly(after: str = "") -> Iterator[Checked]:
        clock[0] += timedelta(minutes=2)
        yield from listed(after)

    monkeypatch.setattr(FileVault, "checked", lambda _, after="": slowly(after))
    monkeypatch.setattr(upkeep.timezone, "now", lambda: clock[0])
    assert upkeep.check_originals(clock[0] + timedelta(minutes=1)).finished


def test_a_check_begun_anew_leaves_no_half_one_behind(shelf: FileVault) -> None:
    half = fixity.check(shelf, lambda run: None, enough=lambda: True)
    assert half.done_at is None
    assert fixity.check(shelf, lambda run: None, anew=True).done_at
    assert fixity.under_way() is None


def test_the_night_waits_for_a_check_that_somebody_runs(shelf: FileVault) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [fixity.LOCK])
        told = upkeep.check_originals(timezone.now())
        assert not told.finished
        assert told.pause > timedelta()
        with pytest.raises(fixity.UnderWay):
            fixity.check(vault(), lambda run: None)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [fixity.LOCK])
    finally:
        other.close()
    assert upkeep.check_originals(timezone.now() + timedelta(hours=1)).finished


def test_expired_uploads_are_swept(bureau: Any) -> None:
    hour_ago = timezone.now() - timedelta(hours=1)
    for number in range(60):
        Upload.objects.create(
            user=bureau.users["lu"], name=f"{number}.mp4", size=9, created_at=hour_ago, expires_at=hour_ago
        )
    nightly.Planner().plan()
    queue.work_off()
    assert not Upload.objects.exists()
    assert how("sweep").night.told == "清理过期的上传60件。"


def test_a_changed_log_is_told(shelf: FileVault, owner: Any) -> None:
    from mingjing.records import log

    log.sequencer().drain()
    tile = next(path for path in sorted(log.store().root.rglob("tile/**/*")) if path.is_file())
    tile.chmod(0o644)
    tile.write_bytes(b"forged" + tile.read_bytes()[6:])
    nightly.Planner().plan()
    queue.work_off()
    assert "发现异常" in how("log").trouble
    assert how("fixity").trouble == ""


def test_a_job_that_hangs_ends_its_worker_and_counts_as_an_attempt(
    bureau: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(queue._handlers, "derive", lambda payload: time.sleep(60))
    queue.enqueue("derive", {"recording": "x"})
    connections.close_all()
    child = os.fork()
    if child == 0:
        queue.work_off(limit_seconds=1)
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGALRM
    job = Job.objects.get()
    assert (job.attempts, job.done_at) == (1, None)


def test_nobody_working_is_told_too(bureau: Any) -> None:
    assert {one.trouble for one in nightly.latest()} == {"从未进行"}
    plan("2026-11-20T03:00")
    assert {one.trouble for one in nightly.latest(at("2026-11-20T09:30"))} == {"没有做完"}
    assert {one.trouble for one in nightly.latest(at("2026-11-22T09:30"))} == {"已经超过一日没有进行"}
