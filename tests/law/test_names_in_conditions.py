"""Which names a condition reads."""

from __future__ import annotations

import pytest

from mingjing.law.conditions import ConditionFault, activation, compile_condition
from mingjing.law.names import paths_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("case.fine > 0.0", {"case.fine"}),
        ("'case.x' == case.cause // case.y", {"case.cause"}),
        ("has(acts.review) && acts.review.last.outcome == 'pass'", {"acts.review", "acts.review.last.outcome"}),
        ("acts.inquire.all.exists(o, o.minor && o.witness.name == act.by)",
         {"acts.inquire.all", "acts.inquire.all.minor", "acts.inquire.all.witness.name", "act.by"}),
        ("act.officers.filter(o, !o.auxiliary).size() >= limits.n", {"act.officers", "act.officers.auxiliary", "limits.n"}),
        ("case['fine'] > 0.0", {"case.fine"}),
        ("limits.table[act.id] == 'must'", {"limits.table", "act.id"}),
        ("today > clocks.x.due", {"today", "clocks.x.due"}),
        ("act.cause.startsWith('x')", {"act.cause"}),
        ("act.items.all(i, chosen.tiers[i.tier].max >= i.sum)", {"act.items", "chosen.tiers", "act.items.tier", "act.items.sum"}),
    ],
)  # fmt: skip
def test_names(text, names):
    assert {str(path) for path in paths_in(text) if str(path) != "o"} == names


def test_has_guards_the_name_and_what_is_below_it():
    guarded = {str(path): path.guarded for path in paths_in("has(acts.a) && acts.a.last.x == act.b")}
    assert guarded == {"acts.a": True, "acts.a.last.x": True, "act.b": False}


@pytest.mark.parametrize("text", ["", "case.", "cases.x == 1", "nothing(case.x)", "__import__('os')"])
def test_not_a_condition(text):
    with pytest.raises(ConditionFault):
        compile_condition(text)


def test_days_between_dates():
    data = activation({"case": {"a": "2026-02-27", "b": "2026-03-01T10:00:00+08:00", "none": ""}})
    assert compile_condition("days(case.a, case.b)").value(data).value == 2
    assert compile_condition("days(case.b, case.a) < 0").holds(data).value
    assert compile_condition("days(case.a, case.none)").value(data).value == 0


def test_no_answer_is_never_true():
    data = activation({"case": {"a": 1}})
    for text in ("case.b", "case.a", "case.a == 1 && case.b", "case.a + 1.5 > 0.0"):
        outcome = compile_condition(text).holds(data)
        assert outcome.value is False
        assert outcome.error


def test_total_adds_amounts_to_the_fen():
    condition = compile_condition("total(act.items.map(i, i.sum)) == 0.3 && total([]) == 0.0")
    assert condition.holds(activation({"act": {"items": [{"sum": 0.1}, {"sum": 0.2}]}})).value


def test_total_of_what_is_no_amount_is_an_error():
    condition = compile_condition("total(act.items) > 0.0")
    assert condition.holds(activation({"act": {"items": ["x"]}})).error
