"""Digest functions of the ledger: SHA-256 for the interoperable tree, SM3 for the national twin.

SM3 is taken from `cryptography`, whose wheels bring their own OpenSSL: hashlib's depends on the machine.
"""

import hashlib
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes, hmac

Digest = Callable[[bytes], bytes]
"""bytes -> 32 bytes."""

SIZE = 32
"""Length in bytes of both digests."""


def sha256(data: bytes) -> bytes:
    """SHA-256 of `data` (32 bytes)."""
    return hashlib.sha256(data).digest()


def sm3(data: bytes) -> bytes:
    """SM3 (GB/T 32905) of `data` (32 bytes)."""
    state = hashes.Hash(hashes.SM3())
    state.update(data)
    return state.finalize()


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA256 (RFC 2104), 32 bytes."""
    return _hmac(key, message, hashes.SHA256())


def hmac_sm3(key: bytes, message: bytes) -> bytes:
    """HMAC-SM3 (GB/T 15852.2), 32 bytes."""
    return _hmac(key, message, hashes.SM3())


def _hmac(key: bytes, message: bytes, algorithm: hashes.HashAlgorithm) -> bytes:
    state = hmac.HMAC(key, algorithm)
    state.update(message)
    return state.finalize()
