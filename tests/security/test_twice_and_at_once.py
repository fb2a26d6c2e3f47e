"""The same request twice, another one under its number, two at the same moment, a form that is out of date."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from attacking import refused, submit
from django.db import connections
from everything import everything
from whole_case import Matter, at

from mingjing.cases import rebuild
from mingjing.cases.models import Case, Document
from mingjing.cases.perform import perform
from mingjing.cases.refused import Refused
from mingjing.records import chain

pytestmark = pytest.mark.django_db(transaction=True)

DECIDED = at("2026-07-06T10:00")


def at_once(asked: Callable[[], object], times: int = 2) -> list[object]:
    """Ask from several threads that all wait for each other."""
    outcomes: list[object] = []
    gate = threading.Barrier(times)

    def one() -> None:
        try:
            gate.wait(60)
            outcomes.append(asked())
        except Refused as refusal:
            outcomes.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return outcomes


def whole(case: Case) -> None:
    assert chain.verify(case.pk).whole
    assert rebuild.check([Case.objects.select_related("agency", "unit").get(pk=case.pk)]).differences == []


def test_decision_submitted_twice_at_once_is_submitted_once(begun, bureau):
    matter = begun(Matter, "decide", before=True)
    payload, before = matter.payload("decide"), Case.objects.get().seq
    outcomes = at_once(lambda: perform(matter.case.pk, "decide", bureau.users["lu"], payload, now=DECIDED))
    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    assert Case.objects.get().seq == before + 1
    whole(matter.case)


def test_decision_approved_twice_at_once_takes_effect_once(begun, bureau):
    matter = begun(Matter, "decide", before=True)
    submit(matter, "decide", DECIDED)
    head = bureau.users["cheng"]
    outcomes = at_once(lambda: perform(matter.case.pk, "decide", head, step="approve", now=DECIDED), 3)
    assert sum(isinstance(one, Refused) for one in outcomes) == 2
    case = Case.objects.get()
    assert len(case.state["acts"]["decide"]) == 1
    assert Document.objects.filter(form="penalty_decision_org").count() == 1
    whole(case)


def test_approval_and_withdrawal_at_once_give_one_of_them(begun, bureau):
    matter = begun(Matter, "decide", before=True)
    submit(matter, "decide", DECIDED)
    turns = iter([("cheng", "approve"), ("lu", "withdraw")])
    guard = threading.Lock()

    def one() -> object:
        with guard:
            who, step = next(turns)
        return perform(matter.case.pk, "decide", bureau.users[who], step=step, now=DECIDED)

    outcomes = at_once(one)
    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    whole(matter.case)


def test_number_of_a_request_is_for_one_request(begun, bureau):
    matter = begun(Matter, "register_clue")
    now = at("2026-06-01T15:40")
    payload, team = matter.payload("inspect_site"), matter.officers("inspect_site")
    first = perform(matter.case, "inspect_site", bureau.users["lu"], payload, officers=team, now=now, key="k")
    before = everything()
    again = perform(matter.case, "inspect_site", bureau.users["lu"], payload, officers=team, now=now, key="k")
    assert (again.seq, again.repeated) == (first.seq, True)
    assert everything() == before
    other = matter.payload("inspect_site", findings="另一项检查情况。")
    for ask in (
        lambda: perform(
            matter.case, "inspect_site", bureau.users["lu"], other, officers=team, now=now, key="k"
        ),
        lambda: perform(matter.case, "inspect_site", bureau.users["lu"], payload, now=now, key="k"),
        lambda: perform(
            matter.case, "order_rectification", bureau.users["lu"], payload, officers=team, now=now, key="k"
        ),
    ):
        assert refused(ask, of_law=False) == {"request_key"}


def test_number_of_a_request_belongs_to_the_person(begun, bureau):
    """Somebody else's number tells nothing of what was done under it."""
    matter = begun(Matter, "register_clue")
    perform(
        matter.case, "inspect_site", bureau.users["lu"], matter.payload("inspect_site"), key="k",
        officers=matter.officers("inspect_site"), now=at("2026-06-01T15:40"),
    )  # fmt: skip
    found = refused(lambda: perform(matter.case, "inspect_site", bureau.users["ye"], {}, key="k"))
    assert "role" in found


def test_old_form_after_the_case_has_moved_on(begun, bureau):
    matter = begun(Matter, "inspect_site")
    for seen in (0, 1, -1, 10**12):
        found = refused(
            lambda seen=seen: perform(
                matter.case, "order_rectification", bureau.users["lu"], matter.payload("order_rectification"),
                expected_seq=seen, now=at("2026-06-01T16:00"),
            ),
            of_law=False,
        )  # fmt: skip
        assert found == {"stale"}
