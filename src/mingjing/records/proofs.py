"""The proof of a record: its entry and the path to the newest published checkpoint."""

from __future__ import annotations

from dataclasses import dataclass

from mingjing.ledger.errors import MissingFileError
from mingjing.ledger.proof import prove
from mingjing.ledger.reader import LogReader
from mingjing.ledger.signing import SignedCheckpoint, open_checkpoint
from mingjing.ledger.store import CHECKPOINT
from mingjing.records import log
from mingjing.records.models import Outbox, Record


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


def proofs_for(records: list[Record]) -> list[RecordProof]:
    """Proofs of several records against one and the same checkpoint (1 query). Raises NotYetLogged."""
    signed = latest_checkpoint()
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


__all__ = ["MissingFileError", "NotYetLogged", "RecordProof", "latest_checkpoint", "proof_for", "proofs_for"]
