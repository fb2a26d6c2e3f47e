"""Penalties on the spot: whatever gets on record was small, certain, told before, and by two officers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from case_bureau import FACTS
from on_site_matter import Spot, SpotPerson
from walking import Gap, Walk, slip_through, walk

pytestmark = pytest.mark.django_db(transaction=True)
# 行政处罚法 第51条、第68条, in yuan.
MOST_ON_THE_SPOT = {"person": Decimal(200), "org": Decimal(3000)}
MOST_COLLECTED = Decimal(100)


def fine(done: Any) -> Decimal:
    return Decimal(done.get("fine") or 0)


def amounts(done: Any) -> Decimal:
    return sum((Decimal(one["amount"]) for one in done), Decimal(0))


class Spots(Walk):
    courses = (Spot, SpotPerson)
    decisive = ("tell_on_spot", "decide_on_spot", "serve_decision", "close_case")
    changes = (
        ("tell_on_spot", {"fine": "9000.00"}),
        ("decide_on_spot", {"fine": "9000.00"}),
        ("decide_on_spot", {"fine": "3000.01"}),
        ("decide_on_spot", {"fine": "200.01"}),
        ("tell_on_spot", {"statement_made": True, "statement": "当天才入职。", "answer": "无", "adopted": False}),
        ("decide_on_spot", {"penalty_kinds": ["fine", "order_stop"]}),
        ("decide_on_spot", {"facts_certain": False}),
        ("decide_on_spot", {"complex": True}),
        ("collect_on_site", {"amount": "2000.00"}),
        ("collect_on_site", {"receipt_no": "0990202"}),
        ("hand_in_fine", {"amount": "1.00"}),
        ("turn_to_ordinary", {}),
    )  # fmt: skip

    def lawful_tell_on_spot(self, before: Any, done: Any) -> None:
        self.is_of_two_officers(done)
        assert done["rights_told"], "the party was told its rights"
        told = before.acts.get("tell_on_spot", ())
        if any(one["statement_made"] for one in told):
            assert fine(done) <= fine(told[0]), "no heavier because the party spoke up"

    def lawful_decide_on_spot(self, before: Any, done: Any) -> None:
        self.is_of_two_officers(done)
        assert fine(done) <= MOST_ON_THE_SPOT[before.party["kind"]], "a small fine"
        assert set(done["penalty_kinds"]) in ({"fine"}, {"warning"}, {"fine", "warning"}), (
            "nothing but a fine or a warning"
        )
        assert before.acts.get("tell_on_spot"), "the party was told before the decision"
        told = before.acts["tell_on_spot"][-1]
        assert fine(done) <= fine(told), "not more than was told"
        assert set(done["penalty_kinds"]) <= set(told["penalty_kinds"]), "nothing that wasn't told"
        assert done["facts_certain"], "the facts are certain"
        assert not done["complex"], "the case is simple"
        assert before.evidence or before.acts.get("inspect_site") or before.acts.get("inquire"), (
            "there is evidence"
        )
        assert (done["remedy_body"], done["court"]) == (FACTS["reconsideration_body"], FACTS["court"])
        for other in ("decide_on_spot", "turn_to_ordinary", "end_without_penalty"):
            assert not before.acts.get(other), f"decided once, and not after {other}"

    def lawful_serve_decision(self, before: Any, done: Any) -> None:
        self.is_of_two_officers(done)
        assert before.acts.get("decide_on_spot"), "what is handed over was decided"

    def lawful_collect_on_site(self, before: Any, done: Any) -> None:
        self.is_of_two_officers(done)
        decided = before.acts["decide_on_spot"][-1]
        earlier = before.acts.get("collect_on_site", ())
        assert amounts((*earlier, done)) <= fine(decided), "no more than was fined"
        assert done["receipt_no"] not in {one["receipt_no"] for one in earlier}, "a receipt for each sum"
        if done["ground"] == "small":
            assert fine(decided) <= MOST_COLLECTED, "only small fines are collected on the spot"

    def lawful_hand_in_fine(self, before: Any, done: Any) -> None:
        taken = {one["receipt_no"]: one["amount"] for one in before.acts["collect_on_site"]}
        assert taken[done["receipt_no"]] == done["amount"], "all that was collected is handed in"

    def lawful_close_case(self, before: Any, done: Any) -> None:
        assert before.acts.get("decide_on_spot"), "something was decided"
        assert before.acts.get("file_summary"), "the agency was told"
        collected = amounts(before.acts.get("collect_on_site", ()))
        for way in ("hand_in_fine", "pay_in_fine"):
            assert amounts(before.acts.get(way, ())) >= collected, "no money stays with the officers"

    def lawful_turn_to_ordinary(self, before: Any, done: Any) -> None:
        assert not before.acts.get("decide_on_spot"), "nobody is punished twice"

    lawful_end_without_penalty = lawful_turn_to_ordinary


def test_no_path_to_an_unlawful_penalty_on_the_spot(taken_up: Any) -> None:
    walk(Spots, taken_up)


TOLD = {
    "violated": ["安全生产法 第28条第4款"], "penal": ["安全生产法 第97条第4项"], "penalty_kinds": ["fine"], "fine": "2000.00",
    "discretion_reason": "首次查处、当场改正",
}  # fmt: skip
LIMITS = ("summary_limits", "summary_told_first")
TWO = "two officers with valid cards"
GAPS = (
    Gap(Spot, "decide_on_spot", LIMITS, "a small fine", changed={"fine": "3000.01"}),
    Gap(SpotPerson, "decide_on_spot", LIMITS, "a small fine", changed={"fine": "200.01"}),
    Gap(Spot, "decide_on_spot", LIMITS, "the party was told before", skipping=("tell_on_spot",), changed=TOLD),
    Gap(Spot, "decide_on_spot", LIMITS, "not more than was told", changed={"fine": "2500.00"}),
    Gap(Spot, "decide_on_spot", ("auxiliary_not_counted",), TWO, team=("lu", "gu")),
    Gap(Spot, "decide_on_spot", ("officers_qualified",), TWO, team=("lu", "tang")),
    Gap(Spot, "tell_on_spot", ("two_officers",), TWO, team=("lu", "lu")),
    Gap(SpotPerson, "collect_on_site", ("onsite_amount",), "no more than was fined", changed={"amount": "60.00"}),
    Gap(SpotPerson, "close_case", ("onsite_money_settled",), "no money stays", skipping=("pay_in_fine",)),
    Gap(Spot, "close_case", ("summary_filed",), "the agency was told", skipping=("file_summary",)),
)  # fmt: skip


@pytest.mark.parametrize("gap", GAPS, ids=str)
def test_the_walk_sees_what_a_missing_check_lets_through(taken_up: Any, gap: Gap) -> None:
    with pytest.raises(AssertionError, match=gap.said):
        slip_through(Spots, taken_up, gap)
