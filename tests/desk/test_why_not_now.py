"""Why the remaining acts can't be done: opened from the case's page, or as a page of its own without scripts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import Bureau
from whole_case import Matter

from mingjing.records.models import AccessLog

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def matter(bureau: Bureau) -> Matter:
    found = Matter(bureau)
    found.go("draft_disposition")
    return found


def signed_in(matter: Matter, account: str) -> Client:
    client = Client()
    client.force_login(matter.bureau.users[account])
    return client


def test_case_page_leads_to_the_reasons_without_scripts(matter: Matter) -> None:
    client, address = signed_in(matter, "lu"), f"/desk/cases/{matter.case.pk}/"
    assert f'<a href="{address}not-now/"' in client.get(address).content.decode()
    page = client.get(f"{address}not-now/").content.decode()
    assert "<h1>现在不能办理的事项</h1>" in page
    assert "<dt>归档</dt>" in page
    assert "怎么补：" in page


def test_fold_gets_the_lines_alone_and_the_reading_is_logged(matter: Matter) -> None:
    address = f"/desk/cases/{matter.case.pk}/not-now/"
    answer = signed_in(matter, "lu").get(address, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "<dt>归档</dt>" in text
    assert "<html" not in text
    assert "HX-Request" in answer.headers["Vary"]
    assert AccessLog.objects.filter(case_id=matter.case.pk, what="不能办理的事项").count() == 1


def test_who_may_not_see_the_case_learns_no_reasons(matter: Matter) -> None:
    answer = signed_in(matter, "tu").get(f"/desk/cases/{matter.case.pk}/not-now/")
    assert answer.status_code == 404
