"""Records proved field by field: any part can be shown alone, none can be changed, none can be guessed."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.ledger import canonical
from mingjing.ledger.errors import MalformedError
from mingjing.ledger.fields import Field, check_disclosed, committed, disclose, fields_of, read_disclosed

SECRET = bytes(range(32))
RECORD = {
    "act": "inquire",
    "fields": {"person": {"name": "周启明", "id_number": "990105198001011234"}, "answers": ["是", "否"]},
    "officers": [],
    "amount": "80000.00",
    "count": 2,
}
KEPT = {"v": 2, "rid": "0" * 32, "case": "c-1", "seq": 1, "prev": None, "salt": SECRET.hex(), "record": RECORD, "blobs": []}  # fmt: skip


def digests() -> list[str]:
    found: list[str] = json.loads(committed(KEPT))["digests"]
    return found


def test_the_whole_record_opens_the_manifest_and_nothing_is_left() -> None:
    fields = fields_of(RECORD, SECRET)
    assert [one.path for one in fields] == [
        ("act",), ("fields", "person", "name"), ("fields", "person", "id_number"), ("fields", "answers", 0),
        ("fields", "answers", 1), ("officers",), ("amount",), ("count",),
    ]  # fmt: skip
    assert check_disclosed(read_disclosed(disclose("0" * 32, fields), "0" * 32), digests()) == 0


def test_a_field_left_out_does_not_hinder_the_others() -> None:
    shown = [one for one in fields_of(RECORD, SECRET) if "id_number" not in one.path]
    assert check_disclosed(shown, digests()) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda one: Field(one.salt, one.path, "80000.01"),
        lambda one: Field(one.salt, ("fine",), one.value),
        lambda one: Field("0" * 32, one.path, one.value),
        lambda one: Field(one.salt, one.path, 80000),
    ],
)
def test_a_changed_field_is_refused(change) -> None:  # type: ignore[no-untyped-def]
    fields = fields_of(RECORD, SECRET)
    fields[6] = change(fields[6])
    with pytest.raises(MalformedError, match="摘要不符"):
        check_disclosed(fields, digests())


def test_a_field_can_not_be_shown_twice() -> None:
    fields = fields_of(RECORD, SECRET)
    with pytest.raises(MalformedError):
        check_disclosed([*fields, fields[0]], digests())


def test_what_is_committed_to_holds_no_value_and_no_secret() -> None:
    text = committed(KEPT).decode()
    assert "周启明" not in text
    assert SECRET.hex() not in text
    bare = hashlib.sha256(
        canonical(["", ["fields", "person", "id_number"], "990105198001011234"])
    ).hexdigest()
    assert bare not in text
    assert committed({**KEPT, "salt": bytes(32).hex()}) != committed(KEPT)


def test_an_older_record_is_committed_to_as_it_stands() -> None:
    kept = {**KEPT, "v": 1, "salt": "0" * 32}
    assert committed(kept) == canonical(kept)


@pytest.mark.parametrize(
    "raw",
    [
        b"{}",
        b'{"fields":[],"rid":"1","v":2}',
        b'{"fields":[["",[],1]],"rid":"' + b"0" * 32 + b'","v":2}',
        b'{"fields":[["' + b"0" * 32 + b'",[true],1]],"rid":"' + b"0" * 32 + b'","v":2}',
        b'{"fields": [],"rid":"' + b"0" * 32 + b'","v":2}',
    ],
)
def test_a_malformed_file_of_fields_is_refused(raw: bytes) -> None:
    with pytest.raises(MalformedError):
        read_disclosed(raw, "0" * 32)


_NAMES = st.text(max_size=4) | st.sampled_from(["a", '"', "]", ",", "0"])
_ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(_NAMES, _ANY, max_size=4))
def test_manifest_holds_the_digests_of_exactly_the_fields(record: dict[str, object]) -> None:
    """Whatever a record holds: what an export discloses is what was committed to, by whichever way it is computed."""
    found = json.loads(committed({**KEPT, "record": record}))["digests"]
    assert found == sorted(field.digest for field in fields_of(record, SECRET))
