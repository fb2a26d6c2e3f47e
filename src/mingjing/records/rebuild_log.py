"""The way back when the database is behind what was published: take places and promises from the log's own files.

The files are believed only as far as a checkpoint that our own key signed vouches for them, and only if what the
database still knows is the beginning of that log. An entry whose record the backup did not have gets its row back; the
record itself is lost, and is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from mingjing.ledger.entry import Entry
from mingjing.ledger.errors import ForkError, MalformedError
from mingjing.ledger.reader import LogReader
from mingjing.ledger.signing import SignedCheckpoint, open_checkpoint
from mingjing.ledger.store import CHECKPOINT
from mingjing.ledger.tree import leaf_hash
from mingjing.records.branch import Branch
from mingjing.records.models import Checkpoint, Head, Outbox
from mingjing.records.sequencer import Sequencer, leadership

STEP = 1000


@dataclass(slots=True)
class Rebuilt:
    """What came back: the log's sizes before and after, places given to rows that were there, entries without a row."""

    before: int
    after: int
    placed: int = 0
    lost: list[str] = field(default_factory=list)


def rebuild(sequencer: Sequencer) -> Rebuilt:
    """Bring the database up to the published log and its twin, in one transaction; signs nothing.

    Raises ForkError when another sequencer works, or the two are different histories; what reading the files raises.
    """
    main = sequencer.main
    with leadership(main.name) as leads:
        if not leads:
            raise ForkError("另一进程正在写入存证日志，请先停止服务，再恢复。")
        with transaction.atomic():
            known = main.head()
            done = Rebuilt(known.size, known.size)
            signed = _furthest(main)
            if signed is None or signed.checkpoint.size <= known.size:
                return done
            reader = LogReader(main.store, signed.checkpoint.head)
            _give_places(reader, sequencer.first, done)
            _take_promises(main, signed)
            done.after = signed.checkpoint.size
            if sequencer.twin and (twin := _furthest(sequencer.twin)) is not None:
                if twin.checkpoint.size > signed.checkpoint.size:
                    raise ForkError("国密副树比主日志还长，日志文件夹不完整，请先恢复日志文件夹。")
                _take_promises(sequencer.twin, twin)
    main.guarded = False
    if sequencer.twin:
        sequencer.twin.guarded = False
    return done


def _furthest(branch: Branch) -> SignedCheckpoint | None:
    """The largest checkpoint among the published and the kept ones."""
    paths = [CHECKPOINT, *(f"checkpoints/{size}" for size in branch.store.published_sizes()[-1:])]
    raws = [raw for path in paths if (raw := branch.store.read(path)) is not None]
    found = [open_checkpoint(raw, branch.signer.vkey) for raw in raws]
    return max(found, key=lambda signed: signed.checkpoint.size, default=None)


def _give_places(reader: LogReader, first: int, done: Rebuilt) -> None:
    """Every entry of the log gets its row at its place. Entries that have it already are compared."""
    size = first + reader.head.size
    placed = {
        idx: bytes(entry)
        for idx, entry in Outbox.objects.filter(idx__gte=first).values_list("idx", "entry").iterator(STEP)
    }
    if any(idx >= size for idx in placed):
        raise ForkError("数据库里有日志没有的序号，不是由备份恢复的，请人工查明。")
    missing: list[tuple[int, bytes]] = []
    for number, entry in enumerate(reader.entries(), first):
        if number not in placed:
            missing.append((number, entry))
        elif placed[number] != entry:
            raise ForkError(f"数据库的第{number}号条目与已公布的日志不同，是两段不同的历史，请人工查明。")
    for start in range(0, len(missing), STEP):
        _place(missing[start : start + STEP], done)


def _place(rows: list[tuple[int, bytes]], done: Rebuilt) -> None:
    leaves = {leaf_hash(entry): (number, entry) for number, entry in rows}
    waiting = Outbox.objects.filter(idx__isnull=True, leaf__in=list(leaves))
    for row in waiting:
        number, _ = leaves.pop(bytes(row.leaf))
        Outbox.objects.filter(pk=row.pk).update(idx=number)
        done.placed += 1
    now = timezone.now()
    Outbox.objects.bulk_create(
        Outbox(entry=entry, leaf=leaf, idx=number, created_at=now) for leaf, (number, entry) in leaves.items()
    )
    done.lost += [_rid(entry) for _, entry in sorted(leaves.values())]


def _rid(entry: bytes) -> str:
    try:
        return Entry.parse(entry).rid
    except MalformedError:
        return ""


def _take_promises(branch: Branch, signed: SignedCheckpoint) -> None:
    """Kept checkpoints become rows again, the furthest one the head. Each must continue what the database knows."""
    reader = LogReader(branch.store, signed.checkpoint.head, branch.digest)
    known = branch.head()
    if signed.checkpoint.size < known.size or reader.root_at(known.size) != known.root:
        raise ForkError(f"数据库的{known.size}条检查点与已公布的日志不是同一段历史，请人工查明。")
    have = set(Checkpoint.objects.filter(log=branch.name).values_list("size", flat=True))
    notes = {signed.checkpoint.size: signed}
    for size in branch.store.published_sizes():
        if size not in have and size <= signed.checkpoint.size:
            raw = branch.store.read(f"checkpoints/{size}") or b""
            notes[size] = open_checkpoint(raw, branch.signer.vkey)
    now = timezone.now()
    for size, found in sorted(notes.items()):
        if found.checkpoint.size != size or reader.root_at(size) != found.checkpoint.root:
            raise ForkError(f"留存的检查点 checkpoints/{size} 与已公布的日志不一致，请人工查明。")
    Checkpoint.objects.bulk_create(
        Checkpoint(
            log=branch.name,
            size=size,
            root=found.checkpoint.root,
            note=found.note.raw.decode(),
            signed_at=now,
        )
        for size, found in sorted(notes.items())
        if size not in have
    )
    if signed.checkpoint.size == known.size:
        return
    new = {"size": signed.checkpoint.size, "root": signed.checkpoint.root, "note": signed.note.raw.decode()}
    if not Head.objects.filter(log=branch.name).update(**new):
        Head.objects.create(log=branch.name, **new)
