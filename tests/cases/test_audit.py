"""`mingjing audit` passes what is whole and names each forgery, by whomever and wherever."""

from __future__ import annotations

import contextlib
import json
import shutil
import struct
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import transaction
from typer.testing import CliRunner
from whole_case import at

from mingjing import law
from mingjing.cases import circumstances, payload
from mingjing.cases.audit import audit
from mingjing.cases.models import Case
from mingjing.cases.perform import Asked
from mingjing.cases.standing import standing_of
from mingjing.ledger.tree import leaf_hash
from mingjing.project import runtime
from mingjing.project.cli import app
from mingjing.records import log
from mingjing.records.models import Attachment, Outbox, Record
from mingjing.records.stream import append

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
TABLES = (
    "records_outbox", "records_record", "records_recordcontent", "records_attachment", "records_statement",
    "records_head", "records_checkpoint", "records_casekey",
)  # fmt: skip


class Intruder:
    """Has the database's superuser and the machine's files. `undone()` puts everything back as it was."""

    def __init__(self, superuser, folder):
        self.superuser, self.kept = superuser, folder / "kept"
        superuser.execute("SET session_replication_role = replica")
        for table in TABLES:
            superuser.execute(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
        # What a superuser can drop keeps nobody out.
        superuser.execute("ALTER TABLE records_outbox DROP CONSTRAINT records_outbox_idx_key")
        shutil.copytree(log.store().root, self.kept / "log")
        shutil.copytree(settings.MINGJING_VAULT, self.kept / "vault")

    def sql(self, text, *values):
        self.superuser.execute(text, values)

    @contextlib.contextmanager
    def undone(self):
        try:
            yield
        finally:
            for table in TABLES:
                self.sql(f"DELETE FROM {table}")
                self.sql(f"INSERT INTO {table} SELECT * FROM kept_{table}")
            for name, target in (("log", log.store().root), ("vault", settings.MINGJING_VAULT)):
                shutil.rmtree(target)
                shutil.copytree(self.kept / name, target)

    def leave(self):
        for table in TABLES:
            self.sql(f"DROP TABLE kept_{table}")
        self.sql("ALTER TABLE records_outbox ADD CONSTRAINT records_outbox_idx_key UNIQUE (idx)")


def written(path, change):
    path.chmod(0o644)
    path.write_bytes(change(path.read_bytes()))


def record(seq):
    return Record.objects.select_related("outbox", "content").get(seq=seq)


# -- what an intruder does; each says where the audit must find it -----------------------------------------


def a_column_is_changed(by):
    by.sql("UPDATE records_record SET act = 'legal_review' WHERE seq = 2")
    return "case/", "第2号记录的内容与其登记项不符"


def a_manifest_is_changed(by):
    text = bytes(record(2).content.manifest).replace("查".encode(), "改".encode())
    by.sql("UPDATE records_recordcontent SET manifest = %s WHERE record_id = %s", text, record(2).pk)
    return "case/", "第2号记录"


def a_manifest_is_changed_with_digest_and_commitments(by):
    """Everything in the database made to agree: only the log knows better."""
    import hashlib

    from mingjing.ledger.entry import Entry, commit

    last = Record.objects.select_related("outbox", "content").latest("seq")
    text = bytes(last.content.manifest).replace(b'"fields":{', b'"fields":{"a":"b",', 1)
    assert text != bytes(last.content.manifest)
    made = commit(bytes(last.content.key), text)
    old = Entry.parse(bytes(last.outbox.entry))
    line = Entry(old.type, old.rid, old.at, made, old.case_tag, old.by, old.prev).encode()
    by.sql("UPDATE records_recordcontent SET manifest = %s WHERE record_id = %s", text, last.pk)
    by.sql(
        "UPDATE records_record SET digest = %s, c = %s, g = %s WHERE id = %s",
        hashlib.sha256(text).hexdigest(), made.sha256, made.sm3, last.pk,
    )  # fmt: skip
    by.sql(
        "UPDATE records_outbox SET entry = %s, leaf = %s WHERE id = %s", line, leaf_hash(line), last.outbox_id
    )
    return f"outbox/{last.outbox.idx}", "与日志中的不同"


def a_record_in_the_middle_is_deleted(by):
    by.sql("DELETE FROM records_recordcontent WHERE record_id = %s", record(3).pk)
    by.sql("DELETE FROM records_attachment WHERE record_id = %s", record(3).pk)
    by.sql("DELETE FROM records_record WHERE seq = 3")
    return "outbox/", "所属的记录不见了"


def the_last_record_is_deleted_with_its_entry(by):
    last = Record.objects.select_related("outbox").latest("seq")
    size = Outbox.objects.count()
    by.sql("DELETE FROM records_record WHERE id = %s", last.pk)
    by.sql("DELETE FROM records_outbox WHERE id = %s", last.outbox_id)
    assert last.outbox.idx < size
    return "outbox/", "缺失" if last.outbox.idx < size - 1 else "数据库只到"


def two_records_are_swapped(by):
    one, two = record(2), record(3)
    by.sql("UPDATE records_record SET seq = 999 WHERE id = %s", one.pk)
    by.sql("UPDATE records_record SET seq = 2 WHERE id = %s", two.pk)
    by.sql("UPDATE records_record SET seq = 3 WHERE id = %s", one.pk)
    return "case/", "没有接上前一条记录"


def two_places_are_swapped(by):
    one, two = record(2).outbox, record(3).outbox
    by.sql("UPDATE records_outbox SET idx = %s WHERE id = %s", two.idx, one.pk)
    by.sql("UPDATE records_outbox SET idx = %s WHERE id = %s", one.idx, two.pk)
    return f"outbox/{one.idx}", "与日志中的不同"


def a_place_is_given_twice(by):
    one, two = record(2).outbox, record(3).outbox
    by.sql("UPDATE records_outbox SET idx = %s WHERE id = %s", one.idx, two.pk)
    return f"outbox/{one.idx}", "重复"


def an_entry_and_its_leaf_are_forged_in_the_files(by):
    """The forgery of CVE-2026-56865, in both trees."""
    from mingjing.ledger.digests import sm3

    size = Outbox.objects.count()
    true = bytes(record(2).outbox.entry)
    false = true.replace(b'"type":"', b'"type":"X')[: len(true)]
    store = log.store().root
    written(store / f"tile/entries/000.p/{size}",
            lambda data: data.replace(struct.pack(">H", len(true)) + true, struct.pack(">H", len(false)) + false))  # fmt: skip
    written(store / f"tile/0/000.p/{size}", lambda data: data.replace(leaf_hash(true), leaf_hash(false)))
    written(store / f"sm3/tile/0/000.p/{size}",
            lambda data: data.replace(leaf_hash(true, sm3), leaf_hash(false, sm3)))  # fmt: skip
    return "log/checkpoint", "右边缘"


def an_entry_and_its_leaf_are_forged_in_the_database(by):
    false = bytes(record(2).outbox.entry).replace(b'"by":"', b'"by":"x')
    by.sql(
        "UPDATE records_outbox SET entry = %s, leaf = %s WHERE id = %s",
        false,
        leaf_hash(false),
        record(2).outbox_id,
    )
    return f"outbox/{record(2).outbox.idx}", "与日志中的不同"


def a_tile_is_cut(by):
    size = Outbox.objects.count()
    written(log.store().root / f"tile/0/000.p/{size}", lambda data: data[:-32])
    return "log/checkpoint", "长度"


def an_earlier_partial_tile_is_cut(by):
    written(log.store().root / "tile/0/000.p/1", lambda data: data[:-1])
    return "log/tile/0/000.p/1", "改动或者截断"


def a_tile_of_the_twin_is_changed(by):
    size = Outbox.objects.count()
    written(log.store().root / f"sm3/tile/0/000.p/{size}", lambda data: bytes(32) + data[32:])
    return "log/sm3", "右边缘"


def the_checkpoint_is_rolled_back(by):
    store = log.store()
    store.replace("checkpoint", store.read("checkpoints/1"))
    return "log/checkpoint", "回退到1条"


def the_checkpoint_is_rolled_back_and_the_later_one_removed(by):
    store = log.store()
    store.replace("checkpoint", store.read("checkpoints/1"))
    (store.root / f"checkpoints/{Outbox.objects.count()}").unlink()
    return "log/checkpoints/", "不见了"


def the_database_forgets_its_last_promise(by):
    by.sql("DELETE FROM records_checkpoint WHERE size > 1")
    return "log", "签署过的最大检查点是1条"


def an_original_is_replaced(by):
    digest = Attachment.objects.first().sha256
    written(
        settings.MINGJING_VAULT / "blobs/sha256" / digest[:2] / digest[2:4] / digest,
        lambda data: data[:-1] + b"?",
    )
    return f"vault/{digest}", "号记录：文件 blobs/sha256"


def an_original_is_removed(by):
    digest = Attachment.objects.last().sha256
    (settings.MINGJING_VAULT / "blobs/sha256" / digest[:2] / digest[2:4] / digest).unlink()
    return f"vault/{digest}", "不在原件库中"


def an_original_of_the_right_digest_is_given_another_length_in_the_records(by):
    one = Attachment.objects.first()
    by.sql("UPDATE records_attachment SET size = size + 1 WHERE id = %s", one.pk)
    return f"vault/{one.sha256}", "与记录所列的长度不符"


def an_original_s_sm3_is_changed_in_the_records(by):
    one = Attachment.objects.first()
    by.sql("UPDATE records_attachment SET sm3 = %s WHERE id = %s", "0" * 64, one.pk)
    return f"vault/{one.sha256}", "SM3摘要与记录所列不符"


def a_file_is_laid_among_the_originals(by):
    path = settings.MINGJING_VAULT / "blobs/sha256/ab/cd/另附.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.7")
    return "vault/sha256/ab/cd/另附.pdf", "不是原件库写入的文件"


def an_attachment_is_struck_from_the_list(by):
    one = Attachment.objects.first()
    by.sql("DELETE FROM records_attachment WHERE id = %s", one.pk)
    return "case/", "附件登记与记录所列的原件不同"


def content_is_erased_without_a_disposal(by):
    by.sql("UPDATE records_recordcontent SET manifest = NULL, key = NULL WHERE record_id = %s", record(2).pk)
    return "case/", "没有销毁登记"


def a_record_is_moved_to_another_case(by):
    by.sql("UPDATE records_record SET case_id = gen_random_uuid() WHERE seq = 1")
    return "case/", "而没有案件"


FORGERIES = (
    a_column_is_changed, a_manifest_is_changed, a_manifest_is_changed_with_digest_and_commitments,
    a_record_in_the_middle_is_deleted, the_last_record_is_deleted_with_its_entry, two_records_are_swapped,
    two_places_are_swapped, a_place_is_given_twice, an_entry_and_its_leaf_are_forged_in_the_files,
    an_entry_and_its_leaf_are_forged_in_the_database, a_tile_is_cut, an_earlier_partial_tile_is_cut,
    a_tile_of_the_twin_is_changed, the_checkpoint_is_rolled_back,
    the_checkpoint_is_rolled_back_and_the_later_one_removed, the_database_forgets_its_last_promise,
    an_original_is_replaced, an_original_is_removed,
    an_original_of_the_right_digest_is_given_another_length_in_the_records,
    an_original_s_sm3_is_changed_in_the_records, a_file_is_laid_among_the_originals, an_attachment_is_struck_from_the_list,
    content_is_erased_without_a_disposal, a_record_is_moved_to_another_case,
)  # fmt: skip


def test_what_is_whole_passes_and_every_forgery_is_named(matter, superuser, tmp_path):
    matter.go("register_clue")
    log.sequencer().drain()
    matter.go("inquire")
    log.sequencer().drain()
    whole = audit(NOW)
    assert whole.ok, whole.lines
    assert whole.facts["records"] == Record.objects.count() >= 4
    assert whole.facts["originals"] >= 2
    assert audit(NOW, processes=2).facts == whole.facts
    intruder = Intruder(superuser, tmp_path)
    for forgery in FORGERIES:
        with intruder.undone():
            where, word = forgery(intruder)
            faults = audit(NOW).faults
            told = [(found.file, found.sentence) for found in faults]
            assert any(file.startswith(where) and word in sentence for file, sentence in told), (
                forgery.__name__, where, word, told,
            )  # fmt: skip
    intruder.leave()
    assert audit(NOW).ok


def test_decision_past_the_door_without_its_review_is_named(matter):
    """Appended by the application's own means, logged and signed: only the law knows that something is missing."""
    matter.go("draft_disposition")
    now = at("2026-06-23T10:00")
    told = payload.Payload.parse(matter.payload("decide"))
    asked = Asked("decide", "submit", standing_of(matter.bureau.users["lu"]), told, (), now)
    scene = circumstances.gather(matter.case, asked)
    entry = scene.entry(law.examine(scene.pack, scene.state, scene.proposal, scene.context))
    with transaction.atomic():
        append(matter.case.pk, entry.seq, entry.to_json(), now=now)
    log.sequencer().drain()
    faults = [found.sentence for found in audit(NOW).faults]
    assert any("（decide）不应当能作出" in sentence and "法制审核" in sentence for sentence in faults), faults


def test_whole_case_is_complete(matter):
    matter.go("archive_case")
    log.sequencer().drain()
    report = audit(NOW)
    assert report.ok, report.lines
    assert Case.objects.get().closed


def test_command_tells_people_and_programs_and_its_exit_code(matter, monkeypatch):
    monkeypatch.setattr(runtime, "ready", lambda: contextlib.nullcontext())
    empty = CliRunner().invoke(app, ["audit"])
    assert empty.exit_code == 0, empty.output
    matter.go("register_clue")
    log.sequencer().drain()
    done = CliRunner().invoke(app, ["audit", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["facts"]["records"] == 1
    written(log.store().root / "tile/entries/000.p/1", lambda data: data[:-1] + b"?")
    done = CliRunner().invoke(app, ["audit"])
    assert done.exit_code == 1
    assert "结论：核验不通过" in done.output
    assert "（log/tile/entries/000.p/1）" in done.output
    assert json.loads(CliRunner().invoke(app, ["audit", "--json"]).output)["ok"] is False
