"""The case page at an earlier day: the fold of the records made until then, nothing of what came later, nothing to do."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import Bureau
from whole_case import Matter

from mingjing.cases.queries import case_page_on
from mingjing.cases.replay import replay
from mingjing.records.models import AccessLog

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def matter(bureau: Bureau) -> Matter:
    found = Matter(bureau)
    found.go("serve_notice")
    return found


@pytest.fixture
def desk(matter: Matter) -> Client:
    client = Client()
    client.force_login(matter.bureau.users["lu"])
    return client


def test_shows_what_was_known_then(matter: Matter) -> None:
    day = date(2026, 6, 10)
    page = case_page_on(matter.bureau.users["lu"], matter.case.pk, day)
    assert 0 < len(page.entries) < matter.case.seq
    assert page.state == replay(matter.case, until=len(page.entries)).state
    assert all(one.recorded_at.date() <= day for one in page.entries)
    assert (page.case.seq, page.case.stage) == (page.state.seq, page.state.stage)
    decision = next(one for one in page.clocks if one.id == "penalty_decision")
    assert decision.days_left == (decision.due - day).days
    assert not page.options


def test_page_says_so_and_offers_nothing_to_do(matter: Matter, desk: Client) -> None:
    answer = desk.get(f"/desk/cases/{matter.case.pk}/?on=2026-06-10")
    text = answer.content.decode()
    assert "这是 2026年6月10日 日终时的案件" in text
    assert "现在可以做什么" not in text
    assert "/act/" not in text.split("<main", 1)[1].split("全过程记录")[0].split("案卷完整度")[0]
    assert AccessLog.objects.filter(case_id=matter.case.pk).get().what == "案件（回放到2026年6月10日）"


def test_before_the_first_record_and_in_the_future(matter: Matter, desk: Client) -> None:
    address = f"/desk/cases/{matter.case.pk}/"
    assert desk.get(f"{address}?on=2001-01-01").status_code == 404
    for text in ("2199-01-01", "yesterday", ""):
        assert "现在可以做什么" in desk.get(f"{address}?on={text}").content.decode()


def test_costs_no_more_than_the_page_of_today(matter: Matter, desk: Client) -> None:
    address = f"/desk/cases/{matter.case.pk}/?on=2026-06-10"
    desk.get(address)
    with CaptureQueriesContext(connection) as asked:
        desk.get(address)
    assert len(asked) <= 10
