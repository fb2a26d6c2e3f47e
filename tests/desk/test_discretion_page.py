"""The page of discretion: computes beside the draft, without scripts and live, and fills the draft's form."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import Bureau
from whole_case import Matter

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = {
    "d.there": "1", "d.line.0.violation": "aq97_2", "d.line.0.subject": "org", "d.line.0.answer": "2", "d.line.0.fine": "45000",
    "d.effect": "normal",
}  # fmt: skip


@pytest.fixture
def matter(bureau: Bureau) -> Matter:
    found = Matter(bureau)
    found.go("draft_disposition")
    return found


@pytest.fixture
def client(matter: Matter) -> Client:
    found = Client()
    found.force_login(matter.bureau.users["lu"])
    return found


@pytest.fixture
def address(matter: Matter) -> str:
    return f"/desk/cases/{matter.case.pk}/act/draft_disposition/discretion/"


def test_form_of_the_draft_leads_there_and_no_other(matter, client, address) -> None:
    draft = client.get(address.removesuffix("discretion/")).content.decode()
    assert f'formaction="{address}"' in draft
    other = client.get(f"/desk/cases/{matter.case.pk}/act/deliberate/").content.decode()
    assert "/discretion/" not in other
    assert client.get(f"/desk/cases/{matter.case.pk}/act/deliberate/discretion/").status_code == 404


def test_begins_with_the_violations_of_the_case_and_says_that_no_benchmark_is_loaded(client, address) -> None:
    page = client.get(address).content.decode()
    assert '<option value="aq101_3" selected>' in page
    assert "基准未导入" in page
    assert "示例阶次（占位，不是公布的裁量基准）" in page
    assert 'value="aq101_3.C"' not in page


def test_tier_and_range_from_the_answer(client, address) -> None:
    page = client.post(address, {**PEOPLE, "compute": "1"}).content.decode()
    assert "适用裁量基准阶次B（一般），幅度为30,000元至70,000元" in page
    assert "可以填入" in page


def test_live_answer_is_the_part_alone(client, address) -> None:
    answer = client.post(address, PEOPLE, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert text.lstrip().startswith('<div id="weigh">')
    assert "<html" not in text


def test_violations_are_added_and_taken_away_without_scripts(client, address) -> None:
    two = client.post(address, {**PEOPLE, "add": "1"}).content.decode()
    assert "第 2 项违法行为" in two
    sent = {**PEOPLE, "d.line.1.violation": "aq99_2", "d.line.1.subject": "org", "d.line.1.fine": "20000"}
    assert "罚款 65,000.00 元" in client.post(address, sent).content.decode()
    one = client.post(address, {**sent, "drop": "0"}).content.decode()
    assert "第 2 项违法行为" not in one
    assert '<option value="aq99_2" selected>' in one


def test_result_fills_the_draft_and_submits_nothing(matter, client, address) -> None:
    before = matter.case.seq
    typed = {"f.facts": "本人已经写好的事实", "f.complex": "false", "f.fine": "1"}
    answer = client.post(address, {**PEOPLE, **typed, "fill": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "尚未提交" in page
    assert f'action="{address.removesuffix("discretion/")}"' in page
    assert re.search(r'name="f\.fine" value="45000\.00"', page)
    assert "本人已经写好的事实" in page
    assert re.search(r'name="f\.discretion_items\.0\.amount" value="45000\.00"', page)
    assert "经查，涉及人数为2人" in page
    matter.case.refresh_from_db()
    assert matter.case.seq == before


def test_page_opened_by_itself_fills_a_form_that_keeps_its_defaults(client, address, matter) -> None:
    page = client.post(address, {**PEOPLE, "fill": "1"}).content.decode()
    assert matter.case.state["facts"]["established_facts"] in page


def test_what_is_missing_is_not_filled_in(client, address) -> None:
    for wrong in (
        {"d.line.0.answer": ""}, {"d.line.0.fine": ""}, {"d.line.0.fine": "四万五"}, {"d.line.0.fine": "20000"}, {"d.effect": "reduced"},
        {"d.line.0.violation": "aq1"}, {"d.line.0.fine": "NaN"}, {"d.line.0.fine": "9" * 30}, {"d.leniency": "no_fault"},
    ):  # fmt: skip
        answer = client.post(address, {**PEOPLE, **wrong, "fill": "1"})
        assert answer.status_code == 422, wrong
        assert "没有填入" in answer.content.decode()


def test_exempt_needs_no_amount(client, address) -> None:
    sent = {
        **PEOPLE,
        "d.line.0.fine": "",
        "d.effect": "exempt",
        "d.leniency": "trivial_corrected",
        "fill": "1",
    }
    page = client.post(address, sent).content.decode()
    assert '<option value="no_penalty" selected>' in page


def test_strange_requests_are_answered(client, address) -> None:
    for data in (
        {"d.there": "1"}, {"d.there": "1", "d.line": "x"}, {"d.there": "1", "d.line.0": "x"}, {"d.there": "1", "d.effect": "free"},
        {"d.there": "1", **{f"d.line.{n}.violation": "aq102" for n in range(60)}}, {**PEOPLE, "d.list_item": "nothing"},
        {**PEOPLE, "d.line.0.violation": "aq112", "d.line.0.days": "-3", "d.line.0.base": "inf"},
    ):  # fmt: skip
        assert client.post(address, data).status_code == 200


def test_case_that_one_may_not_see(matter, address) -> None:
    stranger = Client()
    stranger.force_login(matter.bureau.users["fang"])
    assert stranger.get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_page_costs_few_queries(client, address) -> None:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.post(address, PEOPLE).status_code == 200
    assert len(asked) <= 8, "\n".join(one["sql"][:140] for one in asked)


def test_grounds_of_the_review_are_told_where_it_matters(matter, client) -> None:
    case = client.get(f"/desk/cases/{matter.case.pk}/").content.decode()
    assert "为什么属于重大执法决定：对单位较大数额罚款" in case
    submission = client.get(f"/desk/cases/{matter.case.pk}/act/submit_review/").content.decode()
    assert "审核理由和应附材料" in submission
    assert "裁量基准条目与计算过程" in submission
