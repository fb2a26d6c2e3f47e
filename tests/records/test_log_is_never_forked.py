"""A database that is behind what was published refuses to sign; of two sequencers one works."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.utils import timezone

from mingjing.ledger.errors import ConflictError, DamagedError, ForkError, MalformedError
from mingjing.ledger.proof import TlogProof
from mingjing.ledger.report import Report
from mingjing.ledger.store import CHECKPOINT
from mingjing.records import audit_log, audit_rows, log
from mingjing.records.models import Checkpoint, Head, Outbox, Record
from mingjing.records.proofs import NotYetLogged, proof_for, proofs_for
from mingjing.records.sequencer import Sequencer

pytestmark = pytest.mark.django_db(transaction=True)


def sequencer():
    return log.sequencer()


def restore(superuser, size):
    """What a backup from the time when the log had `size` entries brings back."""
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("DELETE FROM records_checkpoint WHERE size > %s", [size])
    superuser.execute("UPDATE records_outbox SET idx = NULL WHERE idx >= %s", [size])
    superuser.execute(
        "UPDATE records_head h SET size = c.size, root = c.root, note = c.note FROM records_checkpoint c "
        "WHERE c.log = h.log"
    )


def test_database_restored_from_a_backup_refuses_to_sign(write, superuser):
    write(3)
    sequencer().once()
    write(2)
    sequencer().once()
    published = log.store().read(CHECKPOINT)
    restore(superuser, 3)
    write(1)
    for _ in range(2):
        with pytest.raises(ForkError, match="备份恢复"):
            sequencer().once()
    assert log.store().read(CHECKPOINT) == published
    assert Checkpoint.objects.count() == 2  # of the log and of its twin
    assert not Outbox.objects.filter(idx__gte=3).exists()


def test_restored_database_refuses_even_when_the_newest_checkpoint_file_was_put_back_too(write, superuser):
    write(3)
    sequencer().once()
    old = log.store().read(CHECKPOINT)
    write(2)
    sequencer().once()
    restore(superuser, 3)
    log.store().replace(CHECKPOINT, old)
    with pytest.raises(ForkError):
        sequencer().once()


def test_restored_database_refuses_when_only_the_twin_remembers(write, superuser):
    write(3)
    sequencer().once()
    write(2)
    sequencer().once()
    restore(superuser, 3)
    store = log.store()
    store.replace(CHECKPOINT, store.read("checkpoints/3"))
    (store.root / "checkpoints/5").unlink()
    with pytest.raises(ForkError):
        sequencer().once()


def test_emptied_database_refuses_to_begin_again(write, superuser):
    write(3)
    sequencer().once()
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("TRUNCATE records_head, records_checkpoint CASCADE")
    with pytest.raises(ForkError):
        sequencer().once()


def test_running_sequencer_notices_that_the_log_went_on_elsewhere(write, superuser):
    write(1)
    running = sequencer()
    running.once()
    write(1)
    sequencer().once()
    restore(superuser, 1)
    with pytest.raises(ForkError):
        running.once()


def test_forged_tile_stops_the_signature(write):
    write(3)
    sequencer().once()
    tile = log.store().root / "tile/0/000.p/3"
    tile.write_bytes(b"\x00" * 96)
    write(1)
    with pytest.raises(DamagedError):
        sequencer().once()
    assert [head.size for head in Head.objects.all()] == [3, 3]


def test_foreign_file_in_the_way_is_not_overwritten(write):
    write(1)
    sequencer().once()
    foreign = log.store().root / "tile/entries/000.p/2"
    foreign.write_bytes(b"\x00\x01x\x00\x01y")
    write(1)
    with pytest.raises(ConflictError):
        sequencer().once()
    assert foreign.read_bytes() == b"\x00\x01x\x00\x01y"
    assert [head.size for head in Head.objects.all()] == [1, 1]


def test_two_sequencers_at_once_sign_each_size_once(write):
    write(40)

    def work():
        try:
            own = Sequencer(log.store(), log.signer(), sm2=log.sm2(), batch=3)
            while own.once().size < 40:
                pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work) for _ in range(2)]:
            done.result(timeout=60)
    for name in (log.signer().name, log.twin_vkey().name):
        signed = Checkpoint.objects.filter(log=name).order_by("size")
        assert [row.size for row in signed] == [*range(3, 40, 3), 40]
    assert sorted(Outbox.objects.values_list("idx", flat=True)) == list(range(40))
    report = Report("x")
    audit_rows.audit_rows(audit_log.audit_log(report), report, timezone.now())
    assert report.ok, report.lines


def test_while_another_leads_nothing_is_signed(write, superuser):
    write(1)
    held = Sequencer(log.store(), log.signer(), reached=lambda step: seen.append(other().leader))
    seen = []

    def other():
        results = []
        thread = threading.Thread(
            target=lambda: (results.append(sequencer().once()), connections.close_all())
        )
        thread.start()
        thread.join(60)
        return results[0]

    assert held.once().integrated == 1
    assert seen
    assert not any(seen)
    assert connection.is_usable()


def test_proof_of_a_record_convinces_an_outsider(write):
    records = write(5)
    with pytest.raises(NotYetLogged):
        proof_for(records[0])
    sequencer().once()
    later = write(1)
    with pytest.raises(NotYetLogged):
        proof_for(later[0])
    proofs = proofs_for(records)
    assert {proof.size for proof in proofs} == {5}
    for record, proof in zip(records, proofs, strict=True):
        signed = TlogProof.parse(proof.proof).verify(proof.entry, log.signer().vkey)
        assert signed.checkpoint.size == 5
        assert record.rid in proof.entry.decode()
    assert Record.objects.count() == 6


def test_partial_tiles_go_when_the_full_one_is_there(write):
    write(250)
    sequencer().once()
    record = write(1)[0]
    sequencer().once()
    folder = log.store().root
    assert (folder / "tile/0/000.p/250").exists()
    write(9)
    sequencer().once()
    assert not (folder / "tile/0/000.p").exists()
    assert not (folder / "tile/entries/000.p").exists()
    assert (folder / "tile/0/000").stat().st_size == 8192
    assert proof_for(record).size == 260


def test_key_of_another_log_is_refused(settings):
    settings.MINGJING_LOG_ORIGIN = "log.example/another"
    with pytest.raises(MalformedError, match="不符"):
        log.signer()
