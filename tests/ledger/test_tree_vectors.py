"""RFC 6962 trees: every vector of groups A, B and G."""

from typing import Any

import pytest

from mingjing.ledger.check import check_consistency, check_inclusion
from mingjing.ledger.digests import sm3
from mingjing.ledger.tree import Head, consistency_path, in_memory, inclusion_path, leaf_hash, root

GROUPS = ["A_rfc6962_reference_leaves", "B_entry_n_leaves"]


@pytest.fixture(scope="module")
def leaves(vectors: dict[str, Any]) -> dict[str, list[bytes]]:
    reference = [bytes.fromhex(leaf["data_hex"]) for leaf in vectors[GROUPS[0]]["leaves"]]
    return {
        GROUPS[0]: [leaf_hash(data) for data in reference],
        GROUPS[1]: [leaf_hash(b"entry-%d" % i) for i in range(70000)],
    }


def test_leaf_hashes_are_those_of_the_reference(
    vectors: dict[str, Any], leaves: dict[str, list[bytes]]
) -> None:
    expected = [leaf["leaf_hash"] for leaf in vectors[GROUPS[0]]["leaves"]]
    assert [leaf.hex() for leaf in leaves[GROUPS[0]]] == expected


@pytest.mark.parametrize("group", GROUPS)
def test_roots_are_those_of_other_implementations(
    group: str, vectors: dict[str, Any], leaves: dict[str, list[bytes]]
) -> None:
    assert len(vectors[group]["roots"]) >= 9
    for row in vectors[group]["roots"]:
        assert root(leaves[group][: row["size"]]).hex() == row["root"], row["size"]


@pytest.mark.parametrize("group", GROUPS)
def test_inclusion_paths_are_those_of_other_implementations_and_verify(
    group: str, vectors: dict[str, Any], leaves: dict[str, list[bytes]]
) -> None:
    for row in vectors[group]["inclusion"]:
        path = inclusion_path(row["index"], row["size"], in_memory(leaves[group]))
        assert [item.hex() for item in path] == row["proof"]
        head = Head(row["size"], bytes.fromhex(row["root"]))
        check_inclusion(bytes.fromhex(row["leaf_hash"]), row["index"], path, head)


@pytest.mark.parametrize("group", GROUPS)
def test_consistency_paths_are_those_of_other_implementations_and_verify(
    group: str, vectors: dict[str, Any], leaves: dict[str, list[bytes]]
) -> None:
    for row in vectors[group]["consistency"]:
        path = consistency_path(row["old"], row["new"], in_memory(leaves[group]))
        assert [item.hex() for item in path] == row["proof"]
        old = Head(row["old"], bytes.fromhex(row["old_root"]))
        check_consistency(old, Head(row["new"], bytes.fromhex(row["new_root"])), path)


def test_the_national_twin_tree_uses_sm3_throughout(vectors: dict[str, Any]) -> None:
    group = vectors["G_sm3"]
    assert sm3(b"abc").hex() == group["sm3_abc"]
    assert sm3(b"").hex() == group["sm3_empty"]
    assert leaf_hash(b"entry-0", sm3).hex() == group["leaf_entry0"]
    for row in group["roots_of_B_leaves"]:
        hashes = [leaf_hash(b"entry-%d" % i, sm3) for i in range(row["size"])]
        assert root(hashes, sm3).hex() == row["root"]
