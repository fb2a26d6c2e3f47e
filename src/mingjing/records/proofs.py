"""The proof of a record: its entry and the path to the newest published checkpoint."""

from __future__ import annotations

from dataclasses import dataclass

from mingjing.ledger.errors import MissingFileError
from mingjing.ledger.note import Note, SignatureLine
from mingjing.ledger.policy import Policy
from mingjing.ledger.proof import prove
from mingjing.ledger.reader import LogReader
from mingjing.ledger.signing import SignedCheckpoint, open_checkpoint
from mingjing.ledger.store import CHECKPOINT
from mingjing.records import log
from mingjing.records.models import Checkpoint, Outbox, Record


class NotYetLogged(Exception):
    """The record's entry is not in a published checkpoint yet; it will be within seconds."""


@dataclass(frozen=True, slots=True)
class RecordProof:
    """`entry` and `proof` are the bytes of the `.entry` and `.tlog-proof` files; `size` that of the checkpoint."""

    index: int
    size: int
    entry: bytes
    proof: bytes

    @property
    def text(self) -> str:
        return self.proof.decode()


def latest_checkpoint() -> SignedCheckpoint:
    """The published checkpoint, its signature verified. Raises NotYetLogged, SignatureError."""
    raw = log.store().read(CHECKPOINT)
    if raw is None:
        raise NotYetLogged("存证日志尚未公布检查点，请稍后再试。")
    return open_checkpoint(raw, log.signer().vkey)


def cosigned_checkpoint(records: list[Record], policy: Policy) -> SignedCheckpoint:
    """The newest checkpoint that holds the records and that the policy's witnesses have cosigned; else the newest.

    2 queries. Raises NotYetLogged, SignatureError.
    """
    newest, vkey = latest_checkpoint(), log.signer().vkey
    last = max((record.outbox.idx or 0 for record in records), default=0)
    rows = Checkpoint.objects.filter(log=newest.checkpoint.origin, size__gt=last, cosignatures__isnull=False)
    for row in rows.distinct().order_by("-size").prefetch_related("cosignatures")[:20]:
        note = Note.parse(row.note.encode())
        lines = [SignatureLine.parse(one.line.rstrip("\n")) for one in row.cosignatures.all()]
        signed = open_checkpoint(note.with_lines(lines).raw, vkey, policy.witness_keys)
        if signed.cosignatures and policy.satisfied(signed.cosignatures):
            return signed
    return newest


def proofs_for(records: list[Record], signed: SignedCheckpoint | None = None) -> list[RecordProof]:
    """Proofs of several records against one and the same checkpoint, the newest by default (1 query). Raises NotYetLogged."""
    signed = signed or latest_checkpoint()
    head = signed.checkpoint.head
    reader = LogReader(log.store(), head)
    rows = {row.pk: row for row in Outbox.objects.filter(pk__in=[record.outbox_id for record in records])}
    proofs = []
    for record in records:
        row = rows[record.outbox_id]
        if row.idx is None or row.idx >= head.size:
            raise NotYetLogged(f"第{record.seq}号记录正在写入存证日志，请稍后再试。")
        proof = prove(reader, row.idx, signed.note.raw)
        proofs.append(RecordProof(row.idx, head.size, bytes(row.entry), proof.encode()))
    return proofs


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
