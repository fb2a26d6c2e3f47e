"""How many statements each page and each act sends; a number here may fall, never rise."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingjing.cases.queries import case_list, case_page, tasks_for

pytestmark = pytest.mark.django_db(transaction=True)
ACT, ACT_WITH_DOCUMENT, LIST, PAGE, TASKS = 20, 20, 5, 10, 4


def fresh(user):
    """As a new request has it: without what an earlier one read."""
    return type(user).objects.get(pk=user.pk)


def statements(run):
    with CaptureQueriesContext(connection) as seen:
        run()
    return [one["sql"] for one in seen.captured_queries if not one["sql"].startswith(("BEGIN", "COMMIT"))]


def shown(sent):
    return "\n".join(one.strip()[:90] for one in sent)


@pytest.mark.parametrize(
    ("name", "limit"), [("inquire", ACT_WITH_DOCUMENT), ("conclude_investigation", ACT_WITH_DOCUMENT)]
)
def test_act_with_a_document(matter, name, limit):
    matter.go(name, before=True)
    sent = statements(lambda: matter.act(name, approve=False))
    assert len(sent) <= limit, shown(sent)


def test_act_without_documents(matter, bureau):
    matter.go("waive_hearing", before=True)
    sent = statements(lambda: matter.act("waive_hearing"))
    assert len(sent) <= ACT, shown(sent)


def test_submission_and_approval(matter):
    matter.go("decide", before=True)
    sent = statements(lambda: matter.act("decide", approve=False))
    assert len(sent) <= ACT, shown(sent)
    sent = statements(lambda: matter.approve("decide", matter.case.changed_at))
    assert len(sent) <= ACT_WITH_DOCUMENT, shown(sent)


def test_case_page(matter, bureau):
    matter.go("decide")
    for alias in ("lu", "han", "cheng", "sun"):
        person = fresh(bureau.users[alias])
        sent = statements(lambda who=person: case_page(who, matter.case.pk))
        assert len(sent) <= PAGE, shown(sent)


def test_list_and_tasks_whatever_their_length(matter, bureau):
    for _ in range(3):
        matter.case, matter.done = None, []
        matter.go("register_clue")
    for filters in ({}, {"q": "恒远"}, {"mine": "1", "due": "15"}, {"open": "all", "order": "party"}):
        person = fresh(bureau.users["lu"])
        sent = statements(lambda who=person, by=filters: case_list(who, by))
        assert len(sent) <= LIST, shown(sent)
        assert not any("COUNT(" in one for one in sent)
    person = fresh(bureau.users["lu"])
    sent = statements(lambda: tasks_for(person))
    assert len(sent) <= TASKS, shown(sent)
