"""A form begun is kept for the one who began it, comes back as it was left, and is gone once the act is done."""

from __future__ import annotations

import html
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import Bureau
from whole_case import Matter

from mingjing.cases import drafts
from mingjing.cases.models import Draft
from mingjing.cases.refused import Refused

pytestmark = pytest.mark.django_db(transaction=True)
FACTS = "二号库屋面正在焊接，旁边没有看火人。"


@pytest.fixture
def matter(bureau: Bureau) -> Matter:
    found = Matter(bureau)
    found.go("file_case")
    return found


def _client(matter: Matter, account: str = "lu") -> Client:
    client = Client()
    client.force_login(matter.bureau.users[account])
    return client


def _address(matter: Matter) -> str:
    return f"/desk/cases/{matter.case.pk}/act/inspect_site/"


def _keep(matter: Matter, client: Client, **more: Any) -> Any:
    return client.post(
        _address(matter) + "draft/",
        {"f.findings": FACTS, "officers": matter.bureau.ids("lu"), "key": "k", **more},
    )


def test_a_draft_comes_back_with_the_form(matter: Matter):
    client = _client(matter)
    answer = _keep(matter, client)
    assert answer.status_code == 302
    page = html.unescape(client.get(_address(matter)).content.decode())
    assert FACTS in page
    assert "保存的草稿" in page


def test_a_pause_in_typing_keeps_it_and_says_when(matter: Matter):
    answer = _client(matter).post(
        _address(matter) + "draft/", {"f.findings": FACTS}, headers={"HX-Request": "true"}
    )
    assert "草稿已存" in answer.content.decode()
    assert Draft.objects.count() == 1


def test_keeping_it_again_replaces_it(matter: Matter):
    client = _client(matter)
    _keep(matter, client)
    _keep(matter, client, **{"f.findings": "改过的文字"})
    assert [draft.content["f.findings"] for draft in Draft.objects.all()] == [["改过的文字"]]


def test_nobody_else_gets_it(matter: Matter):
    _keep(matter, _client(matter))
    page = html.unescape(_client(matter, "shen").get(_address(matter)).content.decode())
    assert FACTS not in page


def test_whoever_may_not_see_the_case_keeps_nothing(matter: Matter):
    assert _keep(matter, _client(matter, "outsider")).status_code == 404
    assert not Draft.objects.exists()


def test_it_is_gone_once_thrown_away(matter: Matter):
    client = _client(matter)
    _keep(matter, client)
    client.post(_address(matter) + "draft/", {"discard": "1"})
    assert not Draft.objects.exists()


def test_it_is_gone_once_the_act_is_done(matter: Matter):
    client = _client(matter)
    address = f"/desk/cases/{matter.case.pk}/act/add_review_scope/"
    client.post(address + "draft/", {"f.ground": "影响大"})
    assert client.post(address, {"f.ground": "社会影响大，需要审核。"}).status_code == 302
    assert not Draft.objects.exists()


def test_it_says_that_the_case_has_moved_on(matter: Matter):
    client = _client(matter)
    _keep(matter, client)
    _client(matter, "ye").post(
        f"/desk/cases/{matter.case.pk}/act/add_review_scope/", {"f.ground": "社会影响大，需要审核。"}
    )
    assert "此后本案又有 1 条新记录" in html.unescape(client.get(_address(matter)).content.decode())


def test_the_first_form_of_a_case_is_kept_too(matter: Matter):
    client = _client(matter)
    client.post("/desk/cases/new/penalty.ordinary/draft/", {"f.case_name": "尚未登记的案件"})
    page = html.unescape(client.get("/desk/cases/new/?procedure=penalty.ordinary").content.decode())
    assert "尚未登记的案件" in page


@pytest.mark.parametrize("text", ["看火人\u202e", "字" * 500_000])
def test_what_no_record_can_hold_is_not_kept(matter: Matter, text: str):
    with pytest.raises(Refused, match="草稿没有保存"):
        drafts.save_draft(
            matter.bureau.users["lu"],
            matter.case,
            "penalty.ordinary",
            "inspect_site",
            {"f.findings": [text]},
            timezone.now(),
        )
    assert not Draft.objects.exists()
