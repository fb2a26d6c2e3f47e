"""The database refuses, whoever asks: the running role has no right, and triggers stop the owner."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from mingjing.records import chain, log
from mingjing.records.erasure import erase
from mingjing.records.models import Record, RecordContent
from mingjing.records.models.record import ErasedError
from mingjing.records.sequencer import Sequencer

RECORDED = (
    "records_record",
    "records_recordcontent",
    "records_casekey",
    "records_attachment",
    "records_outbox",
    "records_head",
    "records_checkpoint",
    "records_cosignature",
    "records_refusallog",
    "records_accesslog",
    "agencies_credentialevent",
)
CHANGES = (
    "UPDATE records_record SET act = 'decide'",
    "UPDATE records_record SET seq = seq + 1",
    "UPDATE records_outbox SET entry = ''",
    "UPDATE records_head SET size = 0",
    "UPDATE records_checkpoint SET note = ''",
    "UPDATE records_recordcontent SET manifest = '{}'",
    "UPDATE records_recordcontent SET manifest = NULL",
    "UPDATE records_casekey SET key = NULL",
)


@pytest.mark.django_db
@pytest.mark.parametrize("table", RECORDED)
@pytest.mark.parametrize("verb", ["DELETE FROM", "TRUNCATE"])
def test_running_role_may_not_remove(table, verb):
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(f"{verb} {table}")


@pytest.mark.django_db
@pytest.mark.parametrize("statement", CHANGES)
def test_running_role_may_not_change(write, statement):
    write(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("mingjing_app",)
    if "head" in statement or "checkpoint" in statement:
        Sequencer(log.store(), log.signer()).once()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", RECORDED)
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_triggers_stop_the_owner_from_removing(owner, table, verb):
    with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
        owner.execute(verb.format(table))


@pytest.mark.parametrize("statement", CHANGES)
def test_triggers_stop_the_owner_from_changing(owner, write, statement):
    write(1)
    Sequencer(log.store(), log.signer()).once()
    with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
        owner.execute(statement)


def test_place_in_the_log_is_given_once(owner, write):
    write(1)
    Sequencer(log.store(), log.signer()).once()
    with pytest.raises(psycopg.errors.RestrictViolation):
        owner.execute("UPDATE records_outbox SET idx = 7")


@pytest.mark.django_db
def test_a_stream_takes_no_gap_and_no_stranger(write):
    first, second = write(2)
    values = Record.objects.filter(pk=second.pk).values().get()
    for change in ({"seq": 4}, {"previous": first.digest}, {"previous": "", "seq": 3}):
        forged = {**values, "rid": "f" * 32, "seq": 3, **change}
        del forged["id"]
        with pytest.raises(IntegrityError), transaction.atomic():
            Record.objects.create(**forged)


@pytest.mark.django_db
def test_content_is_erased_only_for_a_disposal_on_record(write):
    kept, disposed = write(2)
    with pytest.raises(ValueError):
        erase(disposed, kept)
    with pytest.raises(DatabaseError), transaction.atomic():
        RecordContent.objects.filter(pk=disposed.pk).update(manifest=None, key=None)
    assert chain.verify(kept.case_id).whole
    with pytest.raises(ErasedError):
        Record(content=RecordContent(manifest=None)).manifest  # noqa: B018
