"""A database from yesterday's backup signs no second history; the way back is a command."""

import threading

import pytest
from django.conf import settings
from django.utils import timezone

from mingjing.cases.audit import audit
from mingjing.ledger.errors import DamagedError, ForkError, SignatureError
from mingjing.ledger.report import Report
from mingjing.ledger.signing import open_checkpoint
from mingjing.ledger.store import CHECKPOINT
from mingjing.ledger.verify import verify_log
from mingjing.project import places
from mingjing.records import audit_log, audit_rows, closing, log, rebuild_log, runner, shards
from mingjing.records.models import Checkpoint, Head, Outbox, Record, Shard, Statement
from mingjing.records.proofs import proof_for
from mingjing.witness.book import Book
from mingjing.witness.keys import WitnessKeys
from mingjing.witness.server import WitnessServer

pytestmark = pytest.mark.django_db(transaction=True)


class Backup:
    """What the tables held at some moment, brought back whole as a restore does."""

    TABLES = (
        "outbox", "record", "recordcontent", "casekey", "head", "checkpoint", "cosignature", "shard", "statement",
    )  # fmt: skip

    def __init__(self, superuser):
        self.superuser = superuser
        for table in self.TABLES:
            superuser.execute(f"CREATE TABLE kept_{table} AS SELECT * FROM records_{table}")

    def restore(self):
        self.superuser.execute("SET session_replication_role = replica")
        for table in self.TABLES:
            self.superuser.execute(f"DELETE FROM records_{table}")
            self.superuser.execute(f"INSERT INTO records_{table} SELECT * FROM kept_{table}")
        self.superuser.execute("SET session_replication_role = origin")

    def drop(self):
        for table in self.TABLES:
            self.superuser.execute(f"DROP TABLE IF EXISTS kept_{table}")


@pytest.fixture
def yesterday(write, superuser):
    """A log of 3, backed up with 2 more waiting; then it grew to 7. Yields the backup, already restored."""
    write(3)
    log.sequencer().once()
    write(2)
    backup = Backup(superuser)
    log.sequencer().once()
    write(2)
    log.sequencer().once()
    backup.restore()
    yield backup
    backup.drop()


def test_nothing_is_signed_and_the_sentence_says_the_way_back(yesterday, write):
    write(1)
    before = {path: path.read_bytes() for path in log.store().root.rglob("*") if path.is_file()}
    for _ in range(2):
        with pytest.raises(ForkError, match="mingjing log rebuild"):
            log.sequencer().once()
    assert {path: path.read_bytes() for path in log.store().root.rglob("*") if path.is_file()} == before
    assert set(Checkpoint.objects.values_list("size", flat=True)) == {3}
    told = [(one.file, one.sentence) for one in audit(timezone.now()).faults]
    for where in ("log/checkpoint", "log/sm3/checkpoint"):
        assert (where, "公布的检查点超前到7条，数据库是3条。") in told


def test_rebuilt_from_the_entry_bundles_the_log_goes_on(yesterday, write):
    seen = log.store().read(CHECKPOINT)
    waiting = list(Record.objects.filter(outbox__idx__isnull=True))
    write(1)
    done = rebuild_log.rebuild()
    assert (done.before, done.after, done.placed, len(done.lost)) == (3, 7, 2, 2)
    assert [head.size for head in Head.objects.all()] == [7, 7]
    assert set(Checkpoint.objects.values_list("size", flat=True)) == {3, 5, 7}
    assert log.sequencer().drain().size == 8
    report = verify_log(log.store().root, log.signer().vkey, seen, twin_key=log.twin_vkey())
    assert report.ok, report.lines
    assert sorted(Outbox.objects.values_list("idx", flat=True)) == list(range(8))
    for record in waiting:
        record.refresh_from_db()
        assert proof_for(record).size == 8


@pytest.fixture
def before_two_closings(write, superuser, monkeypatch, tmp_path):
    """Backed up in the first year; then two years were closed, each with records after. Yields the backup, restored."""
    monkeypatch.setattr(places, "SECRETS", tmp_path / "secrets")
    write(3)
    log.sequencer().once()
    backup = Backup(superuser)
    for year in (2027, 2028):
        closing.close(f"log.yunhu-yj.example/{year}", now=timezone.now(), without_witness=True)
        write(2)
        log.sequencer().once()
    backup.restore()
    yield backup
    backup.drop()


def test_closed_logs_come_back_too(before_two_closings, write):
    with pytest.raises(ForkError, match="mingjing log rebuild"):
        log.sequencer()
    done = rebuild_log.rebuild()
    assert (done.before, done.after, done.placed, len(done.lost)) == (3, 9, 0, 4)
    assert done.logs == ["log.yunhu-yj.example/2027", "log.yunhu-yj.example/2028"]
    assert shards.from_database() == shards.known()
    assert sorted(Outbox.objects.values_list("idx", flat=True)) == list(range(9))
    assert Statement.objects.filter(kind="shard").count() == 2
    assert {head.size for head in Head.objects.all()} == {3}
    assert Head.objects.count() == Checkpoint.objects.values("log").distinct().count() == 6
    (record,) = write(1)
    assert log.sequencer().drain().size == 4
    assert proof_for(record).index == 3
    report = Report("x")
    audit_rows.audit_rows(audit_log.audit_log(report), report, timezone.now())
    told = [one.sentence for one in report.faults]
    assert len(told) == 4  # the lost records, and nothing else
    assert all("所属的记录不见了" in sentence for sentence in told)
    assert rebuild_log.rebuild().logs == []


def test_successor_that_names_another_end_is_not_taken_back(before_two_closings):
    first = shards.known()[0].store
    first.replace(CHECKPOINT, first.read(CHECKPOINT).replace(b"\n3\n", b"\n2\n"))
    with pytest.raises(SignatureError):
        rebuild_log.rebuild()
    table = first.read(shards.FILE)
    first.replace(CHECKPOINT, first.read("checkpoints/3"))
    first.replace(shards.FILE, table.replace(b"\n3 ", b"\n2 "))
    with pytest.raises(ForkError, match="所承接的检查点"):
        rebuild_log.rebuild()
    assert not Shard.objects.exists()


def test_rebuilding_what_is_whole_changes_nothing(write):
    write(2)
    log.sequencer().once()
    done = rebuild_log.rebuild()
    assert (done.before, done.after, done.lost) == (2, 2, [])


def test_another_history_is_not_taken_for_a_backup(yesterday, superuser, write):
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("UPDATE records_outbox SET entry = 'forged', leaf = '\\x00' WHERE idx = 1")
    with pytest.raises(ForkError, match="两段不同的历史"):
        rebuild_log.rebuild()
    superuser.execute("UPDATE records_outbox SET idx = 99 WHERE idx = 1")
    with pytest.raises(ForkError, match="日志没有的序号"):
        rebuild_log.rebuild()
    assert Head.objects.get(log=log.signer().name).size == 3


def test_forged_bundle_is_not_taken_back(yesterday):
    bundle = log.store().root / "tile/entries/000.p/7"
    data = bytearray(bundle.read_bytes())
    data[-1] ^= 1
    bundle.write_bytes(bytes(data))
    with pytest.raises(DamagedError):
        rebuild_log.rebuild()
    assert Head.objects.get(log=log.signer().name).size == 3


def test_even_with_the_log_folder_restored_too_the_witness_remembers(write, superuser, tmp_path):
    """Database and files both from yesterday: only somebody outside knows better."""
    keys, book = WitnessKeys.generate("sfj.example/w"), Book(tmp_path / "book")
    book.watch(log.signer().vkey)
    server = WitnessServer(("127.0.0.1", 0), book, keys)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.MINGJING_POLICY.parent.mkdir(parents=True, exist_ok=True)
    settings.MINGJING_POLICY.write_text(
        f"witness w {keys.vkeys[0]} http://127.0.0.1:{server.server_port}\nquorum w\n"
    )
    try:
        write(3)
        log.sequencer().once()
        note = log.store().read("checkpoints/3")
        backup = Backup(superuser)
        assert runner.begin().once().size == 3
        write(2)
        log.sequencer().once()
        runner.ask_all()
        assert book.watched()[0].head.size == 5
        backup.restore()
        backup.drop()
        for folder in (log.store().root, log.store().root / "sm3"):
            (folder / "checkpoints/5").unlink()
            (folder / CHECKPOINT).write_bytes((folder / "checkpoints/3").read_bytes())
        assert log.store().read(CHECKPOINT) == note
        stop = threading.Event()
        with pytest.raises(ForkError, match=r"见证方.*已联署.*到5条.*mingjing log rebuild"):
            runner.run(stop, 0.01)
        assert set(Checkpoint.objects.values_list("size", flat=True)) == {3}
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert runner.begin().once().size == 3  # the witness is gone: noted, and recording goes on


def test_twin_alone_is_brought_back_too(write, superuser):
    """Only the twin's rows are from yesterday."""
    write(3)
    log.sequencer().once()
    write(2)
    log.sequencer().once()
    twin, folder = log.twin_vkey().name, log.store().root / "sm3"
    root = open_checkpoint((folder / "checkpoints/3").read_bytes(), log.twin_vkey()).checkpoint.root
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("DELETE FROM records_checkpoint WHERE log = %s AND size = 5", [twin])
    superuser.execute("UPDATE records_head SET size = 3, root = %s WHERE log = %s", [root, twin])
    with pytest.raises(ForkError):
        log.sequencer().once()
    done = rebuild_log.rebuild()
    assert (done.before, done.after, done.twins) == (5, 5, [twin])
    assert log.sequencer().once().size == 5
    assert rebuild_log.rebuild().twins == []
