"""What if: a case and a scenario are tried against the law with other facts and limits, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from case_bureau import Bureau
from django.test import Client
from whole_case import Matter

from mingjing.cases.models import Case
from mingjing.records.models import AccessLog, Record, RefusalLog

pytestmark = pytest.mark.django_db(transaction=True)

Signed = Callable[[str], Client]


@pytest.fixture
def drafted(matter: Matter) -> Matter:
    matter.go(
        "submit_review"
    )  # the draft proposes 80,000 yuan: a major decision, so the reviewer sees the case
    return matter


def address(matter: Matter, act: str = "decide") -> str:
    return f"/desk/rules/try/case/{matter.case.pk}/{act}/"


def form(page: Any) -> dict[str, Any]:
    """The form as a browser would send it back unchanged."""
    sent: dict[str, Any] = {}
    for one in page.context["trial"].inputs:
        value = one.value
        if isinstance(value, bool):
            value = "true" if value else "false"
        sent[one.name] = value if value is not None else ""
    return sent


def grounds(verdict: Any) -> dict[str, bool]:
    return {one.id: one.holds for one in verdict.grounds}


def test_smaller_fine_is_no_major_decision_any_more(drafted: Matter, signed_in: Signed) -> None:
    client = signed_in("han")
    page = client.get(address(drafted))
    assert grounds(page.context["trial"].before)["major"]
    tried = client.post(address(drafted), form(page) | {"case.fine": "40000"}).context["trial"]
    assert [(one.title, one.old, one.new) for one in tried.changes] == [
        ("拟罚款金额", "80,000元", "40,000元")
    ]
    assert grounds(tried.before)["major"]
    assert not grounds(tried.after)["major"]
    assert any(one.title == "重大执法决定" and one.new == "否" for one in tried.differences)
    reviewed = "decision_needs_passed_legal_review"
    assert reviewed in [one.check for one in tried.before.bars]
    assert reviewed not in [one.check for one in tried.after.bars]


def test_another_limit_changes_the_verdict_of_the_same_case(drafted: Matter, signed_in: Signed) -> None:
    client = signed_in("han")
    page = client.get(address(drafted))
    tried = client.post(address(drafted), form(page) | {"limits.review_fine_org": "100000"}).context["trial"]
    assert not grounds(tried.after)["major"]
    assert grounds(tried.before)["major"]


def test_nothing_changed_gives_no_second_verdict(drafted: Matter, signed_in: Signed) -> None:
    client = signed_in("han")
    page = client.get(address(drafted))
    answer = client.post(address(drafted), form(page))
    assert answer.context["trial"].changes == ()
    assert answer.context["trial"].after is None
    assert "没有改动" in answer.content.decode()


def test_trial_writes_nothing_but_that_the_case_was_read(drafted: Matter, signed_in: Signed) -> None:
    before = (Record.objects.count(), RefusalLog.objects.count())
    state = Case.objects.get(pk=drafted.case.pk).state
    reads = AccessLog.objects.filter(case_id=drafted.case.pk).count()
    client = signed_in("han")
    page = client.get(address(drafted))
    client.post(address(drafted), form(page) | {"case.fine": "1"})
    assert (Record.objects.count(), RefusalLog.objects.count()) == before
    assert Case.objects.get(pk=drafted.case.pk).state == state
    logged = AccessLog.objects.filter(case_id=drafted.case.pk)
    assert logged.count() == reads + 2
    assert logged.latest("id").what == "试算规则"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"case.fine": "八万"}, "“拟罚款金额”应当是金额"),
        ({"case.fine": "-1"}, "不得小于零"),
        ({"limits.review_fine_org": "很多"}, "“对单位罚款的法制审核数额”应当是数字"),
        ({"party.kind": "ghost"}, "应当从所列选项中选择"),
    ],
)
def test_value_that_is_none_is_refused_with_a_sentence(
    drafted: Matter, signed_in: Signed, typed: dict[str, str], said: str
) -> None:
    client = signed_in("han")
    page = client.get(address(drafted))
    answer = client.post(address(drafted), form(page) | typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert answer.context["trial"].after is None


def test_case_that_is_not_visible_cannot_be_tried(drafted: Matter, signed_in: Signed) -> None:
    for alias in ("outsider", "tu"):  # another agency's head; the administrator, who sees no case
        assert signed_in(alias).get(address(drafted)).status_code == 404
    assert signed_in("lu").get(address(drafted)).status_code == 403
    assert signed_in("han").get(address(drafted, "no_such_act")).status_code == 404
    assert signed_in("han").get("/desk/rules/try/case/nonsense/decide/").status_code == 404


def test_scenario_is_tried_on_the_day_of_its_step(bureau: Bureau, signed_in: Signed) -> None:
    client = signed_in("tu")
    url = "/desk/rules/try/scenario/whole-case/decide/"
    page = client.get(url)
    assert page.status_code == 200
    assert page.context["trial"].before.bars == []
    tried = client.post(url, form(page) | {"act.fine": "90000"}).context["trial"]
    assert "decision_equals_draft" in [one.check for one in tried.after.bars]
    assert client.get("/desk/rules/try/scenario/no-such/decide/").status_code == 404


def test_choosing_a_case_or_a_scenario_and_an_act(drafted: Matter, signed_in: Signed) -> None:
    client = signed_in("han")
    page = client.get("/desk/rules/try/")
    assert [row.id for row in page.context["cases"]] == [drafted.case.pk]
    chosen = client.get("/desk/rules/try/", {"case": drafted.case.pk, "procedure": "penalty.ordinary"})
    assert address(drafted) in chosen.content.decode()
    chosen = client.get("/desk/rules/try/", {"scenario": "whole-case"})
    assert "/desk/rules/try/scenario/whole-case/decide/" in chosen.content.decode()
    assert signed_in("tu").get("/desk/rules/try/").context["cases"] == []


def test_which_open_cases_another_limit_would_touch(drafted: Matter, signed_in: Signed) -> None:
    url = "/desk/rules/limits/review_fine_org/effect/"
    swept = signed_in("han").post(url, {"value": "100000"}).context["swept"]
    assert (swept.judged, swept.whole) == (1, True)
    assert [(one.case.pk, one.changes) for one in swept.touched] == [
        (drafted.case.pk, (("重大执法决定", "是", "否"),))
    ]
    assert signed_in("han").post(url, {"value": "50000"}).context["swept"].touched == ()
    assert signed_in("outsider").post(url, {"value": "100000"}).context["swept"].judged == 0
    assert signed_in("han").post(url, {"value": "many"}).status_code == 422
    assert signed_in("han").get(url).status_code == 405
