"""Merkle tree of RFC 6962 section 2.1: hashes, roots and the paths of proofs. Pure functions on bytes.

The digest is a parameter so that the SM3 twin tree is the same code; all defaults are SHA-256 (tlog-tiles).
Checking of proofs is in `check.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mingjing.ledger.digests import Digest, sha256

Subtree = Callable[[int, int], bytes]
"""(start, end) -> MTH(D[start:end]); only ever asked for ranges that RFC 6962's splits produce."""


@dataclass(frozen=True, slots=True)
class Head:
    """Size and root (32 bytes) of a tree: what a checkpoint promises."""

    size: int
    root: bytes


def empty_root(digest: Digest = sha256) -> bytes:
    """MTH of no leaves: the digest of nothing."""
    return digest(b"")


def leaf_hash(entry: bytes, digest: Digest = sha256) -> bytes:
    """H(0x00 || entry). The prefix keeps a leaf from being passed off as a node."""
    return digest(b"\x00" + entry)


def node_hash(left: bytes, right: bytes, digest: Digest = sha256) -> bytes:
    """H(0x01 || left || right)."""
    return digest(b"\x01" + left + right)


def split(size: int) -> int:
    """Largest power of two strictly below `size` (size >= 2)."""
    return 1 << (size - 1).bit_length() - 1


def root(hashes: Sequence[bytes], digest: Digest = sha256) -> bytes:
    """MTH over leaf hashes (or over the roots of equal, full subtrees).

    Pairing level by level with the odd one promoted equals RFC 6962's recursive split and needs no recursion.
    """
    if not hashes:
        return empty_root(digest)
    row = list(hashes)
    while len(row) > 1:
        odd = row[-1:] if len(row) % 2 else []
        row = [digest(b"\x01" + row[i] + row[i + 1]) for i in range(0, len(row) - 1, 2)] + odd
    return row[0]


def fold_right(peaks: Sequence[bytes], digest: Digest = sha256) -> bytes:
    """Root of a tree from its full subtrees, largest first (the binary digits of its size)."""
    if not peaks:
        return empty_root(digest)
    result = peaks[-1]
    for peak in reversed(peaks[:-1]):
        result = node_hash(peak, result, digest)
    return result


def inclusion_path(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """PATH(index, D[0:size]) of RFC 6962 section 2.1.1, leaf's sibling first.

    Raises ValueError unless 0 <= index < size.
    """
    if not 0 <= index < size:
        raise ValueError(f"index {index} outside a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    return path[::-1]


def consistency_path(old: int, size: int, subtree: Subtree) -> list[bytes]:
    """PROOF(old, D[0:size]) of RFC 6962 section 2.1.2; empty for old = 0 and old = size.

    Raises ValueError unless 0 <= old <= size.
    """
    if not 0 <= old <= size:
        raise ValueError(f"old size {old} outside a tree of {size}")
    if old in (0, size):
        return []
    path: list[bytes] = []
    start, end, whole = 0, size, True
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start, whole = middle, False
    if not whole:
        path.append(subtree(start, end))
    return path[::-1]


def in_memory(leaves: Sequence[bytes], digest: Digest = sha256) -> Subtree:
    """Subtree function over leaf hashes held in memory."""
    return lambda start, end: root(leaves[start:end], digest)
