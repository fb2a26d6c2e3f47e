"""A recording is proposed for the act that its officer was at, belongs to it when a person says so, and by the one door."""

from __future__ import annotations

import os
import time
import uuid

import pytest
from filming import film, photo
from whole_case import at

from mingjing.cases.attachments import Attachment
from mingjing.cases.keeping import vault
from mingjing.cases.models import Case
from mingjing.cases.refused import NoSuchCase, Refused
from mingjing.media import docking, linking
from mingjing.media.models import Recording
from mingjing.media.places import of_pair
from mingjing.records.models import Attachment as Held

BEGINS_AFTER = "inquire"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def docked(recorder, tmp_path):
    """docked(start, seconds) is a recording from the docking station."""

    def made(start, seconds=4, shade=0, place=""):
        path = tmp_path / "CX-0271" / f"{uuid.uuid4().hex}.mp4"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(film(seconds, at(start), place, shade))
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
    assert [one.text for one in found.reasons] == ["人员相符：陆知行", "时间相符：同时进行0分04秒"]
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


@pytest.fixture
def visited(matter):
    """A visit to a place with coordinates, on 5 June from 14:00 to 15:00."""
    fields = {name: f"2026-06-05T{hour}:00:00+08:00" for name, hour in (("start", 14), ("end", 15))}
    matter.act(
        "inspect_site", fields={**fields, "coordinates": "30.9901,120.9905"}, now=at("2026-06-05T16:00")
    )
    return matter


@pytest.mark.parametrize(
    ("place", "said", "fits"),
    [
        ("+30.9910+120.9905/", "地点相符：相距100米（不超过1.0公里，暂定）", True),
        ("+31.0801+120.9905/", "地点不符：相距10.0公里（超过1.0公里，暂定），请核对", False),
    ],
)
def test_how_far_from_the_place_it_was_made_is_told(visited, bureau, docked, place, said, fits):
    (found,) = linking.proposals(bureau.users["lu"], docked("2026-06-05T14:31:30", place=place))
    assert (found.reasons[-1].text, found.reasons[-1].fits) == (said, fits)


def test_whose_recording_nobody_knows_is_proposed_by_time_and_place(visited, bureau, docked):
    recording = docked("2026-06-05T14:31:30", place="+30.9910+120.9905/")
    Recording.objects.update(officer=None)
    recording.refresh_from_db()
    (found,) = linking.proposals(bureau.users["ye"], recording)
    assert found.case == visited.case
    assert found.reasons[0].fits is None
    Recording.objects.update(latitude=32)
    recording.refresh_from_db()
    assert linking.proposals(bureau.users["ye"], recording) == []


def test_a_photo_tells_its_place(recorder, tmp_path):
    path = tmp_path / "CX-0271.jpg"
    path.write_bytes(photo(place=(30.9901, 120.9905)))
    (one,) = docking.collect(tmp_path, settle=-1)
    assert one.recording.place == "北纬30.9901度，东经120.9905度"
    assert of_pair("30.9901,120.9905").metres_to(one.recording.point) < 1


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
