"""Checking of Merkle proofs: the loops of RFC 9162 sections 2.1.3.2 and 2.1.4.2. Raises, never returns False."""

from collections.abc import Sequence

from mingjing.ledger.digests import SIZE, Digest, sha256
from mingjing.ledger.errors import ProofError
from mingjing.ledger.tree import Head, empty_root, node_hash


def check_inclusion(
    leaf: bytes, index: int, path: Sequence[bytes], head: Head, digest: Digest = sha256
) -> None:
    """Prove that `leaf` (a leaf hash) is leaf number `index` of the tree `head`.

    Raises ProofError with the reason.
    """
    if not 0 <= index < head.size:
        raise ProofError(f"证明的序号{index}不在日志范围内（日志共{head.size}条）。")
    _lengths((leaf, *path, head.root))
    position, last, result = index, head.size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ProofError("存在性证明多出了哈希。")
        if position & 1 or position == last:
            result = node_hash(sibling, result, digest)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            result = node_hash(result, sibling, digest)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofError("存在性证明缺少哈希。")
    if result != head.root:
        raise ProofError("按存在性证明算出的根哈希与检查点不一致。")


def check_consistency(old: Head, new: Head, path: Sequence[bytes], digest: Digest = sha256) -> None:
    """Prove that the tree `new` begins with the tree `old`, unchanged.

    Raises ProofError with the reason.
    """
    if not 0 <= old.size <= new.size:
        raise ProofError(f"日志变短：原有{old.size}条，现在只有{new.size}条。")
    _lengths((*path, old.root, new.root))
    if old.size in (0, new.size):
        if path:
            raise ProofError("一致性证明多出了哈希。")
        expected = empty_root(digest) if old.size == 0 else new.root
        if old.root != expected:
            raise ProofError(f"同为{old.size}条，两份检查点的根哈希不同。")
        return
    # RFC 9162: an old tree that is a full subtree is not repeated in the proof.
    hashes = [old.root, *path] if old.size & (old.size - 1) == 0 else list(path)
    if not hashes:
        raise ProofError("一致性证明缺少哈希。")
    position, last = old.size - 1, new.size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_root = new_root = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise ProofError("一致性证明多出了哈希。")
        if position & 1 or position == last:
            old_root = node_hash(sibling, old_root, digest)
            new_root = node_hash(sibling, new_root, digest)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            new_root = node_hash(new_root, sibling, digest)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofError("一致性证明缺少哈希。")
    if old_root != old.root:
        raise ProofError("按一致性证明算出的旧根哈希与旧检查点不一致。")
    if new_root != new.root:
        raise ProofError("按一致性证明算出的新根哈希与新检查点不一致。")


def _lengths(hashes: Sequence[bytes]) -> None:
    if any(len(value) != SIZE for value in hashes):
        raise ProofError("证明中的哈希长度不是32字节。")
