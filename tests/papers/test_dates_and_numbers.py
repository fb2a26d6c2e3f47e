"""Dates, document numbers and citations as documents write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.papers import citations, dates, numbering

TITLES = {"安全生产法": "中华人民共和国安全生产法"}


def test_a_day_is_written_without_leading_zeros() -> None:
    assert dates.day("2026-11-02") == "2026年11月2日"
    assert dates.day(date(2026, 1, 31)) == "2026年1月31日"


def test_an_instant_is_written_in_shanghai_time() -> None:
    assert dates.minute("2026-11-22T23:05:00Z") == "2026年11月23日7时05分"
    assert dates.day(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == "2026年11月23日"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError):
        dates.minute("2026-11-22T23:05:00")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-22", "二〇二六年十一月二十二日"),
        ("2030-01-10", "二〇三〇年一月十日"),
        ("2026-10-31", "二〇二六年十月三十一日"),
    ],
)
def test_a_day_in_words(day: str, words: str) -> None:
    assert dates.day_in_words(day) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (10, "十"),
        (19, "十九"),
        (20, "二十"),
        (97, "九十七"),
        (105, "一百零五"),
        (113, "一百一十三"),
    ],
)
def test_article_numbers_in_words(number: int, words: str) -> None:
    assert dates.count(number) == words


@given(st.text("京苏江云湖", min_size=1, max_size=4), st.integers(2000, 2100), st.integers(1, 99999))
def test_a_document_number_reads_back(prefix: str, year: int, seq: int) -> None:
    assert numbering.parse(numbering.number(prefix, "罚", year, seq)) == (prefix, "应急罚", year, seq)


def test_the_year_stands_in_hexagonal_brackets_and_the_sequence_is_not_padded() -> None:
    assert numbering.number("江云", "责改", 2026, 7) == "（江云）应急责改〔2026〕7号"


@pytest.mark.parametrize(
    "text", ["（江云）应急罚[2026]31号", "（江云）应急罚〔2026〕031号", "江云应急罚〔2026〕31号", ""]
)
def test_numbers_in_other_shapes_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        numbering.parse(text)


def test_there_is_no_number_zero() -> None:
    with pytest.raises(ValueError):
        numbering.number("江云", "罚", 2026, 0)


@pytest.mark.parametrize(
    ("given_as", "written"),
    [
        ("安全生产法 第97条第7项", "《中华人民共和国安全生产法》第九十七条第七项"),
        ("安全生产法 第30条第1款、第97条", "《中华人民共和国安全生产法》第三十条第一款、第九十七条"),
        (
            "安全生产法 第62条第2款；安全生产法 第65条",
            "《中华人民共和国安全生产法》第六十二条第二款、第六十五条",
        ),
        ("安全生产法 第30条；某办法 第5条", "《中华人民共和国安全生产法》第三十条、《某办法》第五条"),
    ],
)
def test_citations_are_written_with_full_titles_and_chinese_numerals(given_as: str, written: str) -> None:
    assert citations.written(given_as, TITLES) == written
