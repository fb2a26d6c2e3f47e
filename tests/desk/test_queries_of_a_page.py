"""How many SQL queries a page costs, counted at the server as an ordinary user: a list at most 8, a case at most 10.

Of a page's queries two are the session and the account, one the person's standing; the case itself takes seven.
"""

from __future__ import annotations

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


@pytest.fixture
def matter(bureau: Bureau) -> Matter:
    found = Matter(bureau)
    found.go("draft_disposition")
    return found


@pytest.mark.parametrize(
    ("account", "address", "most"),
    [
        ("lu", "/desk/", 8),
        ("lu", "/desk/cases/", 8),
        ("ye", "/desk/approvals/", 8),
        ("han", "/desk/reviews/", 8),
        ("lu", "/desk/cases/{case}/", 10),
        ("cheng", "/desk/cases/{case}/", 10),
        ("lu", "/desk/cases/{case}/flow/", 10),
    ],
)
def test_page_costs_few_queries(matter: Matter, account: str, address: str, most: int) -> None:
    client = Client()
    client.force_login(matter.bureau.users[account])
    page = address.format(case=matter.case.pk)
    client.get(page)  # packs are loaded once a process
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(page).status_code == 200
    assert len(asked) <= most, "\n".join(one["sql"][:140] for one in asked)
