"""With the application's own database password: what it can't do, and how what it can do is found."""

from __future__ import annotations

import json

import pytest
from attacking import approve, refused, submit
from django.db import DatabaseError, connection, transaction
from whole_case import Matter, at

from mingjing import law
from mingjing.cases import circumstances, payload, rebuild
from mingjing.cases.models import Case
from mingjing.cases.perform import Asked
from mingjing.cases.rejudge import rejudge
from mingjing.cases.standing import standing_of
from mingjing.records import chain
from mingjing.records.models import Record
from mingjing.records.stream import append, records_of

pytestmark = pytest.mark.django_db(transaction=True)

REWRITES = (
    "UPDATE records_record SET act = 'legal_review'",
    "DELETE FROM records_record",
    "TRUNCATE records_record CASCADE",
    "ALTER TABLE records_record DISABLE TRIGGER ALL",
    "DROP TABLE records_record",
    "UPDATE records_refusallog SET act = ''",
    "DELETE FROM records_accesslog",
    "SET session_replication_role = replica",
    "UPDATE agencies_credentialevent SET kind = 'issued'",
)


@pytest.mark.parametrize("sql", REWRITES)
def test_running_role_rewrites_no_history(begun, sql):
    begun(Matter, "inspect_site")
    before = list(Record.objects.values_list())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert list(Record.objects.values_list()) == before


def test_review_written_into_the_cached_state_is_found(begun):
    """The cache is not the record: whoever writes a passed review into it is found by the fold, and so is the decision."""
    matter = begun(Matter, "submit_review")
    case = Case.objects.get()
    state = case.state
    state["acts"]["legal_review"] = [
        {"at": "2026-06-25T10:00:00+08:00", "by": "x", "by_name": "x", "role": "legal_reviewer", "officers": [], "seq": 999,
         "submitted_at": "2026-06-25T10:00:00+08:00", "recorded_at": "2026-06-25T10:00:00+08:00", "approvals": [],
         "outcome": "pass", "draft": 1}
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET state = %s WHERE id = %s", [json.dumps(state), case.pk])
    matter.case = Case.objects.select_related("agency", "unit").get()
    assert rebuild.check([matter.case]).differences
    submit(matter, "notify_penalty", "2026-06-26T10:00")
    found = refused(lambda: approve(matter, "notify_penalty", "2026-06-26T11:00", "ye"), of_law=False)
    assert found == {"records_agree"}, "what was forged brings no act into effect"


def test_decision_written_past_the_door_is_found(begun):
    """A decision that the law refused, appended with the application's own means: judged again, it doesn't stand."""
    matter = begun(Matter, "notify_penalty")
    now = at("2026-06-26T11:00")
    assert refused(lambda: submit(matter, "decide", now))
    told = payload.Payload.parse(matter.payload("decide"))
    asked = Asked("decide", "submit", standing_of(matter.bureau.users["lu"]), told, (), now)
    scene = circumstances.gather(matter.case, asked)
    entry = scene.entry(law.examine(scene.pack, scene.state, scene.proposal, scene.context))
    with transaction.atomic():
        append(matter.case.pk, entry.seq, entry.to_json(), now=now, blobs=[])
    case = Case.objects.select_related("agency", "unit").get()
    assert chain.verify(case.pk).whole, "the chain alone can't know the law"
    assert rebuild.check([case]).differences, "the cache doesn't know this record"
    assert not all(told.findings.ok() for told in rejudge(case, records_of(case.pk)))
