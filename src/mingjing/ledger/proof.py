"""The `.tlog-proof` file (https://c2sp.org/tlog-proof): one entry's proof with the checkpoint that it leads to.

A `.sm3-proof` is the same text about the SM3 twin: its hashes are SM3, its checkpoint the twin's.
"""

from dataclasses import dataclass

from mingjing.ledger.check import check_inclusion
from mingjing.ledger.digests import SIZE
from mingjing.ledger.errors import MalformedError
from mingjing.ledger.policy import Policy
from mingjing.ledger.reader import LogReader
from mingjing.ledger.signing import SignedCheckpoint, open_checkpoint
from mingjing.ledger.strict import b64decode, b64encode, clean_text, decimal
from mingjing.ledger.tree import leaf_hash
from mingjing.ledger.twin import digest_of
from mingjing.ledger.vkey import Vkey

HEADER = "c2sp.org/tlog-proof@v1"
MAX_PROOF = 1_100_000
_MAX_PATH = 64


@dataclass(frozen=True, slots=True)
class TlogProof:
    """Index, path (leaf's sibling first) and the checkpoint note's bytes. `extra` is not authenticated."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def encode(self) -> bytes:
        """The file's bytes."""
        extra = [] if self.extra is None else [f"extra {b64encode(self.extra)}"]
        lines = [HEADER, *extra, f"index {self.index}", *map(b64encode, self.path), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint

    @property
    def origin(self) -> str:
        """The log that the checkpoint says it is of; nothing verified."""
        return self.checkpoint.split(b"\n", 1)[0].decode()

    @classmethod
    def parse(cls, raw: bytes) -> "TlogProof":
        """Strict inverse of `encode`. Raises MalformedError."""
        text = clean_text(raw, "证明文件", MAX_PROOF)
        head, blank, note = text.partition("\n\n")
        lines = head.split("\n")
        if not blank or lines[0] != HEADER:
            raise MalformedError("证明文件的开头不对，不是tlog-proof第1版。")
        lines = lines[1:]
        extra = None
        if lines and lines[0].startswith("extra "):
            extra = b64decode(lines.pop(0).removeprefix("extra "), "证明文件的附加数据")
        if not lines or not lines[0].startswith("index "):
            raise MalformedError("证明文件缺少序号。")
        index = decimal(lines[0].removeprefix("index "), "证明文件的序号")
        path = tuple(b64decode(line, "证明文件的哈希") for line in lines[1:])
        if len(path) > _MAX_PATH or any(len(item) != SIZE for item in path):
            raise MalformedError("证明文件的哈希数量或者长度不对。")
        return cls(index, path, note.encode(), extra)

    def verify(self, entry: bytes, log: Vkey, policy: Policy | None = None) -> SignedCheckpoint:
        """Prove that `entry` is number `index` of the log `log`, and with a policy that its quorum cosigned.

        Raises ProofError, SignatureError or MalformedError with the reason.
        """
        signed = open_checkpoint(self.checkpoint, log, policy.witness_keys if policy else ())
        digest = digest_of(log.name)
        check_inclusion(leaf_hash(entry, digest), self.index, self.path, signed.checkpoint.head, digest)
        if policy:
            policy.require(signed.cosignatures)
        return signed


def prove(reader: LogReader, index: int, checkpoint: bytes) -> TlogProof:
    """Proof of entry `index` under the note `checkpoint`, whose tree the reader must be reading.

    Raises ValueError if there is no such entry, DamagedError or MissingFileError.
    """
    return TlogProof(index, tuple(reader.inclusion(index)), checkpoint)
