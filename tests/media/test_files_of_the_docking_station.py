"""Finished files come into the vault and the register by their device; the others wait, or fail with a reason."""

from __future__ import annotations

import hashlib
import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from filming import film, photo
from whole_case import at

from mingjing.cases.keeping import vault
from mingjing.media import docking
from mingjing.media.models import Device, Recording
from mingjing.media.probing import Probe
from mingjing.work.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


def dock(folder, name, content, age=3600):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_a_recording_is_known_by_its_device_and_its_time_is_set_right(recorder, bureau, tmp_path):
    content = film(6, at("2026-06-05T09:31:30"), "+30.9901+120.9905/")
    dock(tmp_path, "CX-0271/0001.mp4", content)
    (one,) = docking.collect(tmp_path)
    found = Recording.objects.get()
    assert one.recording == found
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert vault().exists(found.sha256)
    assert (found.device, found.officer) == (recorder, bureau.officers["lu"])
    assert found.start == at("2026-06-05T09:30"), "90 seconds fast by the clock of the device"
    assert found.end - found.start == timedelta(seconds=found.duration)
    assert 5.9 < found.duration < 6.3
    assert found.place == "北纬30.9901度，东经120.9905度"
    assert found.codec.startswith("H264 320×240")
    assert (tmp_path / "done/CX-0271/0001.mp4").read_bytes() == content
    assert Job.objects.get().payload == {"recording": str(found.pk)}


def test_a_file_that_is_still_written_waits(recorder, tmp_path):
    dock(tmp_path, "CX-0271/0001.mp4", film(1), age=0)
    assert list(docking.collect(tmp_path)) == []
    assert not Recording.objects.exists()


@pytest.mark.parametrize("name", ["SN88420017/a.mp4", "云湖局_二中队_20260605_cx-0271_陆知行_01.mp4"])
def test_the_maker_s_number_and_the_file_s_name_tell_the_device_too(recorder, tmp_path, name):
    dock(tmp_path, name, film(1))
    list(docking.collect(tmp_path))
    assert Recording.objects.get().device == recorder


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("无名/a.mp4", film(1), "没有已登记的设备编号"),
        ("CX-02715/a.mp4", film(1), "没有已登记的设备编号"),
        ("CX-0271_CX-0288.mp4", film(1), "无法确定"),
        ("CX-0271/a.pdf", b"%PDF-1.7 text", "不是录音、录像或者照片"),
        ("CX-0271/a.mp4", b"%PDF-1.7 text", "与后缀“mp4”不符"),
        ("CX-0271/empty.mp4", b"", "空文件"),
    ],
)
def test_what_cant_be_taken_goes_to_failed_with_the_reason(recorder, bureau, tmp_path, name, content, said):
    Device.objects.create(agency=bureau.agency, number="CX-0288")
    dock(tmp_path, name, content)
    (one,) = docking.collect(tmp_path)
    assert said in one.reason
    kept = tmp_path / "failed" / name
    assert kept.read_bytes() == content
    assert said in kept.with_name(kept.name + ".原因.txt").read_text()
    assert not Recording.objects.exists()
    assert list(docking.collect(tmp_path)) == [], "it isn't tried again by itself"


def test_a_broken_recording_is_kept_and_says_that_it_cant_be_read(recorder, tmp_path):
    whole = film(2)
    dock(tmp_path, "CX-0271/20260605_093000.mp4", whole[: len(whole) // 2])
    list(docking.collect(tmp_path))
    found = Recording.objects.get()
    assert "不能读取" in found.unread
    assert found.start == at("2026-06-05T09:28:30"), "from the name, less the clock's error"


def test_a_clock_that_was_never_set_stops_no_docking_station(recorder, tmp_path):
    dock(tmp_path, "CX-0271/0001.mp4", film(2, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)))
    dock(tmp_path, "CX-0271/0002.mp4", film(1, timezone.now() + timedelta(days=400)))
    dock(tmp_path, "CX-0271/20991231_235959.jpg", photo("0001:01:01 00:00:00"))
    dock(tmp_path, "CX-0271/20260605_093000.mp4", film(1, datetime(1999, 1, 1, tzinfo=UTC), shade=9))
    assert not [one.reason for one in docking.collect(tmp_path) if one.recording is None]
    starts = dict(Recording.objects.values_list("name", "start"))
    assert starts.pop("20260605_093000.mp4") == at("2026-06-05T09:28:30"), "from the name"
    assert list(starts.values()) == [None, None, None]


def test_a_length_beyond_all_calendars_has_no_end():
    assert Probe(at("2026-06-05T09:30"), 1e12).end is None


def test_a_photo_tells_when_it_was_taken(recorder, tmp_path):
    dock(tmp_path, "CX-0271/照片.jpg", photo())
    list(docking.collect(tmp_path))
    found = Recording.objects.get()
    assert (found.medium, found.start) == ("image", at("2026-06-05T09:38:30"))


def test_run_again_after_a_crash_nothing_is_twice(recorder, tmp_path, monkeypatch):
    dock(tmp_path, "CX-0271/0001.mp4", film(2))
    monkeypatch.setattr(docking, "_move", _die)
    with pytest.raises(KeyboardInterrupt):
        list(docking.collect(tmp_path))
    monkeypatch.undo()
    assert (tmp_path / "CX-0271/0001.mp4").exists()
    docking_again = list(docking.collect(tmp_path))
    assert [one.recording for one in docking_again] == [Recording.objects.get()]
    assert (tmp_path / "done/CX-0271/0001.mp4").exists()
    assert Job.objects.count() == 1


def _die(*_):
    raise KeyboardInterrupt


def test_the_same_content_under_two_names_is_one_recording(recorder, tmp_path):
    content = film(1)
    dock(tmp_path, "CX-0271/0001.mp4", content)
    dock(tmp_path, "CX-0271/0002.mp4", content)
    assert len({one.recording.pk for one in docking.collect(tmp_path)}) == 1


def test_who_had_the_device_then_made_it(recorder, bureau, handed_over, tmp_path):
    handed_over(recorder, "shen", at("2026-06-04T08:00"))
    dock(tmp_path, "CX-0271/1.mp4", film(1, at("2026-06-03T10:00")))
    dock(tmp_path, "CX-0271/2.mp4", film(1, at("2026-06-05T10:00"), shade=9))
    list(docking.collect(tmp_path))
    made = dict(Recording.objects.values_list("name", "officer__name"))
    assert made == {"1.mp4": "陆知行", "2.mp4": "沈砚秋"}
