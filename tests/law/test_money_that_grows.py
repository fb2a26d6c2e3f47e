"""加处罚款: three per cent a day, never more than the fine, and not while reconsideration or a suit runs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.law.accrual import Accrued, Money, days_within
from mingjing.law.periods import Span
from mingjing.law.procedure import Deadline

D = dt.date.fromisoformat
ONE = dt.timedelta(days=1)
RULE = Deadline.model_validate({
    "id": "surcharge", "title": "加处罚款", "citation": "行政处罚法 第72条第1款第1项、第73条第3款", "kind": "accrual",
    "starts": "clocks.x", "lasts": "1 days",
})  # fmt: skip
FINE = Money(Decimal(80000), Decimal("0.03"), Decimal(1))
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
SPANS = st.lists(st.tuples(DAYS, st.integers(0, 40)), max_size=5).map(
    lambda found: tuple(Span(first, first + ONE * more) for first, more in found)
)


def accrued(until, pauses=(), money=FINE, start="2026-07-23"):
    spans = tuple(Span(D(first), D(last)) for first, last in pauses)
    return Accrued(RULE, D(start), D(until), spans, money)


@pytest.mark.parametrize(
    ("until", "days", "amount"),
    [
        ("2026-07-23", 0, "0.00"),  # the last day for paying itself
        ("2026-07-24", 1, "2400.00"),
        ("2026-08-12", 20, "48000.00"),
        ("2026-08-25", 33, "79200.00"),
        ("2026-08-26", 34, "80000.00"),  # 81,600 would be more than the fine
        ("2027-08-26", 399, "80000.00"),
    ],
)
def test_it_grows_by_the_day_and_stops_at_the_fine(until, days, amount):
    found = accrued(until)
    assert (found.days, str(found.amount)) == (days, amount)


def test_reconsideration_and_suit_are_not_counted():
    found = accrued("2026-09-25", [("2026-07-28", "2026-09-20"), ("2026-09-10", "2026-09-22")])
    assert (found.days, found.lost, str(found.amount)) == (7, 57, "16800.00")
    said = "".join(found.sentences("缴纳罚款届满"))
    assert "2026年7月28日至2026年9月22日（含首尾两日，共57日）不计算在内。" in said
    assert "80,000.00元×3%×7日＝16,800.00元" in said


def test_the_cap_is_said():
    assert "超过上限（80,000.00元的100%），以80,000.00元为限。" in accrued("2026-12-01").sentences()


def test_cents_are_rounded_half_up():
    assert Money(Decimal("333.50"), Decimal("0.03"), Decimal(1)).after(1) == Decimal("10.01")  # 10.005


@given(DAYS, DAYS, SPANS)
def test_days_are_counted_one_by_one(start, until, pauses):
    found = Accrued(RULE, start, until, pauses, FINE)
    days = [start + ONE * step for step in range(1, max(0, (until - start).days) + 1)]
    counted = [day for day in days if not any(span.holds(day) for span in pauses)]
    assert found.days == len(counted)
    assert Decimal(0) <= found.amount <= FINE.of


@given(DAYS, DAYS, SPANS, st.tuples(DAYS, st.integers(0, 40)))
def test_another_pause_never_makes_more(start, until, pauses, more):
    longer = (*pauses, Span(more[0], more[0] + ONE * more[1]))
    assert (
        Accrued(RULE, start, until, longer, FINE).amount <= Accrued(RULE, start, until, pauses, FINE).amount
    )


@given(SPANS, DAYS, DAYS)
def test_paused_days_lie_within(pauses, first, last):
    assert 0 <= days_within(pauses, first, last) <= max(0, (last - first).days + 1)
