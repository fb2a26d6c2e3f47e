"""Names and public keys of signed notes (https://c2sp.org/signed-note): `name+hash+key`."""

import hashlib
from dataclasses import dataclass

from mingjing.ledger.errors import MalformedError
from mingjing.ledger.strict import b64decode, b64encode

ED25519 = 0x01
COSIGNATURE_ED25519 = 0x04
COSIGNATURE_MLDSA44 = 0x06
PRIVATE_TYPE = 0xFF
_PUBLIC_LENGTH = {ED25519: 32, COSIGNATURE_ED25519: 32, COSIGNATURE_MLDSA44: 1312}


def valid_name(name: str) -> bool:
    """Non-empty, no Unicode space, no plus sign, no control character."""
    return bool(name) and not any(char.isspace() or char == "+" or char < " " for char in name)


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """SHA-256(name || 0x0A || type || public key)[:4]."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class Vkey:
    """A verifier key. `kind` is the signature type byte; `public` the raw key (0xff: identifier || key)."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The 4-byte key ID of signature lines."""
        return key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> "Vkey":
        """Parse one vkey line (surrounding newlines allowed).

        Raises MalformedError if the form, the key ID or the key's length is wrong.
        """
        # Base64 may contain "+": split at most twice.
        parts = text.strip("\n").split("+", 2)
        if len(parts) != 3 or not valid_name(parts[0]):
            raise MalformedError("公钥的格式不对，应为“名称+编号+密钥”。")
        name, identifier, key = parts
        data = b64decode(key, "公钥")
        if len(data) < 2:
            raise MalformedError("公钥太短。")
        vkey = cls(name, data[0], data[1:])
        if vkey.id.hex() != identifier:
            raise MalformedError("公钥的编号与密钥不符。")
        if len(vkey.public) != _PUBLIC_LENGTH.get(vkey.kind, len(vkey.public)):
            raise MalformedError("公钥的长度不对。")
        return vkey
