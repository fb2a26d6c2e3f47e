"""The page of the disclosure officer: what must become public and by when, what is kept back and why, what was shown."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))
sys.path.insert(0, str(Path(__file__).parent))

from spoken import foreign_words
from whole_case import Matter, at

from mingjing.cases.models import Task
from mingjing.cases.perform import perform

pytestmark = pytest.mark.django_db(transaction=True)


def page(matter: Matter, alias: str = "mu") -> str:
    client = Client()
    client.force_login(matter.bureau.users[alias])
    client.get("/desk/disclosures/")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/desk/disclosures/")
    assert len(asked) <= 8
    return answer.content.decode()


def test_decision_waits_with_the_days_of_the_law(matter: Matter) -> None:
    matter.go("propose_disclosure")
    text = page(matter)
    assert "公开行政处罚决定" in text
    assert "确认并公开" in text
    assert "不予公开和暂缓公开" not in text


def test_what_is_kept_back_is_said_with_its_ground_and_when_it_is_looked_at_again(matter: Matter) -> None:
    matter.go("serve_decision")
    number = matter.number_of("penalty_decision_org")
    fields = {
        "document": number, "kind": "defer", "ground": "pending_check", "review_on": "2026-08-10",
        "explanation": "关联案件正在调查，公开可能影响取证。", "basis": ["政府信息公开条例 第14条"],
    }  # fmt: skip
    now = at("2026-07-09T10:00")
    perform(matter.case.pk, "withhold_disclosure", matter.bureau.users["lu"], {"fields": fields}, now=now)
    perform(
        matter.case.pk, "withhold_disclosure", matter.bureau.users["cheng"], step="approve", now=at("2026-07-09T11:00")
    )  # fmt: skip
    text = page(matter)
    assert "暂缓公开" in text
    assert "关联案件正在调查" in text
    assert "2026年8月10日" in text
    assert foreign_words(text) == set()
    assert "没有等您办理的公示" in text


def test_submitted_act_leaves_its_period_to_the_approver(matter: Matter) -> None:
    matter.go("decide", before=True)
    matter.act("decide", approve=False)
    approval = Task.objects.get(done=None, kind="approve")
    assert (approval.act, approval.deadline, str(approval.due)) == (
        "decide",
        "penalty_decision",
        "2026-09-01",
    )
    assert not Task.objects.filter(done=None, kind="act", act="decide").exists()
