"""Signing and opening of checkpoints.

A log's key is Ed25519 (type 0x01; tlog-tiles asks it of public logs), that of its SM3 twin is SM2 (`sm2.py`).
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from mingjing.ledger.checkpoint import Checkpoint
from mingjing.ledger.cosignature import COSIGNERS, ed25519_message, mldsa_message
from mingjing.ledger.errors import MalformedError, SignatureError
from mingjing.ledger.note import Note, Verified, open_note
from mingjing.ledger.note_line import SignatureLine
from mingjing.ledger.sm2 import is_sm2
from mingjing.ledger.strict import b64decode, b64encode
from mingjing.ledger.vkey import COSIGNATURE_ED25519, COSIGNATURE_MLDSA44, ED25519, Vkey, valid_name

_SKEY = "PRIVATE+KEY+"


class NoteSigner(Protocol):
    """Whatever signs a log's notes: a key in software (`Signer`, `sm2.Sm2Signer`) or a certified module."""

    @property
    def name(self) -> str:
        """Name of the key: the log's origin."""

    @property
    def vkey(self) -> Vkey:
        """The public half."""

    def sign(self, text: str) -> SignatureLine:
        """A plain signature line over the note text."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A named key of 32 bytes. `kind`: ED25519 for a log, COSIGNATURE_ED25519 or COSIGNATURE_MLDSA44 for a witness."""

    name: str
    seed: bytes = field(repr=False)
    kind: int = ED25519

    def __post_init__(self) -> None:
        if not valid_name(self.name) or len(self.seed) != 32 or self.kind not in (ED25519, *COSIGNERS):
            raise MalformedError("签名密钥的名称、长度或者类型不对。")

    @classmethod
    def generate(cls, name: str, kind: int = ED25519) -> "Signer":
        """A fresh key from the operating system's randomness."""
        return cls(name, os.urandom(32), kind)

    @classmethod
    def parse(cls, text: str) -> "Signer":
        """Parse `PRIVATE+KEY+name+hash+key`, the form that Go's tools write. Raises MalformedError."""
        parts = text.strip("\n").removeprefix(_SKEY).split("+", 2)
        if not text.startswith(_SKEY) or len(parts) != 3:
            raise MalformedError("私钥的格式不对。")
        data = b64decode(parts[2], "私钥")
        if len(data) != 33:
            raise MalformedError("私钥的长度不对。")
        signer = cls(parts[0], data[1:], data[0])
        if signer.vkey.id.hex() != parts[1]:
            raise MalformedError("私钥的编号与密钥不符。")
        return signer

    @property
    def skey(self) -> str:
        """The secret, in the form that `parse` reads. Keep it in a file that only the service can read."""
        return f"{_SKEY}{self.name}+{self.vkey.id.hex()}+{b64encode(bytes([self.kind]) + self.seed)}"

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def _mldsa(self) -> MLDSA44PrivateKey:
        return MLDSA44PrivateKey.from_seed_bytes(self.seed)

    @property
    def vkey(self) -> Vkey:
        """The public half."""
        if self.kind == COSIGNATURE_MLDSA44:
            return Vkey(self.name, self.kind, self._mldsa.public_key().public_bytes_raw())
        return Vkey(self.name, self.kind, self._key.public_key().public_bytes_raw())

    def sign(self, text: str) -> SignatureLine:
        """A log's plain signature line. Raises SignatureError for a witness key."""
        if self.kind != ED25519:
            raise SignatureError("见证人的密钥不能作日志签名。")
        return self._line(self._key.sign(text.encode()))

    def cosign(self, text: str, timestamp: int) -> SignatureLine:
        """A witness's 0x04 or 0x06 line over a checkpoint's text; `timestamp` in seconds UTC.

        Raises SignatureError for a log key; MalformedError (0x06 only) if the text is no checkpoint.
        """
        if self.kind == COSIGNATURE_ED25519:
            signature = self._key.sign(ed25519_message(text, timestamp))
        elif self.kind == COSIGNATURE_MLDSA44:
            signature = self._mldsa.sign(mldsa_message(self.name, text, timestamp))
        else:
            raise SignatureError("日志的密钥不能作见证联署。")
        return self._line(timestamp.to_bytes(8, "big") + signature)

    def _line(self, signature: bytes) -> SignatureLine:
        return SignatureLine(self.name, self.vkey.id, signature)


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint whose log signature was verified, with the cosignatures that were verified too."""

    checkpoint: Checkpoint
    note: Note
    cosignatures: tuple[Verified, ...]


def sign_checkpoint(checkpoint: Checkpoint, *signers: NoteSigner) -> Note:
    """Sign with the log's key or keys. Raises SignatureError unless each one's name is the checkpoint's origin."""
    if any(signer.name != checkpoint.origin for signer in signers):
        raise SignatureError("签名密钥的名称与检查点的来源不一致。")
    return Note(checkpoint.text, tuple(signer.sign(checkpoint.text) for signer in signers))


def origin_of(raw: bytes) -> str:
    """The log that a checkpoint note says it is of, nothing verified. Raises MalformedError."""
    return Checkpoint.parse(Note.parse(raw).text).origin


def open_checkpoint(raw: bytes, log: Vkey, witnesses: Sequence[Vkey] = ()) -> SignedCheckpoint:
    """Parse and verify a checkpoint note of the log `log`; lines of `witnesses` are verified if present.

    Raises MalformedError, or SignatureError if the log's signature is missing, any known one is false, or the
    origin is not the key's name.
    """
    note = Note.parse(raw)
    checkpoint = Checkpoint.parse(note.text)
    if log.kind != ED25519 and not is_sm2(log):
        raise SignatureError("日志公钥的类型不对，应为Ed25519或者SM2。")
    if checkpoint.origin != log.name:
        raise SignatureError(f"检查点的来源是“{checkpoint.origin}”，不是“{log.name}”。")
    verified = open_note(note, [log, *witnesses])
    if all(item.vkey != log for item in verified):
        raise SignatureError("检查点没有日志本身的签名。")
    return SignedCheckpoint(checkpoint, note, tuple(item for item in verified if item.vkey != log))
