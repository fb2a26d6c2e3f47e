"""The way back when the database is behind what was published: take logs, places and promises from the logs' own files.

The files are believed only as far as a checkpoint that the log's key signed vouches for them, a closed log moreover only
as its successor's first entry names it, and only if what the database still knows is the beginning of that history. An
entry whose record the backup did not have gets its row back; the record itself is lost, and is told.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from mingjing.ledger.entry import Entry
from mingjing.ledger.errors import ForkError, MalformedError
from mingjing.ledger.opening import OPENING, read_opening
from mingjing.ledger.reader import LogReader
from mingjing.ledger.signing import SignedCheckpoint, open_checkpoint
from mingjing.ledger.store import CHECKPOINT
from mingjing.ledger.strict import b64encode
from mingjing.ledger.tree import Head as TreeHead
from mingjing.ledger.tree import empty_root, leaf_hash
from mingjing.records import shards, trees
from mingjing.records.models import Checkpoint, Head, Outbox, Shard, Statement
from mingjing.records.sequencer import leadership
from mingjing.records.shards import Place
from mingjing.records.trees import Tree

STEP = 1000


@dataclass(slots=True)
class Rebuilt:
    """What came back: entries of all logs before and after, logs that the database had forgotten, places given to rows
    that were there, entries without a row, twins that were behind.
    """

    before: int
    after: int
    logs: list[str] = field(default_factory=list)
    placed: int = 0
    lost: list[str] = field(default_factory=list)
    twins: list[str] = field(default_factory=list)


def rebuild() -> Rebuilt:
    """Bring the database up to the published logs and their twins, in one transaction; signs nothing.

    Raises ForkError when a sequencer works, or the two are different histories; what reading the files raises.
    """
    places = shards.known()
    with ExitStack() as held:
        if not all(held.enter_context(leadership(place.origin)) for place in places):
            raise ForkError("另一进程正在写入存证日志，请先停止服务，再恢复。")
        with transaction.atomic():
            known = sum(_known(trees.main_of(place)).size for place in places)
            done = Rebuilt(known, known)
            _take_logs(places, done)
            ends = [*(later.first for later in places[1:]), None]
            for place, end in zip(places, ends, strict=True):
                done.after += _log(place, end, done)
    return done


def _known(tree: Tree) -> TreeHead:
    row = Head.objects.filter(log=tree.origin).values_list("size", "root").first()
    return TreeHead(row[0], bytes(row[1])) if row else TreeHead(0, empty_root(tree.digest))


def _take_logs(places: list[Place], done: Rebuilt) -> None:
    """Logs that were opened since the backup. Each is taken only with the closed one that its first entry names."""
    there = shards.from_database()
    if there != places[: len(there)]:
        raise ForkError("数据库的日志分段表与公布的不是同一段历史，请人工查明。")
    for before, place in itertools.pairwise(places):
        closed = _furthest(trees.main_of(before))
        said = read_opening(_reader(place)) if place in places[len(there) :] else None
        if said is None:
            continue
        head = closed.checkpoint.head if closed else TreeHead(0, empty_root())
        named = (said["origin"], said["size"], said["root"])
        if (
            named != (before.origin, head.size, b64encode(head.root))
            or before.first + head.size != place.first
        ):
            raise ForkError(f"日志“{place.origin}”所承接的检查点与“{before.origin}”的不同，请人工查明。")
        Shard.objects.create(log=place.origin, first=place.first, opened_at=timezone.now())
        done.logs.append(place.origin)


def _reader(place: Place) -> LogReader:
    tree = trees.main_of(place)
    signed = _furthest(tree)
    if signed is None:
        raise MalformedError(f"日志“{place.origin}”没有公布的检查点，不能恢复。")
    return LogReader(tree.store, signed.checkpoint.head)


def _log(place: Place, end: int | None, done: Rebuilt) -> int:
    """One log and its twin. Returns by how many entries the database grew."""
    main, twin = trees.main_of(place), trees.twin_of(place)
    known, signed = _known(main), _furthest(main)
    grown = max(0, signed.checkpoint.size - known.size) if signed else 0
    if signed is not None and grown:
        _give_places(LogReader(main.store, signed.checkpoint.head), place.first, end, done)
        _take_promises(main, signed)
        _take_statement(place, done)
    follower, behind = _furthest(twin), _known(twin).size
    if follower is not None and (grown or follower.checkpoint.size > behind):
        if follower.checkpoint.size > known.size + grown:
            raise ForkError("国密副树比主日志还长，日志文件夹不完整，请先恢复日志文件夹。")
        _take_promises(twin, follower)
        done.twins += [twin.origin] if follower.checkpoint.size > behind else []
    return grown


def _furthest(tree: Tree) -> SignedCheckpoint | None:
    """The largest checkpoint among the published and the kept ones."""
    paths = [CHECKPOINT, *(f"checkpoints/{size}" for size in tree.store.published_sizes()[-1:])]
    raws = [raw for path in paths if (raw := tree.store.read(path)) is not None]
    found = [open_checkpoint(raw, tree.vkey) for raw in raws]
    return max(found, key=lambda signed: signed.checkpoint.size, default=None)


def _take_statement(place: Place, done: Rebuilt) -> None:
    """The statement with which a log began lies beside it: its row comes back whole."""
    raw = place.store.read(OPENING)
    if raw is None:
        return
    said = json.loads(raw)
    if Statement.objects.filter(rid=said["rid"]).exists():
        return
    content, key = said["statement"].encode(), bytes.fromhex(said["key"])
    outbox = Outbox.objects.get(idx=place.first)
    Statement.objects.create(rid=said["rid"], kind="shard", content=content, key=key, outbox=outbox)
    done.lost.remove(said["rid"])


def _give_places(reader: LogReader, first: int, end: int | None, done: Rebuilt) -> None:
    """Every entry of the log gets its row at its place. Entries that have it already are compared."""
    size = first + reader.head.size
    placed = dict(_rows(first, end))
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


def _rows(first: int, end: int | None) -> Iterator[tuple[int, bytes]]:
    rows = Outbox.objects.filter(idx__gte=first)
    rows = rows if end is None else rows.filter(idx__lt=end)
    for idx, entry in rows.values_list("idx", "entry").iterator(STEP):
        yield idx, bytes(entry)


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


def _take_promises(tree: Tree, signed: SignedCheckpoint) -> None:
    """Kept checkpoints become rows again, the furthest one the head. Each must continue what the database knows."""
    reader = LogReader(tree.store, signed.checkpoint.head, tree.digest)
    known = _known(tree)
    if signed.checkpoint.size < known.size or reader.root_at(known.size) != known.root:
        raise ForkError(f"数据库的{known.size}条检查点与已公布的日志不是同一段历史，请人工查明。")
    have = set(Checkpoint.objects.filter(log=tree.origin).values_list("size", flat=True))
    notes = {signed.checkpoint.size: signed}
    for size in tree.store.published_sizes():
        if size not in have and size <= signed.checkpoint.size:
            raw = tree.store.read(f"checkpoints/{size}") or b""
            notes[size] = open_checkpoint(raw, tree.vkey)
    now = timezone.now()
    for size, found in sorted(notes.items()):
        if found.checkpoint.size != size or reader.root_at(size) != found.checkpoint.root:
            raise ForkError(f"留存的检查点 checkpoints/{size} 与已公布的日志不一致，请人工查明。")
    Checkpoint.objects.bulk_create(
        Checkpoint(
            log=tree.origin,
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
    if not Head.objects.filter(log=tree.origin).update(**new):
        Head.objects.create(log=tree.origin, **new)
