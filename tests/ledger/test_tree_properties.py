"""Whatever the size: true proofs verify, and nothing that differs from a true proof does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tlog_scales.tlog import ConsistencyProof, InclusionProof

from mingjing.ledger.check import check_consistency, check_inclusion
from mingjing.ledger.errors import ProofError
from mingjing.ledger.tree import (
    Head,
    consistency_path,
    in_memory,
    inclusion_path,
    leaf_hash,
    root,
)

LEAVES = [leaf_hash(b"entry-%d" % i) for i in range(700)]


def head(size: int) -> Head:
    return Head(size, root(LEAVES[:size]))


@st.composite
def places(draw: st.DrawFn) -> tuple[int, int]:
    size = draw(st.integers(1, len(LEAVES)))
    return draw(st.integers(0, size - 1)), size


def flip(data: bytes, position: int) -> bytes:
    bit = position % (8 * len(data))
    return data[: bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1 :]


@given(places())
def test_every_entry_can_be_proved_and_another_implementation_agrees(place: tuple[int, int]) -> None:
    index, size = place
    path = inclusion_path(index, size, in_memory(LEAVES))
    check_inclusion(LEAVES[index], index, path, head(size))
    InclusionProof(index, size, path).check(LEAVES[index], head(size).root)


@given(places())
def test_every_earlier_tree_is_consistent_and_another_implementation_agrees(place: tuple[int, int]) -> None:
    old, size = place[0] + 1, place[1]
    path = consistency_path(old, size, in_memory(LEAVES))
    check_consistency(head(old), head(size), path)
    ConsistencyProof(old, size, path).check(head(old).root, head(size).root)


@given(places(), st.integers(0, 10**6), st.integers(0, 10**6))
def test_one_flipped_bit_anywhere_fails_an_inclusion_proof(
    place: tuple[int, int], which: int, bit: int
) -> None:
    index, size = place
    hashes = [LEAVES[index], head(size).root, *inclusion_path(index, size, in_memory(LEAVES))]
    hashes[which % len(hashes)] = flip(hashes[which % len(hashes)], bit)
    with pytest.raises(ProofError):
        check_inclusion(hashes[0], index, hashes[2:], Head(size, hashes[1]))


@given(places(), st.integers(0, 10**6), st.integers(0, 10**6))
def test_one_flipped_bit_anywhere_fails_a_consistency_proof(
    place: tuple[int, int], which: int, bit: int
) -> None:
    old, size = place[0] + 1, place[1]
    hashes = [head(old).root, head(size).root, *consistency_path(old, size, in_memory(LEAVES))]
    hashes[which % len(hashes)] = flip(hashes[which % len(hashes)], bit)
    with pytest.raises(ProofError):
        check_consistency(Head(old, hashes[0]), Head(size, hashes[1]), hashes[2:])


@given(places(), st.integers(0, 699))
def test_a_proof_is_good_for_its_own_index_only(place: tuple[int, int], other: int) -> None:
    index, size = place
    path = inclusion_path(index, size, in_memory(LEAVES))
    if other != index:
        with pytest.raises(ProofError):
            check_inclusion(LEAVES[index], other, path, head(size))


@given(places(), st.integers(0, 20))
def test_an_extra_or_missing_hash_fails(place: tuple[int, int], position: int) -> None:
    index, size = place
    path = inclusion_path(index, size, in_memory(LEAVES))
    at = position % (len(path) + 1)
    with pytest.raises(ProofError):
        check_inclusion(LEAVES[index], index, [*path[:at], LEAVES[0], *path[at:]], head(size))
    if path:
        del path[position % len(path)]
        with pytest.raises(ProofError):
            check_inclusion(LEAVES[index], index, path, head(size))


def test_swapped_siblings_fail() -> None:
    path = inclusion_path(5, 8, in_memory(LEAVES))
    with pytest.raises(ProofError):
        check_inclusion(LEAVES[5], 5, [path[1], path[0], path[2]], head(8))


def test_an_index_equal_to_the_size_fails() -> None:
    with pytest.raises(ProofError, match="不在日志范围内"):
        check_inclusion(LEAVES[8], 8, inclusion_path(7, 8, in_memory(LEAVES)), head(8))


def test_a_log_that_shrank_fails() -> None:
    with pytest.raises(ProofError, match="日志变短"):
        check_consistency(head(8), head(7), consistency_path(7, 8, in_memory(LEAVES)))


def test_two_roots_for_one_size_fail() -> None:
    with pytest.raises(ProofError, match="根哈希不同"):
        check_consistency(head(8), Head(8, LEAVES[0]), [])


def test_an_empty_log_must_have_had_the_empty_root() -> None:
    check_consistency(head(0), head(8), [])
    with pytest.raises(ProofError):
        check_consistency(Head(0, LEAVES[0]), head(8), [])


def test_a_leaf_cannot_be_passed_off_as_a_node() -> None:
    assert leaf_hash(LEAVES[0] + LEAVES[1]) != root(LEAVES[:2])
