"""The witness's two keys: Ed25519 (type 0x04) and ML-DSA-44 (type 0x06, which holds against quantum computers)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from mingjing.ledger.errors import MalformedError
from mingjing.ledger.note_line import SignatureLine
from mingjing.ledger.signing import Signer
from mingjing.ledger.vkey import COSIGNATURE_ED25519, COSIGNATURE_MLDSA44, Vkey

FILE = "key"
_MLDSA_SUFFIX = "-pq"
_KINDS = (COSIGNATURE_ED25519, COSIGNATURE_MLDSA44)


@dataclass(frozen=True, slots=True)
class WitnessKeys:
    """Both keys; the second one's name is the first one's with `-pq`, because a cosigner has one key."""

    signers: tuple[Signer, ...]

    @classmethod
    def generate(cls, name: str) -> WitnessKeys:
        """Fresh keys. Raises MalformedError if the name can't be a key's name."""
        return cls((Signer.generate(name, _KINDS[0]), Signer.generate(name + _MLDSA_SUFFIX, _KINDS[1])))

    @property
    def vkeys(self) -> tuple[Vkey, ...]:
        """The public halves."""
        return tuple(signer.vkey for signer in self.signers)

    def cosign(self, text: str, now: int) -> list[SignatureLine]:
        """Lines over a checkpoint's text; `now` in seconds UTC."""
        return [signer.cosign(text, now) for signer in self.signers]

    def keep(self, folder: Path) -> None:
        """Write the secret, readable by its owner only. Raises FileExistsError: a witness has one identity."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write("".join(f"{signer.skey}\n" for signer in self.signers))
            file.flush()
            os.fsync(file.fileno())

    @classmethod
    def load(cls, folder: Path) -> WitnessKeys:
        """Read what `keep` wrote. Raises FileNotFoundError, MalformedError."""
        lines = (folder / FILE).read_text("utf-8").splitlines()
        keys = cls(tuple(Signer.parse(line) for line in lines))
        if tuple(signer.kind for signer in keys.signers) != _KINDS:
            raise MalformedError("见证密钥文件应有两行：Ed25519和ML-DSA-44。")
        return keys
