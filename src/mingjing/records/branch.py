"""One tree of the log as the sequencer sees it: its promises in the database, its files, its keys.

The main log and its SM3 twin are two of them, under the same rules: files first, proved, signed once a size,
compare-and-swapped into the database, published.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from mingjing.ledger.digests import Digest, sha256
from mingjing.ledger.errors import ForkError
from mingjing.ledger.note import Note
from mingjing.ledger.note_line import SignatureLine
from mingjing.ledger.signing import NoteSigner, open_checkpoint
from mingjing.ledger.store import CHECKPOINT, LogStore
from mingjing.ledger.tiles import ENTRIES, all_tiles, level_count, levels
from mingjing.ledger.tree import Head as TreeHead
from mingjing.ledger.tree import empty_root
from mingjing.ledger.vkey import Vkey
from mingjing.ledger.writer import SignedHead, publish, refuse_if_ahead
from mingjing.records.models import Checkpoint, Cosignature, Head

WAY_BACK = "请先查明原因；确是由备份恢复的，请停止服务，运行 mingjing log rebuild，由条目文件恢复后再启动。"


@dataclass(slots=True)
class Branch:
    """`signer` is the key whose name is the tree's origin. `reached` is told each step's name, for crash tests."""

    store: LogStore
    signer: NoteSigner
    reached: Callable[[str], None]
    digest: Digest = sha256
    guarded: bool = False

    @property
    def name(self) -> str:
        """The tree's origin."""
        return self.signer.name

    def head(self) -> TreeHead:
        """What the database has promised (1 query)."""
        row = Head.objects.filter(log=self.name).values_list("size", "root").first()
        return TreeHead(row[0], bytes(row[1])) if row else TreeHead(0, empty_root(self.digest))

    def guard(self) -> None:
        """Never sign behind what was published; publish what was promised before a crash.

        Raises ForkError that says the way back, SignatureError.
        """
        try:
            self._compare()
        except ForkError as error:
            raise ForkError(f"{error}{WAY_BACK}") from error

    def _compare(self) -> None:
        head, begins = self.head(), not self.guarded
        if begins:
            self.store.sweep()
            refuse_if_ahead(self.store, head, self.signer.vkey)
            self._refuse_lost_promises(head)
            self.guarded = True
        raw = self.store.read(CHECKPOINT)
        published = (
            open_checkpoint(raw, self.signer.vkey).checkpoint.head
            if raw
            else TreeHead(0, empty_root(self.digest))
        )
        if published.size > head.size:
            raise ForkError(
                f"已经公布过{published.size}条的检查点，数据库只到{head.size}条（可能由备份恢复），拒绝签名。"
            )
        # Killed between the two files of a publication, the kept one is missing.
        unkept = begins and head.size > 0 and self.store.read(f"checkpoints/{head.size}") is None
        if published.size < head.size or unkept:
            note = Head.objects.values_list("note", flat=True).get(log=self.name)
            publish(self.store, Note.parse(note.encode()), self.signer.vkey)
            self.reached("republished")

    def _refuse_lost_promises(self, head: TreeHead) -> None:
        largest = Checkpoint.objects.filter(log=self.name).aggregate(size=Max("size"))["size"] or 0
        if largest != head.size:
            raise ForkError(f"数据库中最大的检查点是{largest}条，而日志现状是{head.size}条，拒绝签名。")

    def settle(self, old: TreeHead, signed: SignedHead) -> None:
        """Promise, publish and tidy up a new head. Raises ForkError when another leader was faster."""
        self.reached("signed")
        self._promise(old, signed)
        self.reached("promised")
        publish(self.store, signed.note, self.signer.vkey)
        self.reached("published")
        self._tidy(old.size, signed.head.size)

    def _promise(self, old: TreeHead, signed: SignedHead) -> None:
        """Compare-and-swap: of two leaders only one gets its note into the database."""
        new = {"size": signed.head.size, "root": signed.head.root, "note": signed.note.raw.decode()}
        with transaction.atomic():
            if old.size == 0 and not Head.objects.filter(log=self.name).exists():
                Head.objects.create(log=self.name, **new)
            elif not Head.objects.filter(log=self.name, size=old.size, root=old.root).update(**new):
                raise ForkError("日志已由另一进程推进，本次签名作废。")
            Checkpoint.objects.create(log=self.name, signed_at=timezone.now(), **new)
            self.reached("promising")

    def _tidy(self, old: int, new: int) -> None:
        """Readers that ask for a removed partial tile fall back to the full one, as tlog-tiles has it."""
        for level in (ENTRIES, *levels(new)):
            for tile in all_tiles(new, level, level_count(old, level)):
                self.store.drop_superseded_partials(tile)

    def show_cosignatures(self) -> None:
        """Publish the newest checkpoint again when witnesses have answered since (1 query)."""
        if show_cosignatures(self.store, self.signer.vkey):
            self.reached("cosigned")


def show_cosignatures(store: LogStore, vkey: Vkey) -> bool:
    """As the method, of any tree; whether there was something to publish (1 query)."""
    raw = store.read(CHECKPOINT)
    if raw is None:
        return False
    note = open_checkpoint(raw, vkey).note
    size = int(note.text.split("\n")[1])
    lines = Cosignature.objects.filter(checkpoint__log=vkey.name, checkpoint__size=size)
    more = note.with_lines(
        SignatureLine.parse(line.removesuffix("\n"))
        for line in lines.order_by("pk").values_list("line", flat=True)
    )
    if more != note:
        publish(store, more, vkey)
    return more != note
