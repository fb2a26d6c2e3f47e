"""Whatever goes wrong with process, disk or store: the audit says what and where, and nothing once it is mended."""

from __future__ import annotations

import itertools
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from django.db import connection, transaction
from django.utils import timezone
from moto.server import ThreadedMotoServer

sys.path.insert(0, str(Path(__file__).parents[1] / "records"))

import crashing

from mingjing.cases import fixity
from mingjing.cases.attachments import Attachment
from mingjing.cases.audit import audit
from mingjing.cases.keeping import vault
from mingjing.records import log, statements
from mingjing.records.models import Attachment as Held
from mingjing.records.models import Outbox, Record

pytestmark = pytest.mark.django_db(transaction=True)
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(300_000)


def faults() -> list[tuple[str, str]]:
    return [(one.file, one.sentence) for one in audit(timezone.now()).faults]


def state() -> None:
    with transaction.atomic():
        statements.state("doc", {"note": "x"}, role="handler", now=timezone.now())


@pytest.mark.crash
def test_sequencer_killed_at_every_moment_leaves_what_the_audit_can_tell(matter: Any) -> None:
    """Between promise and publication the published checkpoint is behind: that is said, and mended by the next round."""
    matter.go("register_clue")
    log.sequencer().drain()
    told: set[tuple[str, str]] = set()
    for moment in itertools.count(1):
        state()
        connection.close()
        died = crashing.die_in_round(moment)
        found = faults()
        assert {file for file, _ in found} <= {
            "log/checkpoint",
            "log/sm3/checkpoint",
            "log/checkpoints",
            "log/sm3/checkpoints",
        } | {f"log/{tree}checkpoints/{size}" for tree in ("", "sm3/") for size in range(1, moment + 3)}, found
        told |= {(file, "回退" if "回退" in sentence else "") for file, sentence in found}
        log.sequencer().drain()
        assert faults() == [], moment
        if not died:
            break
    assert moment > 24
    assert {("log/checkpoint", "回退"), ("log/sm3/checkpoint", "回退")} <= told
    assert list(Outbox.objects.order_by("idx").values_list("idx", flat=True)) == list(range(moment + 1))


@contextmanager
def full_disk(most: int) -> Iterator[None]:
    """No file of this process can grow beyond `most` bytes, as on a disk that is full."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_full_disk_in_an_act_leaves_no_half_record(begun: Any) -> None:
    from whole_case import Matter

    matter = begun(Matter, "order_rectification", before=True)
    log.sequencer().drain()
    before = Record.objects.count()
    with full_disk(100_000), pytest.raises(OSError):
        matter.act("order_rectification", attachments=[Attachment.of_bytes("现场.png", PHOTO)])
    assert Record.objects.count() == before
    assert faults() == []
    matter.act("order_rectification", attachments=[Attachment.of_bytes("现场.png", PHOTO)])
    log.sequencer().drain()
    assert Record.objects.count() == before + 1
    assert faults() == []


def test_full_disk_in_a_round_keeps_the_entries_waiting_and_the_log_as_it_was(matter: Any) -> None:
    matter.go("register_clue")
    log.sequencer().drain()
    published = log.store().read("checkpoint")
    for _ in range(3):
        state()
    with full_disk(64), pytest.raises(OSError):
        log.sequencer().once()
    assert log.store().read("checkpoint") == published
    report = audit(timezone.now())
    assert report.ok, report.lines
    assert log.sequencer().drain().size == 4
    assert faults() == []


def key(digest: str) -> str:
    return f"yunhu/sha256/{digest[:2]}/{digest[2:4]}/{digest}"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Any]:
    """The vault is a bucket with Object Lock; its client."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in (("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")):
        monkeypatch.setenv(name, value)
    url = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=url, region_name="us-east-1", config=Config(connect_timeout=5, read_timeout=20)
    )
    client.create_bucket(Bucket="originals", ObjectLockEnabledForBucket=True)
    settings.MINGJING_VAULT = f"s3://originals/yunhu?endpoint={url}&region=us-east-1"
    yield client
    server.stop()


def test_original_hidden_in_the_bucket_is_named_with_the_record_that_holds_it(
    bucket: Any, matter: Any
) -> None:
    """A newer version, a delete marker, a stranger's object: Object Lock keeps the first version, the audit tells the rest."""
    matter.go("order_rectification", before=True)
    matter.act("order_rectification", attachments=[Attachment.of_bytes("现场.png", PHOTO)])
    log.sequencer().drain()
    whole = audit(timezone.now())
    assert whole.ok, whole.lines
    newer, deleted = sorted(set(Held.objects.values_list("sha256", flat=True)))[:2]
    bucket.put_object(Bucket="originals", Key=key(newer), Body=b"forgery!")
    bucket.delete_object(Bucket="originals", Key=key(deleted))
    bucket.put_object(Bucket="originals", Key="yunhu/sha256/ab/cd/x.pdf", Body=b"%PDF-1.7")
    told = dict(faults())
    assert set(told) == {f"vault/{newer}", f"vault/{deleted}", "vault/sha256/ab/cd/x.pdf"}
    for digest in (newer, deleted):
        assert "遮盖" in told[f"vault/{digest}"]
        assert "号记录" in told[f"vault/{digest}"]
    with vault().open(newer) as kept:
        assert kept.read() != b"forgery!"
    assert sorted(seen.digest for seen in fixity.walk(vault()) if seen.faults) == sorted(
        [newer, deleted, "sha256/ab/cd/x.pdf"]
    )
