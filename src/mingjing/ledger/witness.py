"""Text exchanged with witnesses (https://c2sp.org/tlog-witness): the add-checkpoint request and its answer.

The bodies are short text, so they can also be carried by file where there is no network between log and witness.
"""

import hashlib
from dataclasses import dataclass

from mingjing.ledger.digests import SIZE
from mingjing.ledger.errors import MalformedError
from mingjing.ledger.note import MAX_NOTE, Note, open_note
from mingjing.ledger.note_line import SignatureLine
from mingjing.ledger.policy import Policy
from mingjing.ledger.reader import LogReader
from mingjing.ledger.strict import b64decode, b64encode, clean_text, decimal

_MAX_PATH = 63


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """Body of POST add-checkpoint: size that the witness knows, consistency path, new checkpoint note."""

    old_size: int
    path: tuple[bytes, ...]
    checkpoint: bytes

    def encode(self) -> bytes:
        """The body's bytes."""
        lines = [f"old {self.old_size}", *map(b64encode, self.path), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint

    @classmethod
    def parse(cls, raw: bytes) -> "AddCheckpoint":
        """Strict inverse of `encode`. Raises MalformedError."""
        head, blank, note = clean_text(raw, "见证请求", MAX_NOTE).partition("\n\n")
        lines = head.split("\n")
        if not blank or not lines[0].startswith("old "):
            raise MalformedError("见证请求的开头不对。")
        path = tuple(b64decode(line, "见证请求的哈希") for line in lines[1:])
        if len(path) > _MAX_PATH or any(len(item) != SIZE for item in path):
            raise MalformedError("见证请求的哈希数量或者长度不对。")
        return cls(decimal(lines[0].removeprefix("old "), "见证请求的旧条数"), path, note.encode())


def request(reader: LogReader, old_size: int, checkpoint: bytes) -> AddCheckpoint:
    """Ask a witness that knows `old_size` (0 to learn it) to cosign the reader's head."""
    return AddCheckpoint(old_size, tuple(reader.consistency(old_size)), checkpoint)


def accept(note: Note, answer: bytes, policy: Policy) -> Note:
    """Add a witness's answer (signature lines) to the note, after verifying each against the policy's witnesses.

    Raises MalformedError or SignatureError; then the note stays as it was.
    """
    text = clean_text(answer, "见证答复", MAX_NOTE).removesuffix("\n")
    lines = tuple(SignatureLine.parse(line) for line in text.split("\n"))
    verified = {
        (item.vkey.name, item.vkey.id) for item in open_note(Note(note.text, lines), policy.witness_keys)
    }
    return note.with_lines(line for line in lines if (line.name, line.key_id) in verified)


def origin_hash(origin: str) -> str:
    """Hex SHA-256 of the origin: the folder under which a witness serves its latest cosigned checkpoint."""
    return hashlib.sha256(origin.encode()).hexdigest()
