"""Recording goes on whether or not a witness answers; its answer is verified, kept and published."""

import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from typer.testing import CliRunner

from mingjing.ledger import Note, Policy, Signer, open_checkpoint
from mingjing.ledger.errors import ForkError, MalformedError, SignatureError
from mingjing.ledger.report import Report
from mingjing.ledger.store import CHECKPOINT
from mingjing.ledger.verify import verify_log
from mingjing.project.cli import app
from mingjing.records import audit_log, http, log, quorum, runner, trees, witnesses
from mingjing.records.models import Checkpoint, Cosignature
from mingjing.records.proofs import grounds_for
from mingjing.witness.book import Book
from mingjing.witness.keys import WitnessKeys
from mingjing.witness.server import WitnessServer

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def keys():
    return WitnessKeys.generate("sfj.example.gov.cn/witness1")


@pytest.fixture
def witness(keys, tmp_path):
    """A running witness that watches this agency's log; `.url`, `.book`."""
    book = Book(tmp_path / "book.sqlite3")
    book.watch(log.signer().vkey)
    server = WitnessServer(("127.0.0.1", 0), book, keys)
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def write_policy(keys, url, quorum="any", *, twin=False):
    lines = [f"log {log.signer().vkey}", *([f"log {log.twin_vkey()}"] if twin else [])]
    lines += [f"witness w{number} {vkey} {url}" for number, vkey in enumerate(keys.vkeys)]
    lines += [f"group g {quorum} w0 w1", "quorum g"]
    settings.MINGJING_POLICY.parent.mkdir(parents=True, exist_ok=True)
    settings.MINGJING_POLICY.write_text("\n".join(lines) + "\n")


def published(policy=None):
    raw = log.store().read(CHECKPOINT)
    return open_checkpoint(raw, log.signer().vkey, policy.witness_keys if policy else ())


def test_answer_is_published_with_the_checkpoint(write, keys, witness):
    write_policy(keys, witness.url, "all")
    write(3)
    log.sequencer().once()
    policy = log.policy()
    assert not policy.satisfied(published(policy).cosignatures)
    runner.ask_all()
    log.sequencer().once()
    assert policy.satisfied(published(policy).cosignatures)
    assert published().checkpoint.size == 3
    write(4)
    log.sequencer().once()
    runner.ask_all()
    log.sequencer().once()
    report = verify_log(log.store().root, policy=policy)
    assert report.ok, report.lines
    assert set(Cosignature.objects.values_list("checkpoint__size", flat=True)) == {3, 7}
    assert log.store().read("checkpoints/7") != log.store().read(CHECKPOINT)  # kept as first published
    runner.ask_all()
    assert Cosignature.objects.count() == 4


def test_twin_is_cosigned_as_the_log_is(write, keys, witness):
    """Both trees grow, both are asked for, and the policy's quorum is asked of both."""
    write_policy(keys, witness.url, "all", twin=True)
    witness.book.watch(log.twin_vkey())
    write(3)
    log.sequencer().once()
    policy, folder = log.policy(), log.store().root
    runner.ask_all()
    assert not verify_log(folder, policy=policy).ok  # not published yet
    log.sequencer().once()
    write(2)
    log.sequencer().once()
    runner.ask_all()
    log.sequencer().once()
    report = verify_log(folder, policy=policy, twin_key=log.twin_vkey())
    assert report.ok, report.lines
    assert sum("见证联署，签名有效" in line for line in report.lines) == 2
    told = set(Cosignature.objects.values_list("checkpoint__log", "checkpoint__size"))
    assert told == {(tree.origin, size) for tree in (trees.main_of(), trees.twin_of()) for size in (3, 5)}
    assert {one.head.size for one in witness.book.watched()} == {5}
    assert [(one.origin, one.awaiting_since) for one in witnesses.standings(policy)] == [
        (tree.origin, None) for tree in (trees.main_of(), trees.twin_of()) for _ in keys.vkeys
    ]


def test_twin_without_its_quorum_is_a_fault_where_the_policy_names_it(write, keys, witness):
    write_policy(keys, witness.url, twin=True)  # the witness watches the log alone
    write(2)
    log.sequencer().once()
    runner.ask_all()
    log.sequencer().once()
    faults = verify_log(log.store().root, policy=log.policy()).faults
    assert [one.file for one in faults] == ["sm3/checkpoint"]
    assert all(vkey.name in faults[0].sentence for vkey in keys.vkeys)
    write_policy(keys, witness.url)
    report = verify_log(log.store().root, policy=log.policy())
    assert report.ok, report.lines
    assert any(
        "没有可以核验的见证联署" in one.sentence and one.file == "sm3/checkpoint" for one in report.cautions
    )


def test_witness_ahead_with_the_twin_is_an_alarm(write, keys, witness, superuser):
    write_policy(keys, witness.url, twin=True)
    witness.book.watch(log.twin_vkey())
    write(3)
    log.sequencer().once()
    runner.ask_all()
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("DELETE FROM records_cosignature")
    superuser.execute("DELETE FROM records_checkpoint WHERE log LIKE '%/sm3'")
    with pytest.raises(ForkError, match="/sm3"):
        runner.begin()


def test_witness_that_knows_more_than_we_remember_tells_its_size(write, keys, witness, superuser):
    write_policy(keys, witness.url)
    write(3)
    log.sequencer().once()
    runner.ask_all()
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("DELETE FROM records_cosignature")
    write(2)
    log.sequencer().once()
    runner.ask_all()
    assert set(Cosignature.objects.values_list("checkpoint__size", flat=True)) == {5}


def test_silent_witness_keeps_nothing_waiting_and_its_age_is_known(write, keys):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        write_policy(keys, f"http://127.0.0.1:{nobody.getsockname()[1]}")
        write(2)
        assert log.sequencer().once().size == 2
        runner.ask_all()
    assert not Cosignature.objects.exists()
    signed_at = Checkpoint.objects.get(log=log.signer().name).signed_at
    found = witnesses.standings(log.policy())
    assert [(one.name, one.size, one.awaiting_since) for one in found] == [
        (vkey.name, 0, signed_at) for vkey in keys.vkeys
    ]
    assert found[0].hours(signed_at + timedelta(hours=25)) == 25


def test_witness_that_never_answers_is_given_up(keys):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        with pytest.raises(http.Unreachable):
            http.ask(f"http://127.0.0.1:{deaf.getsockname()[1]}/", b"x", seconds=0.1)
    for url in ("file:///etc/passwd", "ftp://x/", "http://", "http://127.0.0.1:99999/"):
        with pytest.raises(http.Unreachable):
            http.ask(url)


def test_waiting_ends_with_the_answer(write, keys, witness):
    write_policy(keys, witness.url)
    write(1)
    log.sequencer().once()
    runner.ask_all()
    assert [one.awaiting_since for one in witnesses.standings(log.policy())] == [None, None]
    write(1)
    log.sequencer().once()
    later = Checkpoint.objects.get(log=log.signer().name, size=2).signed_at
    assert {(one.size, one.awaiting_since) for one in witnesses.standings(log.policy())} == {(1, later)}


def test_false_answer_is_not_kept(write, keys):
    write_policy(keys, "http://127.0.0.1:1")
    write(2)
    log.sequencer().once()
    note, policy = published().note, log.policy()
    liar = WitnessKeys.generate(keys.signers[0].name)
    with pytest.raises(SignatureError):
        witnesses.accept(note.with_lines(liar.cosign(note.text, 1)).raw, policy, now=NOW)
    line = keys.cosign(note.text, 1)[0]
    spoiled = type(line)(line.name, line.key_id, line.signature[:-1] + bytes([line.signature[-1] ^ 1]))
    with pytest.raises(SignatureError):
        witnesses.accept(note.with_lines([spoiled]).raw, policy, now=NOW)
    text = note.text.replace(log.signer().name, "log.example/x")
    foreign = Note(text, tuple(keys.cosign(text, 1))).raw
    with pytest.raises(SignatureError, match="不是"):
        witnesses.accept(foreign, policy, now=NOW)
    assert not Cosignature.objects.exists()


def test_cosigned_checkpoint_that_we_never_signed_is_an_alarm(write, keys):
    write_policy(keys, "http://127.0.0.1:1")
    write(2)
    log.sequencer().once()
    text = published().note.text.replace("\n2\n", "\n9\n")
    strange, policy = Note(text, tuple(keys.cosign(text, 1))).raw, log.policy()
    with pytest.raises(ForkError, match="分叉"):
        witnesses.accept(strange, policy, now=NOW)


def test_running_sequencer_publishes_what_the_witness_answers(write, keys, witness, settings):
    settings.MINGJING_WITNESS_SECONDS = 0.02
    write_policy(keys, witness.url)
    write(3)
    stop, policy = threading.Event(), log.policy()
    thread = runner.SequencerThread(0.02)
    thread._stop = stop
    thread.start()
    for _ in range(1000):
        stop.wait(0.02)
        if log.store().read(CHECKPOINT) and policy.satisfied(published(policy).cosignatures):
            break
    thread.stop()
    assert policy.satisfied(published(policy).cosignatures)


def test_by_file_without_a_network(write, tmp_path, monkeypatch):
    """request, sign, accept: three commands, two files."""
    import contextlib

    from mingjing.project import runtime

    monkeypatch.setattr(runtime, "ready", lambda: contextlib.nullcontext())
    home, asked, signed = tmp_path / "w", tmp_path / "asked", tmp_path / "signed"

    def run(*words, code=0):
        done = CliRunner().invoke(app, ["witness", *map(str, words)])
        assert done.exit_code == code, done.output
        return done.output

    run("serve", "--home", home, code=1)
    vkeys = run("key", "sfj.example.gov.cn/witness1", "--home", home)
    assert "已有见证密钥" in run("key", "sfj.example.gov.cn/witness1", "--home", home, code=1)
    settings.MINGJING_POLICY.parent.mkdir(parents=True, exist_ok=True)
    settings.MINGJING_POLICY.write_text(vkeys + "group both all w1 w2\nquorum both\n")
    write(3)
    log.sequencer().once()
    run("watch", log.store().root / "log.vkey", "--home", home)
    run("request", "-o", asked)
    run("sign", asked, "-o", signed, "--home", home)
    write(2)
    log.sequencer().once()  # the log goes on while the file travels
    assert "witness1" in run("accept", signed)
    assert set(Cosignature.objects.values_list("checkpoint__size", flat=True)) == {3}
    assert "--old 3" in run("sign", _asked(run, asked, 0), "-o", signed, "--home", home, code=1)
    run("sign", _asked(run, asked, 3), "-o", signed, "--home", home)
    run("accept", signed)
    assert log.policy().satisfied(published(log.policy()).cosignatures)
    run("watch", log.store().root / "sm3/log.vkey", "--home", home)
    run("request", "--sm3", "-o", asked)
    run("sign", asked, "-o", signed, "--home", home)
    run("accept", signed)
    twin = trees.twin_of()
    known = open_checkpoint(twin.store.read(CHECKPOINT), twin.vkey, log.policy().witness_keys)
    assert log.policy().satisfied(known.cosignatures)
    assert "--old 5 --sm3" in run("sign", asked, "-o", signed, "--home", home, code=1)
    assert "已联署到5条" in run("show", "--home", home)
    signed.write_bytes(signed.read_bytes().replace(b"/sm3\n5\n", b"/sm3\n4\n"))
    run("accept", signed, code=1)


def _asked(run, path, old):
    run("request", "-o", path, "--old", old)
    return path


def test_request_from_the_future_is_refused(write):
    for tree in (trees.main_of(), trees.twin_of()):
        with pytest.raises(MalformedError):
            witnesses.make_request(tree, 0)
    write(1)
    log.sequencer().once()
    for tree in (trees.main_of(), trees.twin_of()):
        with pytest.raises(MalformedError, match="大于"):
            witnesses.make_request(tree, 2)


def test_policy_decides_how_many_are_enough(write, keys, witness):
    write_policy(keys, witness.url)
    write(1)
    log.sequencer().once()
    runner.ask_all()
    log.sequencer().once()
    other = Signer.generate("dag.example/w", 0x04).vkey
    one_of_two = (
        f"log {log.signer().vkey}\nwitness a {keys.vkeys[0]}\nwitness b {other}\ngroup g 1 a b\nquorum g\n"
    )
    assert verify_log(log.store().root, policy=Policy.parse(one_of_two.encode())).ok
    both = Policy.parse(one_of_two.replace("group g 1", "group g 2").encode())
    assert not verify_log(log.store().root, policy=both).ok


def reply(monkeypatch, answers):
    """The witness answers by address: the end of the path, and what is said."""
    monkeypatch.setattr(http, "ask", lambda url, body=None: answers[url.rsplit("/", 1)[1]])


def test_size_that_nobody_signed_stops_nothing(write, keys, monkeypatch):
    """A liar at the witness's address, or a proxy: a bare number is no proof of a fork."""
    write_policy(keys, "http://witness.example")
    write(2)
    log.sequencer().once()
    policy, tree = log.policy(), trees.main_of()
    ahead = http.Reply(409, "text/x.tlog.size", b"99999999\n")
    text = published().note.text
    foreign = Note(text.replace(tree.origin, "log.example/x").replace("\n2\n", "\n9\n"), ())
    answers = [
        http.Reply(404, "", b""),
        http.Reply(200, "", Note(text, tuple(keys.cosign(text, 1))).raw),
        http.Reply(200, "", Note(foreign.text, tuple(keys.cosign(foreign.text, 1))).raw),
    ]
    for checkpoint in answers:
        reply(monkeypatch, {"add-checkpoint": ahead, "checkpoint": checkpoint})
        with pytest.raises(SignatureError):
            witnesses.ask("http://witness.example", keys.vkeys, policy, tree, now=NOW)
        runner.ask_all()  # noted, no alarm
    assert len(witnesses.refuse_if_ahead(policy)) == 1  # the foreign one is told, and recording goes on
    assert runner.begin().once().size == 2
    more = text.replace("\n2\n", "\n9\n")
    answers = http.Reply(200, "", Note(more, tuple(keys.cosign(more, 1))).raw)
    reply(monkeypatch, {"add-checkpoint": ahead, "checkpoint": answers})
    with pytest.raises(ForkError, match="到9条"):
        witnesses.ask("http://witness.example", keys.vkeys, policy, tree, now=NOW)


def test_quorum_is_found_behind_many_checkpoints_that_lack_it(write, keys, monkeypatch):
    """Thirty later ones have one line of two; only that with both is opened."""
    write_policy(keys, "http://127.0.0.1:1", "all")
    policy, records = log.policy(), write(1)
    log.sequencer().once()
    for size in range(2, 27):
        both = keys.cosign(published().note.text, 1)
        lines = both if size == 2 else both[:1]
        witnesses.accept(published().note.with_lines(lines).raw, policy, now=NOW)
        write(1)
        log.sequencer().once()
    opened = []
    monkeypatch.setattr(quorum, "_verified", lambda *a, true=quorum._verified: opened.append(a) or true(*a))
    found = quorum.quorum_of(policy, trees.main_of())
    assert (found.newest, found.reached, len(opened)) == (26, 1, 2)
    records[0].refresh_from_db()
    (ground,) = grounds_for(records, policy)
    assert ground.signed.checkpoint.size == 1
    assert policy.satisfied(ground.signed.cosignatures)


def test_audit_beside_a_live_writer_looks_again_before_it_speaks(write, monkeypatch):
    """The promise is in the database a moment before the file is there."""
    write(2)
    log.sequencer().once()
    write(1)
    log.sequencer().once()
    root = log.store().root
    paths = [f"{tree}{path}" for tree in ("", "sm3/") for path in (CHECKPOINT, "checkpoints/3")]
    late = {path: (root / path).read_bytes() for path in paths}
    for tree in (root, root / "sm3"):
        (tree / "checkpoints/3").unlink()
        (tree / CHECKPOINT).write_bytes((tree / "checkpoints/2").read_bytes())

    def publishes(seconds):
        for path, data in late.items():
            (root / path).write_bytes(data)

    monkeypatch.setattr(audit_log.time, "sleep", publishes)
    report = Report("x")
    audit_log.audit_log(report)
    assert report.faults == []
