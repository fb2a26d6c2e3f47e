"""`mingjing audit` over whole cases, beside reading and hashing the same bytes; memory is watched."""

from __future__ import annotations

import hashlib
import os
import resource
import time

from django.utils import timezone

from bench import many_records, playing
from bench.rows import Baseline, Row
from mingjing.cases.audit import audit
from mingjing.cases.keeping import vault
from mingjing.cases.models import Case
from mingjing.records import log
from mingjing.records.models import Attachment, RecordContent

RECORDS = 1_000_000


def measure(*, small: bool, records: int = 0) -> list[Row]:
    if not Case.objects.filter(state__seq__gt=20).exists():
        playing.play(playing.bureau().stage())
    model = Case.objects.filter(state__seq__gt=20).order_by("opened_at")[0]
    wanted = records or (60 if small else RECORDS)
    start = time.perf_counter()
    count = many_records.multiply(model.pk, wanted)
    made = time.perf_counter() - start
    start = time.perf_counter()
    log.sequencer().drain()
    placed = time.perf_counter() - start
    before, busy = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, worked()
    start = time.perf_counter()
    report = audit(timezone.now(), processes=1 if small else os.cpu_count() or 1)
    taken, busy = time.perf_counter() - start, worked() - busy
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    if not report.ok:
        raise AssertionError("\n".join(report.lines))
    start = time.perf_counter()
    plain_work()
    plain = Baseline("SHA-256 of the same records and originals", time.perf_counter() - start)
    what = f"audit of {report.facts['records']:,} records with {report.facts['originals']:,} originals"
    return [
        Row("audit", what, taken, "s", plain),
        Row("audit", "records audited", count / taken, "records/s", Baseline("hashed", count / plain.value)),
        Row("audit", "Python's own work for it, all processes", busy / count * 1000, "ms a record"),
        Row("audit", "memory that the audit took, and of its largest child", (grown + peak) / 1024 + 1, "MB"),
        Row("audit", f"the same {count:,} records made for it", made, "s"),
        Row("audit", "their entries sequenced into both trees", count / placed, "entries/s"),
    ]


def worked() -> float:
    """Processor seconds of this process and of its children: other load on the machine hardly changes them."""
    own, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + theirs.ru_utime + theirs.ru_stime


def plain_work() -> None:
    """Read and hash once what the audit reads."""
    for manifest in RecordContent.objects.values_list("manifest", flat=True).iterator():
        hashlib.sha256(bytes(manifest)).hexdigest()
    for digest in set(Attachment.objects.values_list("sha256", flat=True)):
        with vault().open(digest) as source:
            hashlib.file_digest(source, "sha256").hexdigest()
