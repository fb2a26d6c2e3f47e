"""Digest functions of the ledger: SHA-256 for the interoperable tree, SM3 for the national twin.

SM3 is hashlib's where the machine's OpenSSL has it, which is faster for short texts, else that of `cryptography`, whose
wheels bring their own OpenSSL.
"""

import hashlib
import hmac
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

Digest = Callable[[bytes], bytes]
"""bytes -> 32 bytes."""

SIZE = 32
"""Length in bytes of both digests."""
_SM3_HERE = "sm3" in hashlib.algorithms_available


def sha256(data: bytes) -> bytes:
    """SHA-256 of `data` (32 bytes)."""
    return hashlib.sha256(data).digest()


def sm3(data: bytes) -> bytes:
    """SM3 (GB/T 32905) of `data` (32 bytes)."""
    if _SM3_HERE:
        return hashlib.new("sm3", data).digest()
    state = hashes.Hash(hashes.SM3())
    state.update(data)
    return state.finalize()


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA256 (RFC 2104), 32 bytes."""
    return hmac.digest(key, message, "sha256")


def hmac_sm3(key: bytes, message: bytes) -> bytes:
    """HMAC-SM3 (GB/T 15852.2), 32 bytes."""
    if _SM3_HERE:
        return hmac.digest(key, message, "sm3")
    state = HMAC(key, hashes.SM3())
    state.update(message)
    return state.finalize()
