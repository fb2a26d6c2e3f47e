"""The one writer of the log. The database orders the entries, files are derived from it, a size is signed once.

1. give waiting entries their places, and commit
2. write bundles and tiles (the same rows always give the same bytes)
3. prove the new tree consistent with the old, and sign
4. compare-and-swap the signed note into the database: from here on it is a promise
5. publish the note
6. remove partial tiles that a full one has replaced

A crash between any two steps is repaired by running again.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from mingjing.ledger.errors import ForkError
from mingjing.ledger.note import Note
from mingjing.ledger.signing import Signer, open_checkpoint
from mingjing.ledger.store import CHECKPOINT, LogStore
from mingjing.ledger.tiles import ENTRIES, all_tiles, level_count, levels
from mingjing.ledger.tree import Head as TreeHead
from mingjing.ledger.tree import empty_root
from mingjing.ledger.writer import SignedHead, advance, publish, refuse_if_ahead
from mingjing.records.models import Checkpoint, Head, Outbox

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
    """Feeds one log. `reached` is told each step's name; crash tests end the process there."""

    def __init__(
        self,
        store: LogStore,
        signer: Signer,
        *,
        reached: Callable[[str], None] = lambda step: None,
        batch: int = BATCH,
    ) -> None:
        self.store, self.signer, self.reached, self.batch = store, signer, reached, batch
        self.guarded = False

    def once(self) -> Round:
        """Integrate up to `batch` waiting entries and publish.

        Raises ForkError when something published is ahead of the database (restored from a backup?) and what
        `advance` and `publish` raise; nothing is signed then.
        """
        with _leadership(self.signer.name) as leads:
            if not leads:
                return Round(False, 0, self._head().size)
            self._guard()
            self._place()
            head = self._head()
            rows = list(
                Outbox.objects.filter(idx__gte=head.size)
                .order_by("idx")
                .values_list("idx", "entry")[: self.batch]
            )
            if not rows:
                return Round(True, 0, head.size)
            signed = advance(self.store, head, [(idx, bytes(entry)) for idx, entry in rows], self.signer)
            self.reached("signed")
            self._promise(head, signed)
            self.reached("promised")
            publish(self.store, signed.note, self.signer.vkey)
            self.reached("published")
            self._tidy(head.size, signed.head.size)
            return Round(True, len(rows), signed.head.size)

    def drain(self) -> Round:
        """Rounds until nothing waits; returns the last one."""
        while True:
            done = self.once()
            if not done.leader or done.integrated == 0:
                return done

    # -- steps -----------------------------------------------------------------------------------------

    def _guard(self) -> None:
        """Never sign behind what was published; publish what was promised before a crash."""
        head = self._head()
        if not self.guarded:
            self.store.sweep()
            refuse_if_ahead(self.store, head, self.signer.vkey)
            self._refuse_lost_promises(head)
            self.guarded = True
        raw = self.store.read(CHECKPOINT)
        published = (
            open_checkpoint(raw, self.signer.vkey).checkpoint.head if raw else TreeHead(0, empty_root())
        )
        if published.size > head.size:
            raise ForkError(
                f"已经公布过{published.size}条的检查点，数据库只到{head.size}条（可能由备份恢复），拒绝签名。"
            )
        if published.size < head.size:
            note = Head.objects.values_list("note", flat=True).get(log=self.signer.name)
            publish(self.store, Note.parse(note.encode()), self.signer.vkey)
            self.reached("republished")

    def _refuse_lost_promises(self, head: TreeHead) -> None:
        largest = Checkpoint.objects.filter(log=self.signer.name).aggregate(size=Max("size"))["size"] or 0
        if largest != head.size:
            raise ForkError(f"数据库中最大的检查点是{largest}条，而日志现状是{head.size}条，拒绝签名。")

    def _head(self) -> TreeHead:
        row = Head.objects.filter(log=self.signer.name).values_list("size", "root").first()
        return TreeHead(row[0], bytes(row[1])) if row else TreeHead(0, empty_root())

    def _place(self) -> None:
        """Places in order of insertion, without gaps. The serial id itself is no place: ids commit out of order."""
        with transaction.atomic():
            last = Outbox.objects.aggregate(last=Max("idx"))["last"]
            with connection.cursor() as cursor:
                cursor.execute(_PLACE, [0 if last is None else last + 1, self.batch])
            self.reached("placing")
        self.reached("placed")

    def _tidy(self, old: int, new: int) -> None:
        """Readers that ask for a removed partial tile fall back to the full one, as tlog-tiles has it."""
        for level in (ENTRIES, *levels(new)):
            for tile in all_tiles(new, level, level_count(old, level)):
                self.store.drop_superseded_partials(tile)

    def _promise(self, old: TreeHead, signed: SignedHead) -> None:
        """Compare-and-swap: of two leaders only one gets its note into the database."""
        new = {"size": signed.head.size, "root": signed.head.root, "note": signed.note.raw.decode()}
        with transaction.atomic():
            if old.size == 0 and not Head.objects.filter(log=self.signer.name).exists():
                Head.objects.create(log=self.signer.name, **new)
            elif not Head.objects.filter(log=self.signer.name, size=old.size, root=old.root).update(**new):
                raise ForkError("日志已由另一进程推进，本次签名作废。")
            Checkpoint.objects.create(log=self.signer.name, signed_at=timezone.now(), **new)
            self.reached("promising")


@contextlib.contextmanager
def _leadership(log: str) -> Iterator[bool]:
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
