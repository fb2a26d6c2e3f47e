"""Body of a checkpoint (https://c2sp.org/tlog-checkpoint): origin, size, root. Signatures: `signing.py`."""

from dataclasses import dataclass

from mingjing.ledger.digests import SIZE
from mingjing.ledger.errors import MalformedError
from mingjing.ledger.strict import b64decode, b64encode, decimal
from mingjing.ledger.tree import Head


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`origin` names the log (and its key); `head` is the promise; `extensions` are further lines."""

    origin: str
    head: Head
    extensions: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Number of entries."""
        return self.head.size

    @property
    def root(self) -> bytes:
        """Root hash, 32 bytes."""
        return self.head.root

    @property
    def text(self) -> str:
        """The note text that is signed."""
        lines = [self.origin, str(self.size), b64encode(self.root), *self.extensions]
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Parse a note text. Raises MalformedError for what would not be written back identically."""
        lines = text.split("\n")
        if lines[-1] != "" or len(lines) < 4 or not all(lines[:-1]):
            raise MalformedError("检查点应当至少有来源、条数和根哈希三行，且没有空行。")
        root = b64decode(lines[2], "检查点的根哈希")
        if len(root) != SIZE:
            raise MalformedError("检查点的根哈希长度不是32字节。")
        return cls(lines[0], Head(decimal(lines[1], "检查点的条数"), root), tuple(lines[3:-1]))
