"""The proof of a record: its entry and the path to the newest published checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mingjing.ledger.errors import MissingFileError
from mingjing.ledger.note import Note
from mingjing.ledger.note_line import SignatureLine
from mingjing.ledger.policy import Policy
from mingjing.ledger.proof import TlogProof, prove
from mingjing.ledger.reader import LogReader
from mingjing.ledger.signing import SignedCheckpoint, open_checkpoint
from mingjing.ledger.store import CHECKPOINT
from mingjing.records import log, shards, trees
from mingjing.records.models import Outbox, Record
from mingjing.records.quorum import cosigned_enough
from mingjing.records.shards import Place
from mingjing.records.trees import Tree

_AT_ONCE = 20  # cosigned checkpoints


class NotYetLogged(Exception):
    """The record's entry is not in a published checkpoint yet; it will be within seconds."""


@dataclass(frozen=True, slots=True)
class RecordProof:
    """`entry` and `proof` are the bytes of the `.entry` and `.tlog-proof` files; `size` that of the checkpoint.

    `index` counts within the log that `vkey` signs; `twin` = the bytes of the `.sm3-proof` file, where it was asked for.
    """

    index: int
    size: int
    entry: bytes
    proof: bytes
    vkey: str
    twin: bytes | None = None

    @property
    def text(self) -> str:
        return self.proof.decode()


@dataclass(frozen=True, slots=True)
class Ground:
    """What proofs in one log lead to: a checkpoint of it, and one of its SM3 twin or None."""

    place: Place
    signed: SignedCheckpoint
    twin: SignedCheckpoint | None = None


def latest_checkpoint(place: Place | None = None) -> SignedCheckpoint:
    """The published checkpoint of a log (default: the present one), its signature verified.

    Raises NotYetLogged, SignatureError.
    """
    return _latest(trees.main_of(place))


def _latest(tree: Tree) -> SignedCheckpoint:
    raw = tree.store.read(CHECKPOINT)
    if raw is None:
        raise NotYetLogged("存证日志尚未公布检查点，请稍后再试。")
    return open_checkpoint(raw, tree.vkey)


def grounds_for(records: Sequence[Record], policy: Policy) -> list[Ground]:
    """For each log that holds some of the records, oldest first: the newest checkpoint that holds them and that the
    policy's witnesses have cosigned, else the newest; of log and twin.

    The twin is None while it doesn't reach the records, or lacks the cosignatures that the log's checkpoint has.
    2 queries a tree. Raises NotYetLogged, SignatureError.
    """
    last: dict[str, int] = {}
    for record in records:
        if record.outbox.idx is None:
            raise NotYetLogged(f"第{record.seq}号记录正在写入存证日志，请稍后再试。")
        origin = shards.of(record.outbox.idx).origin
        last[origin] = max(last.get(origin, 0), record.outbox.idx)
    return [
        _ground(place, last[place.origin] - place.first, policy)
        for place in shards.known()
        if place.origin in last
    ]


def _ground(place: Place, index: int, policy: Policy) -> Ground:
    signed = _cosigned(trees.main_of(place), index, policy)
    tree = trees.twin_of(place)
    try:
        twin = _cosigned(tree, index, policy)
    except NotYetLogged:
        return Ground(place, signed)
    weaker = (
        policy.covers(tree.vkey)
        and policy.satisfied(signed.cosignatures)
        and not policy.satisfied(twin.cosignatures)
    )
    return Ground(place, signed, None if weaker or twin.checkpoint.size <= index else twin)


def _cosigned(tree: Tree, index: int, policy: Policy) -> SignedCheckpoint:
    """The newest checkpoint that reaches `index` and has the quorum, else the newest."""
    newest = _latest(tree)
    rows = cosigned_enough(policy, tree).filter(size__gt=index).prefetch_related("cosignatures")
    for row in rows.iterator(chunk_size=_AT_ONCE):
        note = Note.parse(row.note.encode())
        lines = [SignatureLine.parse(one.line.rstrip("\n")) for one in row.cosignatures.all()]
        signed = open_checkpoint(note.with_lines(lines).raw, tree.vkey, policy.witness_keys)
        if signed.cosignatures and policy.satisfied(signed.cosignatures):
            return signed
    return newest


def proofs_for(records: Sequence[Record], grounds: Sequence[Ground] = ()) -> list[RecordProof]:
    """Proofs of several records, those of one log against one and the same checkpoint (1 query).

    `grounds` = what the proofs shall lead to, where it shall not be the newest checkpoints. Raises NotYetLogged.
    """
    provers = {ground.place.origin: Prover(ground.place, ground.signed, ground.twin) for ground in grounds}
    rows = {row.pk: row for row in Outbox.objects.filter(pk__in=[record.outbox_id for record in records])}
    proofs = []
    for record in records:
        row = rows[record.outbox_id]
        made = prover_of(row, provers).prove(row) if row.idx is not None else None
        if made is None:
            raise NotYetLogged(f"第{record.seq}号记录正在写入存证日志，请稍后再试。")
        proofs.append(made)
    return proofs


class Prover:
    """Proves entries of one log against a checkpoint, its newest by default; in the twin too when given one of it.

    Raises NotYetLogged, SignatureError, DamagedError.
    """

    def __init__(
        self, place: Place, signed: SignedCheckpoint | None = None, twin: SignedCheckpoint | None = None
    ) -> None:
        self.place, self.signed, self.twin = place, signed or latest_checkpoint(place), twin
        self.reader = LogReader(place.store, self.signed.checkpoint.head)
        tree = trees.twin_of(place)
        self.twin_reader = LogReader(tree.store, twin.checkpoint.head, tree.digest) if twin else None

    def prove(self, row: Outbox) -> RecordProof | None:
        """Proof of a placed row of this log; None while the checkpoint does not reach it."""
        index, size = (row.idx or 0) - self.place.first, self.reader.head.size
        if index >= size:
            return None
        proof = prove(self.reader, index, self.signed.note.raw)
        vkey = str(log.vkey(self.place))
        return RecordProof(index, size, bytes(row.entry), proof.encode(), vkey, self._in_twin(index))

    def _in_twin(self, index: int) -> bytes | None:
        if self.twin is None or self.twin_reader is None:
            return None
        return TlogProof(index, tuple(self.twin_reader.inclusion(index)), self.twin.note.raw).encode()


def prover_of(row: Outbox, provers: dict[str, Prover]) -> Prover:
    """The prover of the log that holds `row`, kept in `provers`."""
    place = shards.of(row.idx or 0)
    if place.origin not in provers:
        provers[place.origin] = Prover(place)
    return provers[place.origin]


def proof_for(record: Record) -> RecordProof:
    """Proof of one record against the newest checkpoint. Raises NotYetLogged, MissingFileError."""
    return proofs_for([record])[0]


__all__ = [
    "Ground",
    "MissingFileError",
    "NotYetLogged",
    "RecordProof",
    "grounds_for",
    "latest_checkpoint",
    "proof_for",
    "proofs_for",
]
