"""Amounts, articles and dates as decisions write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.cases.importing.cited import cited
from mingjing.cases.importing.dated import dated
from mingjing.cases.importing.numerals import amounts
from mingjing.papers.amounts import capitals


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("罚款叁万元整", 30000), ("罚款2.5万元", 25000), ("¥40,000.00", 40000), ("罚款三万元", 30000), ("罚款11750元", 11750), ("壹拾万零伍佰元整", 100500)],
)  # fmt: skip
def test_amounts_are_read_in_figures_and_in_words(text: str, yuan: int) -> None:
    assert amounts(text) == [Decimal(yuan)]


@given(st.integers(1, 10**10))
def test_amounts_in_capitals_are_read_back(yuan: int) -> None:
    assert amounts(capitals(Decimal(yuan))) == [Decimal(yuan)]


def test_articles_take_the_role_of_the_verb_before_them() -> None:
    text = "违反《中华人民共和国安全生产法》第三十条第一款、第四十一条第二款，依据该法第九十七条第（七）项，参照《某省裁量基准》第3条处罚。"
    assert [(one.role, one.citation) for one in cited(text)] == [
        ("violated", "安全生产法 第30条第1款"),
        ("violated", "安全生产法 第41条第2款"),
        ("penal", "安全生产法 第97条第7项"),
        ("other", "某省裁量基准 第3条"),
    ]


def test_dates_carry_their_year_and_what_happened() -> None:
    found = dated("2023年12月5日检查该厂。12月8日立案。1月10日送达行政处罚告知书。2024年2月对其罚款。")
    assert [(one.kind, one.first, one.exact) for one in found] == [
        ("found", date(2023, 12, 5), True),
        ("filed", date(2023, 12, 8), True),
        ("notice_served", date(2024, 1, 10), True),
        ("other", date(2024, 2, 1), False),
    ]
