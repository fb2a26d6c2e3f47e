"""What people type is printed as it stands: no Typst markup, no lost characters, no text turned around."""

import unicodedata

import pypdfium2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.papers import sample
from tests.papers.test_every_form import extracted

from mingjing import papers
from mingjing.papers.plain import printable

HOSTILE = [
    '#panic("x")',
    "#import sys: *; #sys.inputs",
    "$x^2$ *粗* _斜_ `码` @引用 <标签> ] } ) \\ // /* */ = - + ~ --- ...",
    '"}],"kind":"grid","x":"',
    "#set page(width: 1pt)",
    "{act.facts} {party.name|money}",
    "\\u{41} &#65; %s {} ${HOME}",
]


def with_facts(text: str) -> papers.Paper:
    facts = sample.facts("penalty_advance_notice")
    facts["act"] = facts["act"] | {"facts": text}
    facts["party"] = facts["party"] | {"name": text}
    return sample.render("penalty_advance_notice", facts=facts)


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_printed_as_text(text: str) -> None:
    paper = with_facts(text)
    assert "".join(text.split()) in extracted(paper.pdf)
    assert text in paper.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=60))
@example("😀👨‍👩‍👧 \u202e倒\u202c 𠮷 \x00\x07 \ue000")
@example("喆堃犇玥祎翀")
@example("a" * 5000)
@example("长" * 3000)
def test_any_text_at_all_can_be_printed(text: str) -> None:
    if text.strip():
        assert with_facts(text).pages >= 1


@given(st.text())
def test_a_character_is_either_drawn_or_spelled_out(text: str) -> None:
    drawable = papers.default_press().fonts.drawable
    shown = printable(text, drawable)
    assert all(char == "\n" or ord(char) in drawable for char in shown)
    assert not any(unicodedata.category(char) in ("Cf", "Cc") for char in shown if char != "\n")


def test_emoji_and_direction_marks_are_spelled_out() -> None:
    text = extracted(with_facts("收到😀\u202e倒").pdf)
    assert "收到〔U+1F600〕〔U+202E〕倒" in text


def test_rare_characters_of_names_are_drawn() -> None:
    assert "喆堃犇玥祎翀" in extracted(with_facts("喆堃犇玥祎翀").pdf)


@pytest.mark.parametrize("text", ["f" * 200, "https://example.invalid/" + "p" * 150, "9" * 64])
def test_long_runs_stay_inside_the_margins(text: str) -> None:
    right_edge = 595 - 26 / 25.4 * 72 + 1
    with pypdfium2.PdfDocument(with_facts(text).pdf) as opened:
        for page in opened:
            box = page.get_textpage()
            chars = enumerate(
                box.get_text_range()
            )  # a stop at the end of a line may hang: only Latin is measured
            edges = [box.get_charbox(index)[2] for index, char in chars if "!" <= char <= "~"]
            assert max(edges) <= right_edge


def test_line_ends_become_paragraphs_and_stops_are_not_doubled() -> None:
    text = with_facts("甲。\r\n\r\n乙。").text
    assert "甲。\n乙。" in text
    assert "。。" not in text
