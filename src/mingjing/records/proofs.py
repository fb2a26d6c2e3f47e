"""The proof of a record: its entry and the path to the newest published checkpoint."""

from __future__ import annotations

from dataclasses import dataclass

from mingjing.ledger.errors import MissingFileError
from mingjing.ledger.note import Note
from mingjing.ledger.note_line import SignatureLine
from mingjing.ledger.policy import Policy
from mingjing.ledger.proof import prove
from mingjing.ledger.reader import LogReader
from mingjing.ledger.signing import SignedCheckpoint, open_checkpoint
from mingjing.ledger.store import CHECKPOINT
from mingjing.records import log, shards
from mingjing.records.models import Checkpoint, Outbox, Record
from mingjing.records.shards import Place


class NotYetLogged(Exception):
    """The record's entry is not in a published checkpoint yet; it will be within seconds."""


@dataclass(frozen=True, slots=True)
class RecordProof:
    """`entry` and `proof` are the bytes of the `.entry` and `.tlog-proof` files; `size` that of the checkpoint.

    `index` counts within the log that `vkey` signs.
    """

    index: int
    size: int
    entry: bytes
    proof: bytes
    vkey: str

    @property
    def text(self) -> str:
        return self.proof.decode()


def latest_checkpoint(place: Place | None = None) -> SignedCheckpoint:
    """The published checkpoint of a log (default: the present one), its signature verified.

    Raises NotYetLogged, SignatureError.
    """
    place = place or shards.current()
    raw = place.store.read(CHECKPOINT)
    if raw is None:
        raise NotYetLogged("存证日志尚未公布检查点，请稍后再试。")
    return open_checkpoint(raw, log.vkey(place))


def cosigned_checkpoint(records: list[Record], policy: Policy) -> SignedCheckpoint:
    """The newest checkpoint that holds the records and that the policy's witnesses have cosigned; else the newest.

    2 queries. Raises NotYetLogged, SignatureError.
    """
    last = max((record.outbox.idx or 0 for record in records), default=0)
    place = shards.of(last)
    newest, vkey = latest_checkpoint(place), log.vkey(place)
    rows = Checkpoint.objects.filter(
        log=place.origin, size__gt=last - place.first, cosignatures__isnull=False
    )
    for row in rows.distinct().order_by("-size").prefetch_related("cosignatures")[:20]:
        note = Note.parse(row.note.encode())
        lines = [SignatureLine.parse(one.line.rstrip("\n")) for one in row.cosignatures.all()]
        signed = open_checkpoint(note.with_lines(lines).raw, vkey, policy.witness_keys)
        if signed.cosignatures and policy.satisfied(signed.cosignatures):
            return signed
    return newest


def proofs_for(records: list[Record], signed: SignedCheckpoint | None = None) -> list[RecordProof]:
    """Proofs of several records, those of one log against one and the same checkpoint (1 query).

    `signed` = the checkpoint for its log, where it shall not be the newest. Raises NotYetLogged.
    """
    provers: dict[str, Prover] = {}
    if signed is not None:
        place = next(one for one in shards.known() if one.origin == signed.checkpoint.origin)
        provers[place.origin] = Prover(place, signed)
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
    """Proves entries of one log against a checkpoint, its newest by default.

    Raises NotYetLogged, SignatureError, DamagedError.
    """

    def __init__(self, place: Place, signed: SignedCheckpoint | None = None) -> None:
        self.place, self.signed = place, signed or latest_checkpoint(place)
        self.reader = LogReader(place.store, self.signed.checkpoint.head)

    def prove(self, row: Outbox) -> RecordProof | None:
        """Proof of a placed row of this log; None while the checkpoint does not reach it."""
        index, size = (row.idx or 0) - self.place.first, self.reader.head.size
        if index >= size:
            return None
        proof = prove(self.reader, index, self.signed.note.raw)
        return RecordProof(index, size, bytes(row.entry), proof.encode(), str(log.vkey(self.place)))


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
    "MissingFileError",
    "NotYetLogged",
    "RecordProof",
    "cosigned_checkpoint",
    "latest_checkpoint",
    "proof_for",
    "proofs_for",
]
