"""Amounts in Chinese capitals: every amount can be read back, and zeros are written as the bank rules want."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.papers import amounts

MONEY = st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2, allow_nan=False)


@given(MONEY)
def test_every_amount_in_capitals_reads_back(amount: Decimal) -> None:
    assert amounts.read_capitals(amounts.capitals(amount)) == amount


@given(MONEY)
def test_no_two_zeros_meet_and_the_end_says_that_nothing_follows(amount: Decimal) -> None:
    words = amounts.capitals(amount)
    assert "零零" not in words
    assert words.endswith("整") is (not words.endswith("分"))
    assert not {"零元", "零万", "零亿"} & {words[i : i + 2] for i in range(1, len(words))}


@given(MONEY, MONEY)
def test_different_amounts_are_written_differently(one: Decimal, other: Decimal) -> None:
    assert (amounts.capitals(one) == amounts.capitals(other)) is (one == other)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("48000", "肆万捌仟元整"),
        ("80000.00", "捌万元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("107000.53", "壹拾万零柒仟元伍角叁分"),
        ("1000400.05", "壹佰万零肆佰元零伍分"),
        ("100000000", "壹亿元整"),
        ("100010000.01", "壹亿零壹万元零壹分"),
        ("999999999999", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元整"),
    ],
)
def test_known_amounts(amount: str, words: str) -> None:
    assert amounts.capitals(amount) == words


@pytest.mark.parametrize(
    "bad", [-1, "-0.01", "0.001", "1000000000000", "四万", "NaN", "Infinity", 1.5, True, None]
)
def test_what_is_no_amount_is_refused(bad: object) -> None:
    with pytest.raises(ValueError):
        amounts.capitals(bad)


@pytest.mark.parametrize(
    "bad", ["", "元整", "壹拾拾元整", "伍分整", "壹元", "零零元整", "壹万万元整", "hundred"]
)
def test_what_only_looks_like_capitals_is_refused(bad: str) -> None:
    with pytest.raises(ValueError):
        amounts.read_capitals(bad)
