"""A form shows the fields that apply to the matter; the others wait, required or not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import Bureau
from whole_case import Matter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def matter(bureau: Bureau) -> Matter:
    found = Matter(bureau)
    found.go("file_case", before=True)
    return found


def _hidden(page: str, field: str) -> bool:
    return f'id="fld-{field}" hidden' in page


def _page(matter: Matter, act: str, **sent: Any) -> str:
    client = Client()
    client.force_login(matter.bureau.users["lu"])
    return client.get(f"/desk/cases/{matter.case.pk}/act/{act}/", sent).content.decode()


def test_what_only_a_person_has_is_not_asked_of_a_unit(matter: Matter):
    page = _page(matter, "file_case")
    assert [name for name in ("id_number", "birth_date") if not _hidden(page, name)] == []
    assert not _hidden(page, "legal_rep")


def test_an_optional_field_comes_once_its_condition_holds(matter: Matter):
    matter.go("serve_notice", before=True)
    assert _hidden(_page(matter, "serve_notice"), "left_at_residence")
    client = Client()
    client.force_login(matter.bureau.users["lu"])
    answer = client.post(
        f"/desk/cases/{matter.case.pk}/act/serve_notice/check/", {"f.method": "leaving", "officers": []}
    )
    assert '"left_at_residence": true' in answer.headers["HX-Trigger"]
    assert '"postal_no": false' in answer.headers["HX-Trigger"]
