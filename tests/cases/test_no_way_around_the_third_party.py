"""Reading a case file: nothing is given to a reader before the third parties that were asked have had their say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from reading_matter import ThirdPartyAsked
from walking import Gap, Walk, slip_through, walk

pytestmark = pytest.mark.django_db(transaction=True)
LEAST_DAYS = 19  # fifteen working days are never fewer days of the calendar
WITHHELD = [{"inquiry_no": "征1", "finding": "withheld", "reason": "遮盖询问笔录中的工艺参数和报价。"}]
SILENT = {"answer": "silent", "objections": None, "opined_on": None}


def of_request(acts: Any, done: Any) -> list[Any]:
    return [one for one in acts or () if one["request_no"] == done["request_no"]]


class Readings(Walk):
    """The letter, its receipt, the objection, the answer to the reader, the notice, the copy."""

    courses = (ThirdPartyAsked,)
    decisive = ("record_third_party_opinion", "grant_reading", "give_copies")
    changes = (
        ("ask_third_party", {"inquiry_no": "征2", "third_party": "林知微"}),
        ("serve_third_party_inquiry", {"inquiry_no": "征2"}),
        ("record_third_party_opinion", SILENT),
        ("record_third_party_opinion", {"answer": "agree", "objections": None}),
        ("record_third_party_opinion", {"inquiry_no": "征2"}),
        ("grant_reading", {"third_parties": None}),
        ("grant_reading", {"third_parties": WITHHELD}),
        ("request_reading", {"request_no": "阅2"}),
        ("grant_reading", {"request_no": "阅2", "third_parties": None}),
    )  # fmt: skip

    def lawful_record_third_party_opinion(self, before: Any, done: Any) -> None:
        served = [
            one
            for one in of_request(before.acts.get("serve_third_party_inquiry"), done)
            if one["inquiry_no"] == done["inquiry_no"]
        ]
        assert len(served) == 1, "the letter was received, once"
        if done["answer"] == "silent":
            waited = date.fromisoformat(done["at"][:10]) - date.fromisoformat(served[0]["served_on"])
            assert waited.days > LEAST_DAYS, "fifteen working days were waited for"

    def lawful_grant_reading(self, before: Any, done: Any) -> None:
        said = {
            one["inquiry_no"]: one
            for one in of_request(before.acts.get("record_third_party_opinion"), done)
        }  # fmt: skip
        weighed = {one["inquiry_no"]: one for one in done.get("third_parties") or ()}
        for one in of_request(before.acts.get("ask_third_party"), done):
            number = one["inquiry_no"]
            assert number in said, "everybody asked has answered or kept silent"
            if said[number]["answer"] in ("part", "refuse"):
                assert len(weighed.get(number, {}).get("reason", "")) >= 10, "an objection is weighed"

    def lawful_give_copies(self, before: Any, done: Any) -> None:
        (granted,) = of_request(before.acts.get("grant_reading"), done)
        told = {one["inquiry_no"] for one in of_request(before.acts.get("tell_third_party"), done)}
        for row in granted.get("third_parties") or ():
            assert row["finding"] == "withheld" or row["inquiry_no"] in told, "who is overruled was told"


def test_no_path_past_a_third_party(taken_up: Any) -> None:
    walk(Readings, taken_up)


KIND = ThirdPartyAsked
GAPS = (
    Gap(KIND, "record_third_party_opinion", ("third_party_served_first", "third_party_silence"), "was received", skipping=("serve_third_party_inquiry",)),
    Gap(KIND, "record_third_party_opinion", ("third_party_silence",), "were waited for", changed=SILENT),
    Gap(KIND, "grant_reading", ("third_party_awaited",), "everybody asked", skipping=("record_third_party_opinion",)),
    Gap(KIND, "grant_reading", ("third_party_will_weighed",), "is weighed", changed={"third_parties": None}),
    Gap(KIND, "give_copies", ("third_party_told",), "was told", skipping=("tell_third_party",)),
)  # fmt: skip


@pytest.mark.parametrize("gap", GAPS, ids=str)
def test_the_walk_sees_what_a_missing_check_lets_through(taken_up: Any, gap: Gap) -> None:
    with pytest.raises(AssertionError, match=gap.said):
        slip_through(Readings, taken_up, gap)
