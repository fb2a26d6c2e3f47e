"""What an approver sends back is a task of whoever submitted it, with the reason, until it is submitted again."""

from __future__ import annotations

import pytest
from whole_case import Matter, at

from mingjing.cases import rebuild
from mingjing.cases.perform import perform
from mingjing.cases.queries import tasks_for

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(user):
    return type(user).objects.get(pk=user.pk)


def mending(user):
    return [(one.act, one.title, one.detail) for one in tasks_for(fresh(user)).rows if one.kind == "mend"]


@pytest.fixture
def sent_back(begun, bureau):
    matter = begun(Matter, "draft_disposition", before=True)
    matter.act("draft_disposition", approve=False)
    reason = {"fields": {"reason": "裁量理由只有一句话"}}
    perform(
        matter.case.pk, "draft_disposition", bureau.users["ye"], reason, step="return", now=at("2026-06-22T15:00")
    )  # fmt: skip
    matter.case.refresh_from_db()
    return matter


def test_who_submitted_it_has_the_task_with_the_reason(sent_back, bureau):
    told = [("draft_disposition", "退回修改：提出拟处理意见", "理由：裁量理由只有一句话")]
    assert mending(bureau.users["lu"]) == told
    assert mending(bureau.users["shen"]) == []
    assert mending(bureau.users["ye"]) == []
    assert rebuild.check().differences == []


def test_task_ends_when_it_is_submitted_again(sent_back, bureau):
    sent_back.act("draft_disposition", approve=False, now=at("2026-06-22T16:00"))
    assert mending(bureau.users["lu"]) == []
    assert "draft_disposition" in sent_back.case.state["pending"]


def test_withdrawing_leaves_nothing_to_mend(begun, bureau):
    matter = begun(Matter, "draft_disposition", before=True)
    matter.act("draft_disposition", approve=False)
    perform(
        matter.case.pk, "draft_disposition", bureau.users["lu"], step="withdraw", now=at("2026-06-22T15:00")
    )
    assert mending(bureau.users["lu"]) == []
