"""The register on the desk: credentials for all to see, a reviewer's experience to be entered by the administrator."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.test.utils import CaptureQueriesContext

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import SINCE, Bureau

from mingjing.agencies.models import Officer, ReviewingEntry, RoleGrant
from mingjing.agencies.register import officer_refs

pytestmark = pytest.mark.django_db(transaction=True)
GROUND = "2019年3月1日审核（江云）应急罚〔2019〕7号案件，审核意见书在卷。"


def client_of(bureau: Bureau, account: str) -> Client:
    found = Client()
    found.force_login(bureau.users[account])
    return found


def address(bureau: Bureau, officer: str = "han") -> str:
    return f"/desk/staff/{bureau.officers[officer].pk}/reviewing/"


def enter(bureau: Bureau, account: str = "tu", officer: str = "han", **fields: str):
    sent = {"since": "2019-03-01", "ground": GROUND, **fields}
    return client_of(bureau, account).post(address(bureau, officer), sent)


def test_the_administrator_enters_it_and_the_law_reads_it(bureau: Bureau) -> None:
    assert enter(bureau).status_code == 302
    (ref,) = officer_refs([bureau.officers["han"].pk], date(2026, 6, 1))
    assert ref.reviewing_since == "2019-03-01"
    entry = ReviewingEntry.objects.get()
    assert (entry.recorded_by, entry.ground) == (bureau.users["tu"], GROUND)
    assert "2019年3月1日" in client_of(bureau, "lu").get("/desk/staff/").content.decode()


def test_an_empty_day_takes_it_back_and_the_history_stays(bureau: Bureau) -> None:
    enter(bureau)
    enter(bureau, since="", ground="经核实，2019年的意见书由他人出具。")
    assert Officer.objects.get(pk=bureau.officers["han"].pk).reviewing_since is None
    page = client_of(bureau, "tu").get(address(bureau)).content.decode()
    assert "撤销登记" in page
    assert GROUND in page


@pytest.mark.parametrize("account", ["lu", "han", "cheng", "outsider", "sun"])
def test_nobody_else_may_enter_it(bureau: Bureau, account: str) -> None:
    assert enter(bureau, account).status_code == 404
    assert not ReviewingEntry.objects.exists()
    assert "登记韩书言" not in client_of(bureau, account).get("/desk/staff/").content.decode()


def test_the_administrator_does_not_vouch_for_himself(bureau: Bureau) -> None:
    RoleGrant.objects.create(
        user=bureau.users["tu"], role="legal_reviewer", agency=bureau.agency, from_day=SINCE
    )
    answer = enter(bureau, officer="tu")
    assert answer.status_code == 422
    assert "不能登记自己的审核经历" in answer.content.decode()
    assert not ReviewingEntry.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"since": "2999-01-01"}, "在今天以后"),
        ({"since": "去年"}, "日期不能识别"),
        ({"ground": "  "}, "没有写明登记的依据"),
    ],
)
def test_what_cannot_be_entered_is_said_with_its_article(
    bureau: Bureau, fields: dict[str, str], said: str
) -> None:
    answer = enter(bureau, **fields)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert "行政处罚法 第58条第2款" in text
    assert not ReviewingEntry.objects.exists()


def test_only_of_a_reviewer(bureau: Bureau) -> None:
    assert enter(bureau, officer="lu").status_code == 404
    assert not ReviewingEntry.objects.exists()


def test_an_entry_is_never_changed_or_deleted(bureau: Bureau) -> None:
    enter(bureau)
    for change in (lambda: ReviewingEntry.objects.update(since=None), ReviewingEntry.objects.all().delete):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            change()


def test_the_register_costs_few_queries(bureau: Bureau) -> None:
    client = client_of(bureau, "tu")
    client.get("/desk/staff/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/desk/staff/").status_code == 200
    assert len(asked) <= 8
