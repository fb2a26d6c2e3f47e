"""A recording is proposed for the act that its officer was at, belongs to it when a person says so, and by the one door."""

from __future__ import annotations

import os
import time
import uuid

import pytest
from filming import film
from whole_case import at

from mingjing.cases.attachments import Attachment
from mingjing.cases.keeping import vault
from mingjing.cases.models import Case
from mingjing.cases.refused import NoSuchCase, Refused
from mingjing.media import docking, linking
from mingjing.media.models import Recording
from mingjing.records.models import Attachment as Held

BEGINS_AFTER = "inquire"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def docked(recorder, tmp_path):
    """docked(start, seconds) is a recording from the docking station."""

    def made(start, seconds=4, shade=0):
        path = tmp_path / "CX-0271" / f"{uuid.uuid4().hex}.mp4"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(film(seconds, at(start), shade=shade))
        os.utime(path, (time.time() - 3600,) * 2)
        (one,) = docking.collect(tmp_path)
        return one.recording

    return made


def confirmed(bureau, recording, case, alias="lu", **more):
    given = {
        "scene": "pen_inquiry", "act_title": "询问", "announced": True, "continuous": True, "place": "询问室",
        "late_reason": "采集站检修后补传。",
    }  # fmt: skip
    return linking.confirm(bureau.users[alias], recording.pk, case.pk, **(given | more))


def test_the_act_at_the_time_is_proposed_and_confirmed(matter, bureau, docked):
    recording = docked("2026-06-05T09:41:30")
    (found,) = linking.proposals(bureau.users["lu"], recording)
    assert (found.case, found.act, found.scene) == (matter.case, "inquire", "pen_inquiry")
    assert "人员相符：陆知行" in found.reasons
    assert found.seconds == 4
    done = confirmed(bureau, recording, matter.case)
    recording.refresh_from_db()
    assert (recording.case, recording.record_seq, recording.act) == (matter.case, done.seq, "record_av")
    assert recording.scene == "pen_inquiry"
    assert Held.objects.get(sha256=recording.sha256).kind == "media"
    media = Case.objects.get().state["media"][-1]
    assert (media["sha256"], media["device"]) == (recording.sha256, "CX-0271")
    assert vault().exists(recording.sha256)
    with pytest.raises(Refused, match="已经归入"):
        confirmed(bureau, recording, matter.case)


def test_nothing_is_proposed_for_another_time_or_a_stranger(matter, bureau, docked):
    assert linking.proposals(bureau.users["lu"], docked("2026-06-05T12:00:00")) == []
    there = docked("2026-06-05T09:41:30", shade=3)
    assert linking.proposals(bureau.users["xu"], there) == [], "another unit doesn't see the case"


def test_who_sees_a_recording(matter, bureau, docked):
    recording = docked("2026-06-05T09:41:30")

    def sees(alias):
        person = type(bureau.users[alias]).objects.get(pk=bureau.users[alias].pk)
        return Recording.objects.visible_to(person).exists()

    assert {alias for alias in bureau.users if sees(alias)} == {"lu", "shen", "ye", "cheng", "wen"}
    confirmed(bureau, recording, matter.case)
    assert {alias for alias in bureau.users if sees(alias)} == {"lu", "shen", "ye", "cheng", "wen", "sun"}


def test_a_stranger_confirms_nothing(matter, bureau, docked):
    recording = docked("2026-06-05T09:41:30")
    with pytest.raises(Refused, match="无权查看"):
        confirmed(bureau, recording, matter.case, alias="xu")
    with pytest.raises(NoSuchCase):
        linking.confirm(
            bureau.users["lu"], recording.pk, uuid.uuid4(), scene="pen_inquiry", act_title="询问", announced=True,
            continuous=True, place="询问室",
        )  # fmt: skip
    assert Recording.objects.get().case is None


def test_a_file_attached_to_an_act_is_in_the_register(matter, bureau):
    matter.act("inspect_site", attachments=[Attachment.of_bytes("厂门.mp4", film(2))])
    found = Recording.objects.get()
    assert (found.case, found.act, found.source, found.name) == (
        matter.case, "inspect_site", "upload", "厂门.mp4",
    )  # fmt: skip
