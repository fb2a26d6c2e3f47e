"""The coverage of an act: what was recorded, where the gaps are, who gave which reason, what came in late."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from whole_case import at

from mingjing.cases.perform import perform
from mingjing.cases.refused import Refused
from mingjing.media import devices, reading
from mingjing.media.models import Device, Recording

BEGINS_AFTER = "inquire"
pytestmark = pytest.mark.django_db(transaction=True)
_numbers = itertools.count(1)


@pytest.fixture
def recorded(recorder, bureau, matter):
    """recorded("09:30:00", "10:00:00") is a recording of the inquiry of 5 June."""

    def made(start, end, *, device=recorder, received="2026-06-05T18:00", **more):
        given = {
            "agency": bureau.agency, "device": device, "officer": bureau.officers["lu"], "name": "询问.mp4",
            "source": "dock", "medium": "video", "mime": "video/mp4", "sha256": f"{next(_numbers):064x}", "size": 1,
            "received_at": at(received), "case": matter.case, "scene": "pen_inquiry", "act": "record_av",
            "start": at(f"2026-06-05T{start}"), "end": at(f"2026-06-05T{end}"),
        }  # fmt: skip
        return Recording.objects.create(**(given | more))

    return made


def inquiry(bureau, matter, alias="lu"):
    _, acts = reading.coverage_of(bureau.users[alias], matter.case.pk)
    (found,) = [one for one in acts if one.act == "inquire"]
    return found


def report(bureau, matter, since, to, explanation="电池耗尽，更换电池。"):
    fields = {
        "scene": "pen_inquiry", "act_ref": "询问", "from": f"2026-06-05T{since}+08:00", "to": f"2026-06-05T{to}+08:00",
        "ground": "battery", "explanation": explanation, "reported_to": {"name": "叶承安"},
        "reported_at": "2026-06-05T11:00:00+08:00",
    }  # fmt: skip
    perform(
        matter.case,
        "report_av_interruption",
        bureau.users["lu"],
        {"fields": fields},
        now=at("2026-06-05T11:05"),
    )
    matter.case.refresh_from_db()


def note(bureau, matter):
    perform(
        matter.case, "report_av_interruption", bureau.users["ye"], {"fields": {}}, step="approve",
        now=at("2026-06-05T11:20"), role="unit_head",
    )  # fmt: skip
    matter.case.refresh_from_db()


def test_an_act_recorded_whole(matter, bureau, recorded):
    recorded("09:29:00", "10:41:00")
    found = inquiry(bureau, matter)
    assert (found.percent, found.gaps, found.late) == (100, (), None)
    assert [(piece.left, piece.width) for piece in found.lanes[0].stretches] == [(0, 1000)]


def test_a_gap_asks_for_a_reason_and_shows_it(matter, bureau, recorded):
    recorded("09:30:00", "09:51:00")
    recorded("09:58:00", "10:40:00")
    (gap,) = inquiry(bureau, matter).gaps
    assert (gap.seconds, gap.left, gap.width, gap.reason) == (420, 300, 100, "")
    assert inquiry(bureau, matter).percent == 90
    report(bureau, matter, "09:51:00", "09:58:00")
    (gap,) = inquiry(bureau, matter).gaps
    assert (gap.reason, gap.awaiting) == ("电量耗尽：电池耗尽，更换电池。（陆知行报告叶承安）", True)
    note(bureau, matter)
    (gap,) = inquiry(bureau, matter).gaps
    assert (gap.reason, gap.awaiting) == (
        "电量耗尽：电池耗尽，更换电池。（陆知行报告叶承安，叶承安签批）", False,
    )  # fmt: skip
    assert matter.case.state["documents"][-1]["form"] == "av_interruption_report"


def test_an_interruption_is_explained_and_only_the_units_head_notes_it(matter, bureau, recorded):
    with pytest.raises(Refused, match="没有写明音像记录中断的具体经过") as refused:
        report(bureau, matter, "09:51:00", "09:58:00", explanation="没电")
    assert refused.value.findings[0].citation == "国办发〔2018〕118号 三(八)"
    report(bureau, matter, "09:51:00", "09:58:00")
    with pytest.raises(Refused):
        perform(
            matter.case, "report_av_interruption", bureau.users["lu"], {"fields": {}}, step="approve",
            now=at("2026-06-05T11:20"), role="handler",
        )  # fmt: skip


def test_the_second_recorder_closes_the_gap(matter, bureau, recorded):
    spare = Device.objects.create(agency=bureau.agency, number="CX-0288")
    recorded("09:30:00", "09:51:00")
    recorded("09:58:00", "10:40:00")
    recorded("09:45:00", "10:10:00", device=spare)
    found = inquiry(bureau, matter)
    assert (found.percent, found.gaps) == (100, ())
    assert [lane.title for lane in found.lanes] == ["CX-0271 陆知行", "CX-0288 陆知行"]


def test_a_pause_below_the_agencys_limit_is_no_gap(matter, bureau, recorded):
    recorded("09:30:00", "10:00:00")
    recorded("10:00:29", "10:40:00")
    assert inquiry(bureau, matter).gaps == ()


def test_what_was_never_recorded_is_said(matter, bureau, recorded):
    found = inquiry(bureau, matter)
    assert (found.percent, found.shots, found.stated, found.missing) == (None, (), 1, False)
    assert found.scene_title == "询问（调查）并制作笔录"


def test_what_has_no_time_counts_and_photos_alone_dont_record_the_whole(matter, bureau, recorded):
    recorded("09:30:00", "09:30:00", medium="image", mime="image/jpeg", name="门牌.jpg")
    Recording.objects.update(start=None, end=None)
    found = inquiry(bureau, matter)
    assert (len(found.shots), found.missing, found.only_stills) == (1, False, True)
    recorded("09:30:00", "10:40:00")
    assert not inquiry(bureau, matter).only_stills


def test_a_recording_of_another_time_covers_nothing(matter, bureau, recorded):
    recorded("13:00:00", "14:00:00")
    assert inquiry(bureau, matter).shots == ()


def test_what_came_in_after_the_agencys_limit_is_late(matter, bureau, recorded):
    recorded("09:30:00", "10:40:00", received="2026-06-06T12:40")
    assert inquiry(bureau, matter).late == timedelta(hours=2)


def test_the_page_of_a_case_asks_few_questions(matter, bureau, recorded):
    for minute in range(10, 40):
        recorded(f"09:{minute}:00", f"09:{minute}:50")
    person = type(bureau.users["lu"]).objects.get(username="lu")
    with CaptureQueriesContext(connection) as seen:
        reading.coverage_of(person, matter.case.pk)
    assert len(seen) <= 5, [one["sql"][:80] for one in seen.captured_queries]


def test_the_devices_book_warns_before_use(recorder, bureau):
    (line,) = devices.register_of(bureau.users["lu"])
    assert (line.holder, line.warnings) == ("陆知行", ("时钟快90秒，应当校准",))
    devices.note(
        bureau.users["lu"], recorder.pk, "check", at("2026-06-02T08:00"), battery=12, free_mb=900,
        clock_offset=Decimal(0),
    )  # fmt: skip
    (line,) = devices.register_of(bureau.users["lu"])
    assert line.warnings == ("电量只有12%", "存储只剩0.9 GB")
    devices.note(bureau.users["lu"], recorder.pk, "give_back", at("2026-06-02T18:00"))
    (line,) = devices.register_of(bureau.users["lu"])
    assert line.holder == ""
