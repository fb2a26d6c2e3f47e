"""Close the log of a year: a final cosigned checkpoint, and the next log's first entry that names it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mingjing.ledger.entry import canonical
from mingjing.ledger.errors import ForkError, MalformedError, SignatureError
from mingjing.ledger.opening import OPENING
from mingjing.ledger.signing import open_checkpoint
from mingjing.ledger.store import CHECKPOINT
from mingjing.ledger.strict import b64encode
from mingjing.records import log, shards, statements, trees
from mingjing.records.models import Outbox, Shard
from mingjing.records.sequencer import leadership
from mingjing.records.shards import Place

KIND = "shard"


def close(origin: str, *, now: datetime, without_witness: bool = False) -> Place:
    """End the present log and open `origin` after it.

    The policy's quorum must have cosigned the final checkpoint, unless `without_witness`. Raises SignatureError when
    it has not, MalformedError for a name that can't be used, ForkError while another sequencer works or entries wait.
    """
    place = Place(origin, 0, shards.folder_of(origin))
    if any(origin == one.origin or place.folder == one.folder for one in shards.from_database()):
        raise MalformedError(f"日志“{origin}”已经用过，每个日志只能用一次。")
    old = shards.current()
    log.signer(place)  # its key must be there before anything is written
    log.sequencer().drain()
    with leadership(old.origin) as leads:
        if not leads:
            raise ForkError("另一进程正在写入存证日志，请先停止服务，再关闭日志。")
        if not without_witness:
            _require_witnesses(old)
        final = open_checkpoint(old.store.read(CHECKPOINT) or b"", log.vkey(old))
        first = old.first + final.checkpoint.size
        with transaction.atomic():
            if Outbox.objects.filter(idx__gte=first).exists():
                raise ForkError("还有已排序号的记录没有写入日志，请稍后再关闭。")
            Shard.objects.create(log=origin, first=first, opened_at=now)
            said = {
                "closed": {
                    "origin": old.origin,
                    "size": final.checkpoint.size,
                    "root": b64encode(final.checkpoint.root),
                    "checkpoint": final.note.raw.decode(),
                },
                "opened": origin,
            }
            statement = statements.state(KIND, said, role="system", now=now)
            # The very first entry of the new log: placed here, before any that waits.
            Outbox.objects.filter(pk=statement.outbox_id).update(idx=first)
    shards.publish()
    new = shards.current()
    opening = {
        "rid": statement.rid,
        "key": bytes(statement.key).hex(),
        "statement": bytes(statement.content).decode(),
    }
    new.store.write_once([(OPENING, canonical(opening))])
    log.sequencer().drain()
    return new


def _require_witnesses(place: Place) -> None:
    """Raises SignatureError unless the policy's quorum has cosigned the last checkpoints of the log and its twin."""
    policy = log.policy()
    if policy is None:
        raise SignatureError("没有设置信任策略，最终检查点没有见证；确要关闭的，加 --without-witness。")
    for tree in trees.witnessed(policy, place):
        raw = tree.store.read(CHECKPOINT) or b""
        policy.require(open_checkpoint(raw, tree.vkey, policy.witness_keys).cosignatures)
