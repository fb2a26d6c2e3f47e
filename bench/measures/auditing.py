"""`mingjing audit` over whole cases, beside reading and hashing the same bytes."""

from __future__ import annotations

import hashlib
import time

from django.utils import timezone

from bench import playing
from bench.rows import Baseline, Row
from mingjing.cases.audit import audit
from mingjing.cases.keeping import vault
from mingjing.records import log
from mingjing.records.models import Attachment, Record, RecordContent


def measure(*, small: bool) -> list[Row]:
    while Record.objects.count() < (1 if small else 300):
        playing.play(playing.bureau().stage())
    log.sequencer().drain()
    start = time.perf_counter()
    report = audit(timezone.now())
    taken = time.perf_counter() - start
    if not report.ok:
        raise AssertionError("\n".join(report.lines))
    start = time.perf_counter()
    plain_work()
    plain = time.perf_counter() - start
    count, originals = report.facts["records"], report.facts["originals"]
    what = f"audit of {count:,} records with {originals:,} originals"
    return [
        Row("audit", what, taken, "s", Baseline("SHA-256 of the same records and originals", plain)),
        Row(
            "audit",
            "records audited",
            count / taken,
            "records/s",
            Baseline("the same hashing", count / plain),
        ),
    ]


def plain_work() -> None:
    """Read and hash once what the audit reads."""
    for manifest in RecordContent.objects.values_list("manifest", flat=True).iterator():
        hashlib.sha256(bytes(manifest)).hexdigest()
    for digest in set(Attachment.objects.values_list("sha256", flat=True)):
        with vault().open(digest) as source:
            hashlib.file_digest(source, "sha256").hexdigest()
