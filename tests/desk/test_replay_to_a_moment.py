"""Replay: the case at any past moment, the difference between two, the whole timeline on paper; back-dating is visible."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import Bureau
from whole_case import Matter, at

from mingjing.cases.queries import case_page_at, printed_timeline, replay_page
from mingjing.cases.replay import replay
from mingjing.disclosure.pdf_text import squeezed
from mingjing.records.models import AccessLog, Record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def matter(bureau: Bureau) -> Matter:
    found = Matter(bureau)
    found.go("conclude_investigation")
    return found


@pytest.fixture
def desk(matter: Matter) -> Client:
    client = Client()
    client.force_login(matter.bureau.users["lu"])
    return client


def record_of(matter: Matter, act: str) -> Record:
    return Record.objects.filter(case_id=matter.case.pk, act=act).order_by("seq").last()


def test_moment_shows_what_was_known_what_could_be_done_and_which_clocks_ran(matter: Matter) -> None:
    filed = record_of(matter, "file_case")
    user = matter.bureau.users["lu"]
    before = case_page_at(user, matter.case.pk, filed.recorded_at - timedelta(seconds=1))
    after = case_page_at(user, matter.case.pk, filed.recorded_at)
    assert (before.entries[-1].seq, after.entries[-1].seq) == (filed.seq - 1, filed.seq)
    assert after.state == replay(matter.case, until=filed.seq).state
    possible = [{one.act.id for one in page.then if one.possible} for page in (before, after)]
    assert "inquire" not in possible[0]
    assert "inquire" in possible[1]
    running = [{one.id for one in page.clocks if one.state == "running"} for page in (before, after)]
    assert "penalty_decision" not in running[0]
    assert "penalty_decision" in running[1]
    assert after.next_at
    assert after.next_at > filed.recorded_at
    assert not after.options


def test_page_at_a_moment_offers_steps_and_nothing_to_do(matter: Matter, desk: Client) -> None:
    filed = record_of(matter, "file_case")
    address = f"/desk/cases/{matter.case.pk}/?at={quote(filed.recorded_at.isoformat())}"
    desk.get(address)
    with CaptureQueriesContext(connection) as asked:
        text = desk.get(address).content.decode()
    assert len(asked) <= 10, "\n".join(one["sql"][:140] for one in asked)
    assert "时的案件，不是现在的" in text
    assert "当时可以做什么" in text
    assert "上一条记录之后" in text
    assert "下一条记录之后" in text
    assert "/act/" not in text.split("<main", 1)[1].split("案卷完整度")[0]
    for wrong in ("yesterday", "2199-01-01T00:00", ""):
        answer = desk.get(f"/desk/cases/{matter.case.pk}/?at={wrong}").content.decode()
        assert "现在可以做什么" in answer
    assert desk.get(f"/desk/cases/{matter.case.pk}/?at=2001-01-01T00:00").status_code == 404


def test_difference_of_two_moments_names_facts_documents_and_clocks(matter: Matter) -> None:
    filed = record_of(matter, "file_case")
    found = replay_page(matter.bureau.users["lu"], matter.case.pk, since=filed.seq - 1, until=filed.seq)
    difference = found.difference
    assert difference.stage
    assert (difference.stage.before, difference.stage.after) == ("立案", "调查取证")
    assert difference.acts == ["立案"]
    assert [one for one in difference.documents if one.startswith("《立案审批表》")]
    assert any(one.title == "立案日期" and one.after for one in difference.facts)
    assert any(
        "处罚决定" in one.title and not one.before and "最后一日" in one.after for one in difference.clocks
    )
    assert "询问" in "".join(difference.possible)
    whole = replay_page(matter.bureau.users["lu"], matter.case.pk, since=0, until=999)
    assert (whole.since, whole.until) == (0, matter.case.seq)
    assert len(whole.difference.documents) == len(matter.case.state["documents"])
    same = replay_page(matter.bureau.users["lu"], matter.case.pk, since=3, until=3).difference
    assert not any(
        (same.stage, same.facts, same.acts, same.documents, same.clocks, same.possible, same.barred)
    )


def test_what_was_recorded_late_is_marked(matter: Matter, desk: Client) -> None:
    when = at("2026-06-22T10:00")
    step = matter.step("draft_disposition")
    step["at"] = (when + timedelta(days=3)).replace(tzinfo=None).isoformat()
    payload = matter.payload("draft_disposition") | {
        "at": when,
        "reasons": {"late_recording": "系统检修，事后补录。"},
    }
    from mingjing.cases.perform import perform

    perform(
        matter.case,
        "draft_disposition",
        matter.actor("draft_disposition"),
        payload,
        officers=matter.officers("draft_disposition"),
        now=when + timedelta(days=3),
    )
    found = replay_page(matter.bureau.users["lu"], matter.case.pk)
    assert [one.late for one in found.moments[-2:]] == [False, True]
    text = desk.get(f"/desk/cases/{matter.case.pk}/").content.decode()
    assert text.count("补录</span>") == 1
    assert "记录于 2026年6月25日 10:00" in text


def test_whole_timeline_is_printed_with_both_times(matter: Matter, desk: Client) -> None:
    name, paper = printed_timeline(matter.bureau.users["lu"], matter.case.pk)
    words = squeezed(paper.pdf)
    assert name.endswith(".pdf")
    assert "发生时间" in words
    assert "记录时间" in words
    for record in Record.objects.filter(case_id=matter.case.pk):
        assert f"{record.recorded_at.astimezone().year}年" in words
    assert words.count("办理“") + words.count("提交“") + words.count("批准“") >= matter.case.seq
    answer = desk.get(f"/desk/cases/{matter.case.pk}/replay/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert AccessLog.objects.filter(case_id=matter.case.pk, what="打印全过程记录").count() == 2


def test_page_of_moments_costs_few_queries(matter: Matter, desk: Client) -> None:
    address = f"/desk/cases/{matter.case.pk}/replay/"
    desk.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(address).status_code == 200
    assert len(asked) <= 6, "\n".join(one["sql"][:140] for one in asked)
    stranger = Client()
    stranger.force_login(matter.bureau.users["outsider"])
    assert stranger.get(address).status_code == 404
