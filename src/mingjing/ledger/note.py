"""Signed notes (https://c2sp.org/signed-note): strict parsing and opening with known keys."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mingjing.ledger.cosignature import verify_signature
from mingjing.ledger.errors import MalformedError, SignatureError
from mingjing.ledger.note_line import SignatureLine
from mingjing.ledger.strict import clean_text
from mingjing.ledger.vkey import Vkey

MAX_NOTE = 1_000_000
"""Bytes. The specification asks for a cap; 100 ML-DSA lines are about 330 kB."""
MAX_SIGNATURES = 100


@dataclass(frozen=True, slots=True)
class Note:
    """Text (ends with a newline) and its signature lines, none of them verified yet."""

    text: str
    signatures: tuple[SignatureLine, ...]

    @property
    def raw(self) -> bytes:
        """The note as bytes."""
        return (self.text + "\n" + "".join(map(str, self.signatures))).encode()

    @classmethod
    def parse(cls, raw: bytes) -> "Note":
        """Strict parse; writing the result back gives the same bytes. Raises MalformedError."""
        whole = clean_text(raw, "签名文件", MAX_NOTE)
        # The text itself may contain blank lines: the signatures follow the last one.
        text, blank, tail = whole.rpartition("\n\n")
        if not blank or not tail:
            raise MalformedError("签名文件缺少签名。")
        lines = tail.removesuffix("\n").split("\n")
        if len(lines) > MAX_SIGNATURES:
            raise MalformedError(f"签名文件的签名超过{MAX_SIGNATURES}个。")
        return cls(text + "\n", tuple(SignatureLine.parse(line) for line in lines))

    def with_lines(self, lines: Iterable[SignatureLine]) -> "Note":
        """The same text with further signature lines; a key that has a line already gets no second one."""
        kept = list(self.signatures)
        for line in lines:
            if all((line.name, line.key_id) != (old.name, old.key_id) for old in kept):
                kept.append(line)
        return Note(self.text, tuple(kept))


@dataclass(frozen=True, slots=True)
class Verified:
    """A signature that was verified; `timestamp` (seconds UTC) only for cosignatures."""

    vkey: Vkey
    timestamp: int | None


def open_note(note: Note, keys: Sequence[Vkey]) -> list[Verified]:
    """Verify the lines of known keys; lines of unknown (name, key ID) are ignored as the specification asks.

    Raises SignatureError if a line of a known key is false, or if no line is of a known key.
    """
    known: dict[tuple[str, bytes], Vkey] = {}
    for vkey in keys:
        if known.setdefault((vkey.name, vkey.id), vkey) != vkey:
            raise SignatureError(f"两个不同的公钥有同一个名称和编号“{vkey.name}”。")
    verified = [
        Verified(signer, verify_signature(signer, note.text, line.signature))
        for line in note.signatures
        if (signer := known.get((line.name, line.key_id))) is not None
    ]
    if not verified:
        raise SignatureError("没有一个签名出自已知的公钥。")
    return verified
