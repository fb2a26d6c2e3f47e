"""A log is closed with a final cosigned checkpoint; the next one begins with an entry that names it."""

import json
import threading
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from mingjing.ledger import Note, TlogProof, Vkey, open_checkpoint
from mingjing.ledger.errors import ForkError, MalformedError, SignatureError
from mingjing.ledger.report import Report
from mingjing.ledger.store import CHECKPOINT
from mingjing.ledger.verify import verify_log
from mingjing.project import places
from mingjing.records import (
    audit_log,
    audit_rows,
    closing,
    log,
    quorum,
    runner,
    shards,
    trees,
    upkeep,
    witnesses,
)
from mingjing.records.models import Checkpoint, Outbox, Record, Shard, Statement
from mingjing.records.proofs import proof_for, proofs_for
from mingjing.records.shards import ShardClosed
from mingjing.witness.keys import WitnessKeys

pytestmark = pytest.mark.django_db(transaction=True)
NEXT = "log.yunhu-yj.example/2027"


@pytest.fixture(autouse=True)
def own_secrets(monkeypatch, tmp_path):
    monkeypatch.setattr(places, "SECRETS", tmp_path / "secrets")


def close(origin=NEXT, **how):
    return closing.close(origin, now=timezone.now(), **{"without_witness": True, **how})


@pytest.fixture
def two_logs(write):
    """Three records in the first log; then it was closed, and two more were recorded."""
    earlier = write(3)
    close()
    later = write(2)
    log.sequencer().drain()
    return earlier, later


def test_next_log_begins_with_the_final_checkpoint_of_the_one_before(two_logs):
    first, second = shards.known()
    assert [(one.origin, one.first, one.folder) for one in (first, second)] == [
        (django_settings.MINGJING_LOG_ORIGIN, 0, ""),
        (NEXT, 3, "2027"),
    ]
    final = first.store.read(CHECKPOINT)
    report = verify_log(second.store.root, log.vkey(second), twin_key=log.twin_vkey(second))
    assert report.ok, report.lines
    assert report.facts["size"] == 3  # the opening and two records
    assert report.facts["takes_over"]["origin"] == first.origin
    said = json.loads(bytes(Statement.objects.get(kind="shard").content))
    assert said["closed"]["checkpoint"].encode() == final
    assert verify_log(first.store.root, log.vkey(first), twin_key=log.twin_vkey(first)).ok


def test_forged_or_missing_opening_is_found(two_logs):
    second = shards.current()
    path = second.store.root / "opening.json"
    said = json.loads(path.read_text())
    said["statement"] = said["statement"].replace('"size":3', '"size":2')
    path.write_text(json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True))
    faults = verify_log(second.store.root, log.vkey(second)).faults
    assert [found.file for found in faults] == ["opening.json"]
    path.unlink()
    faults = verify_log(second.store.root, log.vkey(second)).faults
    assert [found.file for found in faults] == ["opening.json"]


def test_each_record_is_proved_in_the_log_that_holds_it(two_logs):
    earlier, later = two_logs
    for record, origin, index in [(earlier[2], django_settings.MINGJING_LOG_ORIGIN, 2), (later[0], NEXT, 1)]:
        proof = proof_for(record)
        signed = TlogProof.parse(proof.proof).verify(proof.entry, Vkey.parse(proof.vkey))
        assert (signed.checkpoint.origin, proof.index) == (origin, index)
    assert {proof.size for proof in proofs_for([*earlier, *later])} == {3}
    assert shards.of(2).folder == ""
    assert shards.of(3).folder == shards.of(99).folder == "2027"


def test_both_are_served_with_their_keys(two_logs, client):
    for prefix, origin in (("/log/", django_settings.MINGJING_LOG_ORIGIN), ("/log/2027/", NEXT)):
        key = Vkey.parse(client.get(f"{prefix}log.vkey").content.decode().strip())
        assert open_checkpoint(client.get(f"{prefix}checkpoint").content, key).checkpoint.origin == origin
        assert client.get(f"{prefix}tile/0/000.p/3").status_code == 200
        assert client.get(f"{prefix}sm3/checkpoint").status_code == 200
    assert client.get("/log/current/checkpoint").content == client.get("/log/2027/checkpoint").content
    assert len(client.get("/log/keys").content.splitlines()) == 2
    assert b"3 log.yunhu-yj.example/2027 2027" in client.get("/log/shards").content
    assert client.get("/log/2027/opening.json").status_code == 200
    for path in ("2028/checkpoint", "2028/log.vkey", "sm3/opening.json", "2027/opening"):
        assert client.get(f"/log/{path}").status_code == 404


def test_closed_log_is_never_written_again(write):
    write(1)
    old = log.sequencer()
    old.once()
    close()
    write(1)
    with pytest.raises(ShardClosed):
        old.once()
    assert Checkpoint.objects.filter(log=django_settings.MINGJING_LOG_ORIGIN).count() == 1
    assert log.sequencer().drain().size == 2


def test_running_sequencer_goes_over_to_the_next_log(write, settings):
    settings.MINGJING_WITNESS_SECONDS = 0.02
    write(1)
    thread, tick = runner.SequencerThread(0.01), threading.Event()
    thread.start()
    for _ in range(1000):
        tick.wait(0.01)
        if log.store().read(CHECKPOINT):
            break
    for _ in range(200):  # closing waits its turn; it never breaks into a round
        try:
            close()
            break
        except ForkError:
            tick.wait(0.01)
    write(1)
    for _ in range(1000):
        tick.wait(0.02)
        if (
            not Outbox.objects.filter(idx__isnull=True).exists()
            and Checkpoint.objects.filter(log=NEXT, size=2).exists()
        ):
            break
    thread.stop()
    assert Checkpoint.objects.filter(log=NEXT, size=2).exists()


def test_final_checkpoint_needs_its_witnesses(write):
    write(2)
    with pytest.raises(SignatureError, match="without-witness"):
        close(without_witness=False)
    keys = WitnessKeys.generate("sfj.example/w")
    django_settings.MINGJING_POLICY.parent.mkdir(parents=True, exist_ok=True)
    django_settings.MINGJING_POLICY.write_text(f"witness w {keys.vkeys[0]}\nquorum w\n")
    with pytest.raises(SignatureError, match="没有达到信任策略"):
        close(without_witness=False)
    assert not Shard.objects.exists()
    for tree in (trees.main_of(), trees.twin_of()):  # the policy names no log, so it covers the twin too
        with pytest.raises(SignatureError, match="还缺：sfj"):
            close(without_witness=False)
        note = open_checkpoint(tree.store.read(CHECKPOINT), tree.vkey).note
        witnesses.accept(note.with_lines(keys.cosign(note.text, 1)).raw, log.policy(), now=timezone.now())
    assert close(without_witness=False).origin == NEXT


@pytest.mark.parametrize(
    "origin",
    ["log.x/sm3", "log.x/", "log.x/..", "log.x/A", "log x/2027", "log.yunhu-yj.example/2026", ""],
)
def test_name_that_cannot_be_used_is_refused(origin, write):
    write(1)
    with pytest.raises(MalformedError):
        close(origin)
    assert not Shard.objects.exists()


def test_database_from_before_the_closing_signs_nothing(two_logs, superuser):
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("DELETE FROM records_shard")
    with pytest.raises(ForkError, match="分段表"):
        log.sequencer()


def test_audit_goes_through_all_logs(two_logs, superuser):
    def faults():
        report = Report("x")
        audit_rows.audit_rows(audit_log.audit_log(report), report, timezone.now())
        return [found.file for found in report.faults]

    assert faults() == []
    tile = shards.known()[0].store.root / "tile/entries/000.p/3"
    kept = tile.read_bytes()
    tile.write_bytes(kept[:-1] + b"?")
    assert "log/tile/entries/000.p/3" in faults()
    tile.write_bytes(kept)
    superuser.execute("SET session_replication_role = replica")
    last = Record.objects.latest("pk").outbox_id
    superuser.execute("UPDATE records_outbox SET entry = entry || 'x' WHERE id = %s", [last])
    assert "outbox/5" in faults()


def test_key_of_a_closed_log_that_is_missing_is_a_fault_of_its_file(two_logs):
    (shards.known()[0].store.root / "log.vkey").unlink()
    django_settings.MINGJING_POLICY.parent.mkdir(parents=True, exist_ok=True)
    django_settings.MINGJING_POLICY.write_text("quorum none\n")
    report = Report("x")
    assert audit_log.audit_log(report) == []
    quorum.audit_witnesses(report, timezone.now())
    assert [found.file for found in report.faults] == ["log/log.vkey"]
    django_settings.MINGJING_POLICY.write_text("quorum nobody\n")
    quorum.audit_witnesses(report, timezone.now())
    assert report.faults[-1].file == "log"
    assert "MINGJING_POLICY" in report.faults[-1].sentence


def test_the_nightly_duty_counts_the_entries_of_every_log(two_logs):
    assert "2个日志共6条" in upkeep.audit(timezone.now()).told


def test_closed_log_gets_its_late_cosignatures(two_logs):
    """Closed without a witness; the witness answers afterwards and the fault is mended."""
    keys = WitnessKeys.generate("sfj.example/w")
    django_settings.MINGJING_POLICY.parent.mkdir(parents=True, exist_ok=True)
    django_settings.MINGJING_POLICY.write_text(f"witness w {keys.vkeys[0]}\nquorum w\n")
    policy, first = log.policy(), shards.known()[0]
    late = timezone.now() + timedelta(hours=25)

    def faults():
        report = Report("x")
        quorum.audit_witnesses(report, late)
        return [found.file for found in report.faults]

    assert faults() == [
        "log/checkpoint",
        "log/sm3/checkpoint",
        "log/2027/checkpoint",
        "log/2027/sm3/checkpoint",
    ]
    asked = list(trees.all_witnessed(policy))
    assert {tree.origin for tree in asked} >= {first.origin, f"{first.origin}/sm3"}
    for tree in asked:
        text = Note.parse(witnesses.make_request(tree, 0).checkpoint).text
        witnesses.accept(Note(text, tuple(keys.cosign(text, 1)[:1])).raw, policy, now=timezone.now())
    assert faults() == []
    for tree in (
        trees.main_of(first),
        trees.twin_of(first),
    ):  # and it is published, though nobody writes there
        shown = open_checkpoint(tree.store.read(CHECKPOINT), tree.vkey, policy.witness_keys)
        assert policy.satisfied(shown.cosignatures)


def test_line_of_a_key_that_was_replaced_is_unknown_and_not_false(two_logs):
    old, new = (WitnessKeys.generate("sfj.example/w") for _ in range(2))
    django_settings.MINGJING_POLICY.parent.mkdir(parents=True, exist_ok=True)
    django_settings.MINGJING_POLICY.write_text(f"witness w {old.vkeys[0]}\nquorum w\n")
    for tree in trees.all_witnessed(log.policy()):
        text = Note.parse(witnesses.make_request(tree, 0).checkpoint).text
        witnesses.accept(Note(text, tuple(old.cosign(text, 1)[:1])).raw, log.policy(), now=timezone.now())
    django_settings.MINGJING_POLICY.write_text(f"witness w {new.vkeys[0]}\nquorum w\n")
    report = Report("x")
    quorum.audit_witnesses(report, timezone.now())
    assert report.faults == []
    assert all(
        not quorum.cosigned_enough(log.policy(), tree).exists() for tree in trees.all_witnessed(log.policy())
    )
