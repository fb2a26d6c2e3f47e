"""A request that can't become a record is refused with a sentence, and nothing unknown is dropped in silence."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjing.cases.payload import BadPayload, Payload, parse_instant


@pytest.mark.parametrize(
    "given_body",
    [
        [],
        "文字",
        {"fields": []},
        {"fields": {"facts": "a\x00b"}},
        {"fields": {"facts": "\ud800"}},
        {"fields": {"amount": 2**53}},
        {"fields": {"amount": float("nan")}},
        {"fields": {"amount": float("inf")}},
        {"fields": {"amount": Decimal("NaN")}},
        {"fields": {1: "x"}},
        {"fields": {"x": object()}},
        {"fields": {"facts": "长" * 200_001}},
        {"fields": {"x": [[[[[[[[[[1]]]]]]]]]]}},
        {"fields": {"x": [0] * 20_001}},
        {"evidence": {}},
        {"evidence": ["笔录"]},
        {"reasons": {"two_officers": 1}},
        {"at": "昨天"},
        {"at": 5},
        {"at": "0001-01-01"},
        {"state": {"closed": True}},
        {"now": "2026-01-01"},
    ],
)
def test_bad_input_gets_a_chinese_sentence(given_body):
    with pytest.raises(BadPayload) as refusal:
        Payload.parse(given_body)
    assert str(refusal.value).endswith("。")
    assert not any(
        "a" <= letter <= "z" for letter in str(refusal.value).replace("now", "").replace("state", "")
    )


def test_money_and_dates_become_the_words_of_the_record():
    parsed = Payload.parse(
        {"fields": {"fine": Decimal("80000.00"), "on": datetime(2026, 9, 16, 8, tzinfo=UTC)}}
    )
    assert parsed.fields == {"fine": "80000.00", "on": "2026-09-16T08:00:00+00:00"}


def test_an_instant_without_an_offset_is_in_shanghai():
    assert parse_instant("2026-09-22T14:10").isoformat() == "2026-09-22T14:10:00+08:00"
    assert parse_instant("").__class__ is type(None)


def test_the_same_request_has_the_same_digest_and_another_has_not():
    one = Payload.parse({"fields": {"a": 1, "b": "二"}})
    assert one.digest("file_case") == Payload.parse({"fields": {"b": "二", "a": 1}}).digest("file_case")
    assert one.digest("file_case") != one.digest("decide")
    assert one.digest() != Payload.parse({"fields": {"a": 1, "b": "三"}}).digest()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first draw builds the table of letters
@given(st.dictionaries(st.sampled_from(["fields", "evidence", "media", "reasons", "at"]), json_values))
def test_whatever_comes_in_is_either_refused_or_storable(body):
    try:
        parsed = Payload.parse(body)
    except BadPayload as refusal:
        sentence = str(refusal)
    else:
        sentence = "可以记录。"
        text = json.dumps([parsed.fields, parsed.evidence, parsed.media, parsed.reasons], allow_nan=False)
        assert "\\u0000" not in text
    assert sentence.endswith("。")
