"""`mingjing audit` over whole cases, beside reading and hashing the same bytes; memory is watched."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from typing import Any

from bench import many_records, playing
from bench.rows import Baseline, Row
from bench.server import REPO
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
    told = audited(1 if small else os.cpu_count() or 1)
    taken, facts = told["seconds"], told["facts"]
    start = time.perf_counter()
    plain_work()
    plain = Baseline("SHA-256 of the same records and originals", time.perf_counter() - start)
    what = f"audit of {facts['records']:,} records with {facts['originals']:,} originals"
    return [
        Row("audit", what, taken, "s", plain),
        Row("audit", "records audited", count / taken, "records/s", Baseline("hashed", count / plain.value)),
        Row("audit", "Python's own work for it, all processes", told["busy"] / count * 1000, "ms a record"),
        Row("audit", "memory of a process that does nothing but audit", told["own_kb"] / 1024, "MB"),
        *(
            [Row("audit", "memory of its largest worker", told["worker_kb"] / 1024, "MB")]
            if told["worker_kb"]
            else []
        ),
        Row("audit", f"the same {count:,} records made for it", made, "s"),
        Row("audit", "their entries sequenced into both trees", count / placed, "entries/s"),
    ]


def audited(processes: int) -> dict[str, Any]:
    """What `bench.audited` tells, run in an interpreter of its own: what came before it is not in its memory."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.audited", str(processes)], cwd=REPO, stdout=subprocess.PIPE, check=False
    )
    told: dict[str, Any] = json.loads(done.stdout)
    if done.returncode:
        raise AssertionError("\n".join(told["lines"]))
    return told


def plain_work() -> None:
    """Read and hash once what the audit reads."""
    for manifest in RecordContent.objects.values_list("manifest", flat=True).iterator():
        hashlib.sha256(bytes(manifest)).hexdigest()
    for digest in set(Attachment.objects.values_list("sha256", flat=True)):
        with vault().open(digest) as source:
            hashlib.file_digest(source, "sha256").hexdigest()
