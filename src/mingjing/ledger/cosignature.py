"""Signature kinds of notes: Ed25519 (0x01), SM2 (0xff, see `sm2.py`), the witness cosignatures 0x04 and 0x06.

https://c2sp.org/signed-note and https://c2sp.org/tlog-cosignature. 0x04 signs the whole note text and a time;
0x06 (ML-DSA-44) signs name, time, origin, range and root, but no extension lines.
"""

import struct

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from mingjing.ledger import sm2
from mingjing.ledger.checkpoint import Checkpoint
from mingjing.ledger.errors import MalformedError, SignatureError
from mingjing.ledger.vkey import COSIGNATURE_ED25519, COSIGNATURE_MLDSA44, ED25519, Vkey

COSIGNERS = (COSIGNATURE_ED25519, COSIGNATURE_MLDSA44)
_LENGTH = {ED25519: 64, COSIGNATURE_ED25519: 8 + 64, COSIGNATURE_MLDSA44: 8 + 2420}
_SUBTREE_LABEL = b"subtree/v1\n\x00"


def ed25519_message(text: str, timestamp: int) -> bytes:
    """Bytes signed by a 0x04 cosignature; `timestamp` in seconds UTC."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def mldsa_message(cosigner: str, text: str, timestamp: int) -> bytes:
    """Bytes signed by a 0x06 cosignature over the checkpoint `text`; `timestamp` in seconds UTC.

    Raises MalformedError if the text is no checkpoint or a name is longer than 255 bytes.
    """
    checkpoint = Checkpoint.parse(text)
    name, origin = cosigner.encode(), checkpoint.origin.encode()
    if max(len(name), len(origin)) > 255:
        raise MalformedError("联署人或者日志的名称超过255字节。")
    return b"".join(
        (
            _SUBTREE_LABEL,
            bytes([len(name)]) + name,
            struct.pack(">Q", timestamp),
            bytes([len(origin)]) + origin,
            struct.pack(">QQ", 0, checkpoint.size),
            checkpoint.root,
        )
    )


def verify_signature(vkey: Vkey, text: str, signature: bytes) -> int | None:
    """Verify one signature (without its key ID) over a note text.

    Returns the cosignature's time in seconds UTC, or None for a plain signature.
    Raises SignatureError if it is false or its kind is not supported here.
    """
    if sm2.is_sm2(vkey):
        sm2.verify(vkey, text, signature)
        return None
    if vkey.kind not in _LENGTH:
        raise SignatureError(f"不支持“{vkey.name}”的签名算法（类型{vkey.kind}）。")
    if len(signature) != _LENGTH[vkey.kind]:
        raise SignatureError(f"“{vkey.name}”的签名长度不对。")
    timestamp = None if vkey.kind == ED25519 else int.from_bytes(signature[:8], "big")
    try:
        if timestamp is None:
            Ed25519PublicKey.from_public_bytes(vkey.public).verify(signature, text.encode())
        elif vkey.kind == COSIGNATURE_ED25519:
            message = ed25519_message(text, timestamp)
            Ed25519PublicKey.from_public_bytes(vkey.public).verify(signature[8:], message)
        else:
            message = mldsa_message(vkey.name, text, timestamp)
            MLDSA44PublicKey.from_public_bytes(vkey.public).verify(signature[8:], message)
    except (InvalidSignature, ValueError) as error:
        raise SignatureError(f"“{vkey.name}”的签名无效。") from error
    except UnsupportedAlgorithm as error:
        raise SignatureError(f"本机的密码库不支持“{vkey.name}”的签名算法。") from error
    return timestamp
