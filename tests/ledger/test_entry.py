"""Entries commit to a record without saying anything about it."""

import json

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from mingjing.ledger import (
    Commitment,
    Entry,
    MalformedError,
    canonical,
    case_tag,
    commit,
    new_key,
    new_rid,
    opens,
)

ENTRY = Entry("doc", "0" * 32, 1767225600, Commitment(b"\x01" * 32, b"\x02" * 32), "a" * 32, "handler")


def test_an_entry_is_canonical_json_and_read_back() -> None:
    data = ENTRY.encode()
    assert list(json.loads(data)) == ["at", "by", "c", "ct", "g", "rid", "type", "v"]
    assert canonical(json.loads(data)) == data
    assert Entry.parse(data) == ENTRY
    assert len(data) < 4096


def test_a_correction_names_the_entry_that_it_corrects() -> None:
    correction = Entry("doc", "1" * 32, 1767225601, ENTRY.commitment, ENTRY.case_tag, "handler", ENTRY.rid)
    assert Entry.parse(correction.encode()).prev == ENTRY.rid


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"at":1767225600', '"at":1767225600.0'),
        ('"at":1767225600', '"at": 1767225600'),
        ('"at":1767225600', '"at":-1'),
        ('"at":1767225600', '"at":true'),
        ('"v":1', '"v":2'),
        ('"v":1', '"v":1,"x":1'),
        ('"type":"doc"', '"type":"gossip"'),
        ('"by":"handler"', '"by":"陆知行"'),
        ('"by":"handler"', '"by":null'),
        ('"by":"handler",', ""),
        ('"at":1767225600', '"at":1,"at":1767225600'),
    ],
)
def test_anything_but_its_exact_bytes_is_refused(old: str, new: str) -> None:
    text = ENTRY.encode().decode()
    assert old in text
    with pytest.raises(MalformedError):
        Entry.parse(text.replace(old, new).encode())


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"[" * 4000, b"\xff", b"{" + b" " * 5000 + b"}"])
def test_what_is_no_entry_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        Entry.parse(data)


def test_a_name_cannot_enter_the_log_by_mistake() -> None:
    with pytest.raises(MalformedError):
        Entry("doc", "张三", 1, ENTRY.commitment, ENTRY.case_tag, "handler").encode()


def test_a_commitment_opens_with_its_key_and_manifest_only() -> None:
    key, manifest = new_key(), canonical({"当事人": "某某公司"})
    commitment = commit(key, manifest)
    assert opens(commitment, key, manifest)
    assert not opens(commitment, new_key(), manifest)
    assert not opens(commitment, key, manifest + b" ")
    assert not opens(Commitment(commitment.sha256, bytes(32)), key, manifest)
    assert not opens(Commitment(bytes(32), commitment.sm3), key, manifest)


def test_keys_and_ids_are_fresh_and_tags_do_not_show_the_key() -> None:
    assert len({new_rid() for _ in range(50)}) == 50
    key = new_key()
    assert case_tag(key) == case_tag(key) != case_tag(new_key())
    assert case_tag(key) not in key.hex()
    for short in (b"", b"x" * 31):
        with pytest.raises(MalformedError):
            commit(short, b"")
        with pytest.raises(MalformedError):
            case_tag(short)


def test_an_inexact_number_cannot_be_committed() -> None:
    for value in (2**53, float("nan"), {1: 2}):
        with pytest.raises(MalformedError):
            canonical(value)


_TEXTS = st.text(max_size=8) | st.sampled_from(
    ["\x7f", "\u2028", '"\\/\b\f\n\r\t\x01', "\ue000", "\U00010000", "é", "e\u0301"]
)
_NUMBERS = st.integers() | st.sampled_from([2**53 - 1, 2**53, -(2**53), 0, -1]) | st.floats()
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(_VALUES)
@example({"\U00010000": 1, "\ue000": 2, "a": 3})
@example(["\ud800"])
@example({"\ud800": 1})
@example([-0.0, 1e21, 5e-324, 2**53, float("nan")])
@example((1, ("a", {})))
def test_canonical_text_is_that_of_the_library_for_whatever_json_holds(value: object) -> None:
    """The quick way through the standard library's writer is taken only where both write the same bytes."""
    try:
        wanted = rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):
        with pytest.raises(MalformedError):
            canonical(value)
    else:
        assert canonical(value) == wanted
