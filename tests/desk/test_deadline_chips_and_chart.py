"""A clock's chip says days left in words and never by colour alone; the chart counts the next thirty days."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from mingjing.desk.chart import chart
from mingjing.desk.chips import chip

TODAY = date(2026, 11, 19)


def clock(state: str, days_left: int | None, unit: str = "日") -> SimpleNamespace:
    return SimpleNamespace(state=state, days_left=days_left, unit=unit)


@pytest.mark.parametrize(
    ("state", "left", "css", "words"),
    [
        ("running", 26, "is-calm", "余26日"),
        ("running", 15, "is-t15", "余15日"),
        ("running", 5, "is-t5", "余5日"),
        ("running", 0, "is-due", "今天到期"),
        ("running", -2, "is-over", "逾期2日"),
        ("overdue", -1, "is-over", "逾期1日"),
        ("paused", 61, "is-paused", "停计 · 余61日"),
        ("met", None, "is-done", "已在期限内办结"),
        ("late", None, "is-t5", "逾期办结"),
        ("idle", None, "", "未起算"),
    ],
)
def test_chip_of_a_clock(state: str, left: int | None, css: str, words: str) -> None:
    found = chip(clock(state, left))
    assert (found.css, found.before + found.number + found.after) == (css, words)


def test_chart_counts_only_the_next_thirty_days() -> None:
    due = [
        TODAY,
        TODAY + timedelta(days=5),
        TODAY + timedelta(days=5),
        TODAY + timedelta(days=30),
        TODAY - timedelta(days=1),
    ]
    drawn = chart(due, TODAY, lambda day: day.weekday() < 5)
    assert drawn.total == 3
    assert drawn.sentence == "今后三十日共有 3 个期限届满，最多的一天是11月24日，2 个"
    assert [bar.fill for bar in drawn.bars] == ["#a8201a", "#c2570f"]
    assert len(drawn.rests) == 8


def test_chart_without_deadlines_draws_nothing() -> None:
    assert chart([], TODAY, lambda day: True).bars == []
