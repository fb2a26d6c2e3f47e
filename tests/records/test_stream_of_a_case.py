"""The chain of a case: each record names the one before it, and every byte can be recomputed."""

import json
import uuid

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from mingjing.ledger.errors import MalformedError
from mingjing.records import chain, journal
from mingjing.records.erasure import erase
from mingjing.records.models import Outbox, Record, RefusalLog
from mingjing.records.stream import HeldBlob, StreamConflict, append, records_of

pytestmark = pytest.mark.django_db


def test_records_are_linked_and_whole(write):
    case = write(5)[0].case_id
    report = chain.verify(case)
    assert (report.records, report.faults) == (5, [])
    stream = records_of(case)
    assert [one.previous for one in stream[1:]] == [one.digest for one in stream[:-1]]
    assert stream[0].entry["fields"]["fine"] == "80000.00"


def test_the_log_entry_says_nothing_about_anybody(write):
    record = write(1)[0]
    line = bytes(record.outbox.entry).decode()
    for word in ("陆知行", "云湖", "80000", str(record.case_id), record.digest):
        assert word not in line
    assert record.rid in line


def test_two_cases_have_different_tags_and_one_case_the_same(write):
    case = uuid.uuid4()
    write(2, case)
    write(1)
    tags = [json.loads(bytes(row.entry))["ct"] for row in Outbox.objects.order_by("id")]
    assert tags[0] == tags[1] != tags[2]


def test_stale_number_is_refused(write, an_act):
    case = write(2)[0].case_id
    for seq in (1, 2, 4):
        with pytest.raises(StreamConflict), transaction.atomic():
            append(case, seq, an_act(seq), now=an_act.start)
    assert Record.objects.filter(case_id=case).count() == 2


def test_record_and_log_entry_come_together_or_not_at_all(an_act):
    case = uuid.uuid4()
    with pytest.raises(MalformedError), transaction.atomic():
        append(case, 1, {**an_act(1), "fields": {"fine": float("nan")}}, now=an_act.start)
    with transaction.atomic():
        append(case, 1, an_act(1), now=an_act.start)
        transaction.set_rollback(True)
    assert not Record.objects.filter(case_id=case).exists()
    assert not Outbox.objects.exists()


def test_attachments_are_in_the_manifest(an_act):
    blob = HeldBlob("a" * 64, 12, "application/pdf", "evidence")
    with transaction.atomic():
        record = append(uuid.uuid4(), 1, an_act(1), now=an_act.start, blobs=[blob])
    assert record.manifest["blobs"] == [
        {"sha256": "a" * 64, "size": 12, "mime": "application/pdf", "kind": "evidence"}
    ]
    assert record.attachments.get().sha256 == "a" * 64


def test_erased_record_keeps_its_place_in_the_chain(write, an_act):
    first, _second, third = write(3)
    with transaction.atomic():
        disposal = append(first.case_id, 4, an_act(4), now=an_act.start, kind="disposal", corrects=third)
    erase(third, disposal)
    report = chain.verify(first.case_id)
    assert (report.records, report.erased, report.faults) == (4, 1, [])


def test_refusal_is_kept_though_the_act_is_rolled_back():
    case = uuid.uuid4()
    with transaction.atomic():
        findings = [{"check": "review_first", "citation": "行政处罚法 第58条"}]
        journal.log_refusal(case, None, "decide", "submit", findings)
        transaction.set_rollback(True)
    assert RefusalLog.objects.get(case_id=case).findings[0]["check"] == "review_first"


def test_append_takes_few_queries(write, an_act):
    case = write(1)[0].case_id
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        append(case, 2, an_act(2), now=an_act.start, blobs=[HeldBlob("b" * 64, 1, "image/png", "media")] * 3)
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 3
