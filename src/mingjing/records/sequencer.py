"""The one writer of the log. The database orders the entries, files are derived from it, a size is signed once.

1. give waiting entries their places, and commit
2. write bundles and tiles (the same rows always give the same bytes)
3. prove the new tree consistent with the old, and sign
4. compare-and-swap the signed note into the database: from here on it is a promise
5. publish the note
6. remove partial tiles that a full one has replaced
7. the same from 2 on for the SM3 twin, from the main log's bundles

A crash between any two steps is repaired by running again.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max

from mingjing.ledger.digests import sm3
from mingjing.ledger.reader import LogReader
from mingjing.ledger.signing import Signer
from mingjing.ledger.sm2 import Sm2Signer
from mingjing.ledger.store import LogStore
from mingjing.ledger.twin import TwinStore, follow, twin_origin
from mingjing.ledger.writer import advance
from mingjing.records.branch import Branch
from mingjing.records.models import Outbox, Shard
from mingjing.records.shards import ShardClosed

BATCH = 2000

_PLACE = """
UPDATE records_outbox o SET idx = %s + w.place FROM (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS place
    FROM (SELECT id FROM records_outbox WHERE idx IS NULL ORDER BY id LIMIT %s) few
) w WHERE o.id = w.id
"""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did: entries integrated now, and the log's size. `leader` is False when another one works."""

    leader: bool
    integrated: int
    size: int


class Sequencer:
    """Feeds one log. `reached` is told each step's name; crash tests end the process there.

    `first` is the outbox place of this log's entry 0 (see `shards`).
    `sm2`: the national key; with it the SM3 twin is written too, and the main checkpoint bears its line as well.
    """

    def __init__(
        self,
        store: LogStore,
        signer: Signer,
        *,
        sm2: Sm2Signer | None = None,
        first: int = 0,
        reached: Callable[[str], None] = lambda step: None,
        batch: int = BATCH,
    ) -> None:
        self.main = Branch(store, signer, reached)
        self.twin: Branch | None = None
        self._twin_store = TwinStore(store)
        self._more: tuple[Sm2Signer, ...] = ()
        if sm2 is not None:
            national = sm2.called(twin_origin(signer.name))
            self.twin = Branch(self._twin_store, national, lambda step: reached(f"twin {step}"), sm3)
            self._more = (sm2.called(signer.name),)
        self.reached, self.batch, self.first = reached, batch, first

    def once(self) -> Round:
        """Integrate up to `batch` waiting entries and publish.

        Raises ForkError when something published is ahead of the database (restored from a backup?) and what
        `advance` and `publish` raise; ShardClosed when this log has been closed. Nothing is signed then.
        """
        with leadership(self.main.name) as leads:
            if not leads:
                return Round(False, 0, self.main.head().size)
            if Shard.objects.filter(first__gt=self.first).exists():
                raise ShardClosed
            self.main.guard()
            if self.twin:
                self.twin.guard()
            self._place()
            head = self.main.head()
            rows = list(
                Outbox.objects.filter(idx__gte=self.first + head.size)
                .order_by("idx")
                .values_list("idx", "entry")[: self.batch]
            )
            size = head.size
            if rows:
                entries = [(idx - self.first, bytes(entry)) for idx, entry in rows]
                signed = advance(self.main.store, head, entries, self.main.signer, *self._more)
                self.main.settle(head, signed)
                size = signed.head.size
            self._follow()
            self.main.show_cosignatures()
            if self.twin:
                self.twin.show_cosignatures()
            return Round(True, len(rows), size)

    def drain(self) -> Round:
        """Rounds until nothing waits; returns the last one."""
        while True:
            done = self.once()
            if not done.leader or done.integrated == 0:
                return done

    # -- steps -----------------------------------------------------------------------------------------

    def _place(self) -> None:
        """Places in order of insertion, without gaps. The serial id itself is no place: ids commit out of order."""
        with transaction.atomic():
            last = Outbox.objects.aggregate(last=Max("idx"))["last"]
            with connection.cursor() as cursor:
                cursor.execute(_PLACE, [0 if last is None else last + 1, self.batch])
            self.reached("placing")
        self.reached("placed")

    def _follow(self) -> None:
        """Bring the twin up to the main log: from its bundles, so that it can only hold the same entries."""
        if self.twin is None:
            return
        main, old = self.main.head(), self.twin.head()
        if old.size >= main.size:
            return
        reader = LogReader(self.main.store, main)
        while (signed := follow(self._twin_store, old, reader, self.twin.signer)) is not None:
            self.twin.settle(old, signed)
            old = signed.head


@contextlib.contextmanager
def leadership(log: str) -> Iterator[bool]:
    """One leader a log, by an advisory lock of this session; the lock goes with the connection."""
    number = int.from_bytes(hashlib.sha256(log.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        leads = cursor.fetchone()[0]
    try:
        yield leads
    finally:
        if leads and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
