"""签名/*.sig: signed notes (C2SP signed-note) over the digests of manifest.xml, by the agency's keys.

The keys are those of the log under a name of their own, so that no signature of a package can pass for one of the log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from mingjing.ledger.digests import sm3
from mingjing.ledger.errors import LedgerError
from mingjing.ledger.note import Note, open_note
from mingjing.ledger.signing import NoteSigner
from mingjing.ledger.sm2 import is_sm2
from mingjing.ledger.vkey import Vkey

TITLE = "mingjing archive package v1"
SUFFIX, KEY = ".sig", ".vkey"
SCOPE = "/archive"  # what is added to a log's name


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the agency: how its files are called and what its algorithm is called."""

    signer: NoteSigner

    @property
    def stem(self) -> str:
        return "sm2" if is_sm2(self.signer.vkey) else "ed25519"

    @property
    def algorithm(self) -> str:
        return "SM2withSM3（GB/T 32918）" if is_sm2(self.signer.vkey) else "Ed25519（RFC 8032）"


def text_of(number: str, manifest: bytes) -> str:
    """What is signed: the archive number and both digests of the manifest."""
    return f"{TITLE}\n{number}\nsha256 {hashlib.sha256(manifest).hexdigest()}\nsm3 {sm3(manifest).hex()}\n"


def sign(number: str, manifest: bytes, keys: Sequence[Key]) -> dict[str, str]:
    """Signed notes by file name."""
    text = text_of(number, manifest)
    return {f"manifest.{key.stem}{SUFFIX}": Note(text, (key.signer.sign(text),)).raw.decode() for key in keys}


def verified(note: bytes, key: Vkey, number: str, manifest: bytes) -> str:
    """ "" when the note is the key's signature over this manifest, else a Chinese sentence."""
    try:
        parsed = Note.parse(note)
        open_note(parsed, [key])
    except LedgerError as fault:
        return str(fault)
    return "" if parsed.text == text_of(number, manifest) else "签名所对应的不是这份清单。"
