"""A witness that this project did not write cosigns our log, and its verifier accepts the result.

Runs where `MINGJING_FOREIGN` names the folder of its programs: `MINGJING_FOREIGN=$(tests/independent/foreign-witness.sh)`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mingjing.ledger import open_checkpoint
from mingjing.ledger.store import CHECKPOINT
from mingjing.ledger.verify import verify_log
from mingjing.records import log, runner, statements
from mingjing.records.models import Cosignature

FOREIGN = os.environ.get("MINGJING_FOREIGN", "")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.independent,
    pytest.mark.skipif(not FOREIGN, reason="MINGJING_FOREIGN isn't set: tests/independent/foreign-witness.sh"),
]
NAME, LIMIT_SECONDS = "foreign.example/w1", 20


def foreign(program: str, *words: object) -> str:
    done = subprocess.run([Path(FOREIGN) / program, *map(str, words)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[str]:
    """The running foreign witness, watching our log; its address. Its key is in our policy, as all the quorum."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = tmp_path / "witness.json"
    told = foreign("aics-witness", "init", "-c", config, "--name", NAME, "--listen", f"127.0.0.1:{port}")
    vkey = next(word for word in told.split() if word.startswith(f"{NAME}+"))
    foreign("aics-witness", "add-log", "-c", config, "--origin", log.vkey().name, "--vkey", log.vkey())
    settings.MINGJING_POLICY.parent.mkdir(parents=True, exist_ok=True)
    settings.MINGJING_POLICY.write_text(f"log {log.vkey()}\nwitness w {vkey} http://127.0.0.1:{port}\nquorum w\n")
    process = subprocess.Popen([Path(FOREIGN) / "aics-witness", "serve", "-c", config], stdout=sys.stderr)
    try:
        end = time.monotonic() + LIMIT_SECONDS
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield vkey
    finally:
        process.terminate()
        process.wait(LIMIT_SECONDS)


def record(count: int) -> None:
    for number in range(count):
        with transaction.atomic():
            statements.state("doc", {"number": number}, role="handler", now=timezone.now())
    log.sequencer().drain()


def test_foreign_witness_cosigns_what_only_grew(witness: str, superuser, tmp_path: Path) -> None:
    for count in (1, 300, 2):
        record(count)
        runner.ask_all()
    log.sequencer().once()
    report = verify_log(log.store().root, log.vkey(), policy=log.policy())
    assert report.ok, report.lines
    assert set(Cosignature.objects.values_list("checkpoint__size", flat=True)) == {1, 301, 303}
    key = tmp_path / "log.vkey"
    key.write_text(f"{log.vkey()}\n")
    foreign(
        "aics-tlog", "verify-inclusion", "--tiles", log.store().root, "--index", 300, "--vkey-file", key,
        "--witness-key", witness, "--quorum", 1,
    )  # fmt: skip
    # What it knows and we have forgotten it tells by 409: the next question begins there.
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("DELETE FROM records_cosignature")
    record(5)
    runner.ask_all()
    assert set(Cosignature.objects.values_list("checkpoint__size", flat=True)) == {308}
    assert open_checkpoint(log.store().read(CHECKPOINT) or b"", log.vkey()).checkpoint.size == 308
