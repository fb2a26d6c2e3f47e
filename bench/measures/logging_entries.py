"""The transparency log: giving entries their places, proving one, checking a proof."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bench.rows import Baseline, Row
from bench.timing import median, typical
from mingjing.ledger.check import check_inclusion
from mingjing.ledger.checkpoint import Checkpoint
from mingjing.ledger.entry import Entry, case_tag, commit, new_key, new_rid
from mingjing.ledger.proof import TlogProof, prove
from mingjing.ledger.reader import LogReader, edge_root
from mingjing.ledger.signing import Signer, sign_checkpoint
from mingjing.ledger.store import LogStore
from mingjing.ledger.tiles import WIDTH, all_tiles, edge, levels, split_hashes
from mingjing.ledger.tree import Head, leaf_hash, root
from mingjing.records import log
from mingjing.records.models import Outbox
from mingjing.records.sequencer import Sequencer


def measure(*, small: bool) -> list[Row]:
    rows = []
    log.sequencer().drain()
    for batch, rounds in ((1, 3), (50, 2)) if small else ((1, 30), (100, 10), (1000, 5)):
        rows.append(sequencing(batch, rounds))
    for size in (1000,) if small else (10_000, 1_000_000, 10_000_000):
        rows += proving(size, 20 if small else 500)
    return rows


def entries(count: int) -> Iterator[bytes]:
    """Entries of the real length."""
    tag, key = case_tag(new_key()), new_key()
    commitment = commit(key, b"manifest")
    now = int(time.time())
    for _ in range(count):
        yield Entry("act", new_rid(), now, commitment, tag, "handler", None).encode()


def sequencing(batch: int, rounds: int) -> Row:
    """Entries a second through the real sequencer: database, both trees, signatures, checkpoints; all of it fsynced."""
    lines = list(entries(batch * rounds))
    now = timezone.now()
    with transaction.atomic():
        Outbox.objects.bulk_create(
            (Outbox(entry=line, leaf=leaf_hash(line), created_at=now) for line in lines), batch_size=1000
        )
    sequencer = Sequencer(log.store(), log.signer(), sm2=log.sm2(), batch=batch)
    sequencer.once()  # looks at all kept checkpoints once
    start = time.perf_counter()
    done = 1
    while done < rounds and sequencer.once().integrated:
        done += 1
    rate = batch * (done - 1) / (time.perf_counter() - start)
    plain = Baseline(f"fsynced appends of {batch}", appends(lines[:batch], min(rounds, 10)))
    return Row("ledger", f"sequencing, batches of {batch}", rate, "entries/s", plain)


def appends(lines: list[bytes], rounds: int) -> float:
    """Entries a second when they are only written to the end of a file, with an fsync after each batch."""
    path = Path(settings.MINGJING_LOG_DIR).parent / "appends"
    with path.open("ab") as file:
        start = time.perf_counter()
        for _ in range(rounds):
            file.write(b"".join(lines))
            file.flush()
            os.fsync(file.fileno())
        taken = time.perf_counter() - start
    path.unlink()
    return len(lines) * rounds / taken


def proving(size: int, times: int) -> list[Row]:
    """A proof of one of `size` entries made from the tiles on disk, and its check."""
    signer = Signer.generate("bench.example/log")
    with TemporaryDirectory(prefix="mingjing-bench-log-", dir=Path(settings.MINGJING_VAR)) as folder:
        store = LogStore(Path(folder) / "log")
        head = fill(store, size)
        note = sign_checkpoint(Checkpoint(signer.name, head), signer)
        reader = LogReader(store, head)
        wanted = [index * 7919 % size for index in range(times)]
        proofs: list[TlogProof] = []
        made = [
            _once(lambda index=index: proofs.append(prove(LogReader(store, head), index, note.raw)))
            for index in wanted
        ]
        warm = [_once(lambda index=index: prove(reader, index, note.raw)) for index in wanted]
        proof = proofs[0]
        entry = line(proof.index)
        leaf = leaf_hash(entry)
        checked = typical(lambda: proof.verify(entry, signer.vkey), times)
        path = typical(lambda: check_inclusion(leaf, proof.index, proof.path, head), times)
        length = len(proof.path)
    block = os.urandom(64)
    one = typical(lambda: [hashlib.sha256(block).digest() for _ in range(length)], times)
    plain = Baseline(f"SHA-256 of 64 bytes × {length}", one)
    name = f"of {size:,} entries"
    return [
        Row("ledger", f"proof {name}, cold reader, p50", median(made), "ms", plain, 3.0),
        Row("ledger", f"proof {name}, reader kept, p50", median(warm), "ms", plain),
        Row("ledger", f"verification of its path {name}", path, "ms", plain, 0.1),
        Row("ledger", f"verification of it {name}, with the signature", checked, "ms", plain),
    ]


def _once(work: object) -> float:
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return (time.perf_counter() - start) * 1000


def line(index: int) -> bytes:
    """Entry number `index` of a generated log."""
    return b"entry-%d" % index


def fill(store: LogStore, size: int) -> Head:
    """The hash tiles of a log of `size` entries, as the writer would leave them; a proof reads nothing else."""
    row = [leaf_hash(line(index)) for index in range(size)]
    for level in levels(size):
        above: list[bytes] = []
        for tile in all_tiles(size, level):
            hashes = row[tile.index * WIDTH : tile.index * WIDTH + tile.width]
            target = store.root / tile.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(b"".join(hashes))
            if tile.width == WIDTH:
                above.append(root(hashes))
        row = above
    return Head(size, edge_root([split_hashes(store.read_tile(tile)) for tile in edge(size)]))
