"""Poster, thumbnails and preview are made behind the scenes; a worker killed in the middle loses nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager

import av
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from filming import film, photo
from PIL import Image

from mingjing.cases.attachments import Attachment
from mingjing.cases.audit import audit
from mingjing.cases.keeping import vault
from mingjing.media import deriving, docking
from mingjing.media.models import Derivative, Recording
from mingjing.records import log
from mingjing.vault import digests_of
from mingjing.work import queue
from mingjing.work.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
LIMIT_SECONDS = 120


def attached(matter, name, content):
    matter.go("inspect_site", before=True)
    matter.act("inspect_site", attachments=[Attachment.of_bytes(name, content)])


def test_a_video_gets_poster_thumbnails_and_a_light_preview(matter):
    content = film(6)
    attached(matter, "厂门.mp4", content)
    assert queue.work_off() == 1
    recording = Recording.objects.get()
    made = list(recording.derivatives.values_list("kind", "second"))
    assert made == [("poster", 0), ("preview", 0), *(("thumb", second) for second in range(6))]
    assert 5.9 < recording.duration < 6.3
    preview = recording.derivatives.get(kind="preview")
    with vault().open(preview.sha256) as stream, av.open(stream) as container:
        assert container.streams.video[0].average_rate == 5, "no more frames than the original has"
        assert container.streams.video[0].codec_context.name == "h264"
        assert container.streams.audio[0].codec_context.name == "aac"
        assert abs(container.duration / 1e6 - 6) < 0.5
    with vault().open(recording.derivatives.get(kind="poster").sha256) as stream:
        assert Image.open(stream).size == (320, 240)
    with vault().open(recording.sha256) as kept:
        assert digests_of(kept)[0] == recording.sha256, "the original is untouched"
    assert queue.work_off() == 0


def test_a_photo_gets_a_poster_that_tells_nothing_of_the_camera(recorder, tmp_path):
    (tmp_path / "CX-0271.jpg").write_bytes(photo())
    list(docking.collect(tmp_path, settle=-1))
    assert queue.work_off() == 1
    poster = Derivative.objects.get(kind="poster")
    with vault().open(poster.sha256) as stream, Image.open(stream) as picture:
        assert picture.size == (640, 480)
        assert not picture.getexif()


def test_what_cant_be_decoded_is_said_and_not_tried_for_ever(matter):
    attached(matter, "坏.mp4", film(3)[:3000])
    queue.work_off()
    assert "不能读取" in Recording.objects.get().unread
    assert Job.objects.get().done_at is not None


def test_a_job_that_fails_is_tried_again_later_and_given_up_in_the_end(matter):
    attached(matter, "厂门.mp4", film(1))
    vault().erase(Recording.objects.get().sha256, _day())
    for _ in range(queue.MOST_ATTEMPTS + 1):
        Job.objects.update(run_after="2026-01-01T00:00:00Z")
        queue.work_off()
    job = Job.objects.get()
    assert (job.done_at, job.attempts) == (None, queue.MOST_ATTEMPTS)
    assert job.given_up_at is not None
    assert "原件库中没有" in job.error


def _day():
    from datetime import date

    return date(2026, 11, 29)


def test_a_photo_that_cant_be_decoded_ends_no_worker(recorder, tmp_path):
    """Its head is whole, its end is missing: the card was pulled while it was written."""
    whole = photo()
    (tmp_path / "CX-0271.jpg").write_bytes(whole[: len(whole) * 2 // 3])
    list(docking.collect(tmp_path, settle=-1))
    assert queue.work_off() == 1
    assert "不能解码" in Job.objects.get().error
    assert not Derivative.objects.exists()


def test_what_is_written_down_of_a_recording_undoes_no_hold(matter, monkeypatch):
    """Its film is read for seconds; meanwhile somebody may freeze it."""
    attached(matter, "厂门.mp4", film(1))
    Recording.objects.update(codec="")
    read = deriving.probe

    def slowly(*asked):
        Recording.objects.update(held=True)
        return read(*asked)

    monkeypatch.setattr(deriving, "probe", slowly)
    assert queue.work_off() == 1
    recording = Recording.objects.get()
    assert recording.codec
    assert recording.held


@contextmanager
def worker():
    """`mingjing worker` with this test's database and vault, as an installation runs it; killed at the end."""
    database = settings.DATABASES["default"]
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}",
        "MINGJING_VAULT": str(settings.MINGJING_VAULT),
        "MINGJING_VAR": str(settings.MINGJING_VAR),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "mingjing.project.cli", "worker"], env=environment, start_new_session=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(30)


@contextmanager
def before_the_preview_is_kept():
    """Whoever writes the preview's row waits for this one, which is never committed: the moment lasts."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(
                "INSERT INTO media_derivative (recording_id, kind, second, mime, sha256, size) "
                "SELECT id, 'preview', 0, '', '', 0 FROM media_recording"
            )
        yield
    finally:
        other.rollback()
        other.close()


def until(true):
    end = time.monotonic() + LIMIT_SECONDS
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


@pytest.mark.crash
def test_killed_in_a_transcode_the_work_is_done_by_the_next_worker(matter):
    attached(matter, "厂门.mp4", film(6))
    job = Job.objects.get()
    with before_the_preview_is_kept(), worker() as process:
        until(lambda: Derivative.objects.filter(kind="thumb").count() == 6 or process.poll() is not None)
    assert not Derivative.objects.filter(kind="preview").exists(), "killed before the preview was ready"
    job.refresh_from_db()
    assert job.done_at is None
    Job.objects.exclude(pk=job.pk).delete()  # the night's
    Job.objects.update(run_after=timezone.now())
    until(lambda: queue.work_off() > 0)  # the killed worker's lock goes with its connection
    job.refresh_from_db()
    assert job.done_at is not None
    assert job.attempts == 2
    assert Derivative.objects.count() == 8, "nothing twice, nothing missing"
    log.sequencer().drain()
    report = audit(timezone.now())
    assert report.ok, report.lines


def test_two_workers_never_do_the_same_job(matter):
    attached(matter, "厂门.mp4", film(1))
    job = Job.objects.get()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [queue.LOCKS, job.pk])
        assert queue.work_off() == 0
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [queue.LOCKS, job.pk])
    finally:
        other.close()
    assert queue.work_off() == 1
