"""`mingjing log`: what the operator reads, and the exit codes that a nightly job goes by."""

import contextlib
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from typer.testing import CliRunner

from mingjing.ledger import open_checkpoint
from mingjing.ledger.report import Report
from mingjing.ledger.store import CHECKPOINT
from mingjing.project import places, runtime
from mingjing.project.cli import app
from mingjing.records import log, quorum, trees, witnesses
from mingjing.records.models import Shard
from mingjing.witness.keys import WitnessKeys

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _in_this_database(monkeypatch, tmp_path):
    monkeypatch.setattr(runtime, "ready", lambda: contextlib.nullcontext())
    monkeypatch.setattr(runtime, "setup", lambda: None)
    monkeypatch.setattr(places, "SECRETS", tmp_path / "secrets")


def run(*words, code=0):
    done = CliRunner().invoke(app, ["log", *map(str, words)])
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


def test_status_tells_sizes_and_who_is_awaited(write, superuser):
    assert "没有外部见证" in run("status")
    keys = WitnessKeys.generate("sfj.example/w")
    settings.MINGJING_POLICY.parent.mkdir(parents=True, exist_ok=True)
    settings.MINGJING_POLICY.write_text(f"witness w {keys.vkeys[0]}\nquorum w\n")
    write(2)
    log.sequencer().once()
    write(1)
    told = run("status")
    assert f"{log.signer().name}：2条" in told
    assert "等待写入日志的记录1条" in told
    assert "见证方 sfj.example/w：联署到0条，其后的检查点已等待0.0小时" in told
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("UPDATE records_checkpoint SET signed_at = signed_at - %s", [timedelta(hours=25)])
    assert "已等待25.0小时" in run("status", code=1)


def test_status_says_which_witness_the_quorum_lacks_and_since_when(write, superuser):
    one, two = WitnessKeys.generate("sfj.example/w"), WitnessKeys.generate("dag.example/w")
    settings.MINGJING_POLICY.parent.mkdir(parents=True, exist_ok=True)
    settings.MINGJING_POLICY.write_text(
        f"log {log.vkey()}\nlog {log.twin_vkey()}\nwitness a {one.vkeys[0]}\nwitness b {two.vkeys[0]}\n"
        "group both all a b\nquorum both\n"
    )
    write(2)
    log.sequencer().once()
    for tree, keys in ((trees.main_of(), (one, two)), (trees.twin_of(), (one,))):
        note = open_checkpoint(tree.store.read(CHECKPOINT), tree.vkey).note
        lines = [line for signer in keys for line in signer.cosign(note.text, 1)[:1]]
        witnesses.accept(note.with_lines(lines).raw, log.policy(), now=timezone.now())
    told = run("status")
    assert f"“{trees.main_of().origin}”的最新检查点（2条）已达到" in told
    assert "（2条）没有达到信任策略要求的见证人数，缺dag.example/w；还没有一个检查点达到" in told
    assert "与留存的1份历次检查点一致" in told
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(
        "UPDATE records_checkpoint SET signed_at = signed_at - interval '25 hours' WHERE log LIKE '%/sm3'"
    )
    assert "已等待25.0小时" in run("status", code=1)
    report = Report("x")
    quorum.audit_witnesses(report, timezone.now())
    assert [(found.file, "dag.example/w" in found.sentence) for found in report.faults] == [
        ("log/sm3/checkpoint", True)
    ]
    # Its end and not its key ID: a line of an unknown key says nothing.
    superuser.execute(
        r"UPDATE records_cosignature SET line = regexp_replace(line, '.{6}(=*\s*)$', 'AAAAAA\1')"
    )
    report = Report("x")
    quorum.audit_witnesses(report, timezone.now())
    assert {found.file for found in report.faults} == {"log/checkpoint", "log/sm3/checkpoint"}
    assert sum("联署不能核验" in found.sentence for found in report.faults) == 3


def test_status_finds_a_kept_checkpoint_that_the_log_does_not_continue(write):
    write(2)
    log.sequencer().once()
    write(1)
    log.sequencer().once()
    assert "与留存的2份历次检查点一致" in run("status")
    path = log.store().root / "checkpoints/2"
    path.write_bytes((log.store().root / "checkpoints/3").read_bytes())
    assert "checkpoints/2" in run("status", code=1)


def test_closing_is_refused_without_witnesses_and_done_when_told(write):
    write(1)
    assert "没有见证" in run("close", "--next", "log.x/2027", code=1)
    assert not Shard.objects.exists()
    told = run("close", "--next", "log.x/2027", "--without-witness")
    assert "/log/2027/" in told
    assert str(log.vkey()) in told.replace("\n", "")
    assert "每个日志只能用一次" in run("close", "--next", "log.x/2027", "--without-witness", code=1)


def test_rebuilding_tells_what_came_back(write, superuser):
    write(2)
    log.sequencer().once()
    assert "不需要恢复" in run("rebuild")
    lost = write(1)[0]
    log.sequencer().once()
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("DELETE FROM records_recordcontent WHERE record_id = %s", [lost.pk])
    superuser.execute("DELETE FROM records_record WHERE id = %s", [lost.pk])
    superuser.execute("DELETE FROM records_outbox WHERE id = %s", [lost.outbox_id])
    superuser.execute("DELETE FROM records_checkpoint WHERE size > 2")
    superuser.execute(
        "UPDATE records_head h SET size = c.size, root = c.root, note = c.note FROM records_checkpoint c "
        "WHERE c.log = h.log"
    )
    told = run("rebuild")
    assert "已由2条恢复到3条" in told
    assert lost.rid in told


def test_stamping_says_why_it_cannot(write, tmp_path):
    assert "还没有检查点" in run("timestamp", "--url", "http://127.0.0.1:1/", code=1)
    write(1)
    log.sequencer().once()
    assert "没有应答" in run("timestamp", "--url", "http://127.0.0.1:1/", code=1)
    assert "读不到" in run("timestamp", "--url", "http://127.0.0.1:1/", "--roots", tmp_path / "none", code=1)
