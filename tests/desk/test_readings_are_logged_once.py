"""Whoever opens a page of a case is written down once; the live checks of the form on it are no readings of their own."""

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


def readings(matter: Matter) -> list[str]:
    return list(
        AccessLog.objects.filter(case_id=matter.case.pk).order_by("pk").values_list("what", flat=True)
    )


def test_form_is_one_reading_however_often_it_is_checked(matter: Matter) -> None:
    client = Client()
    client.force_login(matter.bureau.users["lu"])
    address = f"/desk/cases/{matter.case.pk}/act/submit_review/"
    assert client.get(address).status_code == 200
    for text in ("罚", "罚款", "罚款八万元"):
        assert client.post(f"{address}check/", {"f.proposed": text}).status_code == 200
    assert readings(matter) == ["办理页"]


def test_draft_of_a_document_is_a_reading(matter: Matter) -> None:
    client = Client()
    client.force_login(matter.bureau.users["lu"])
    client.post(f"/desk/cases/{matter.case.pk}/act/submit_review/preview/", {})
    assert readings(matter) == ["文书预览"]


def test_nobody_checks_a_case_that_they_may_not_see(matter: Matter) -> None:
    client = Client()
    client.force_login(matter.bureau.users["outsider"])
    answer = client.post(f"/desk/cases/{matter.case.pk}/act/submit_review/check/", {})
    assert answer.status_code == 404
    assert readings(matter) == []


def test_first_act_is_checked_before_there_is_a_case(matter: Matter) -> None:
    client = Client()
    client.force_login(matter.bureau.users["lu"])
    address = "/desk/cases/new/penalty.ordinary/check/"
    assert client.post(address, {"f.cause": "动火作业"}).status_code == 200
