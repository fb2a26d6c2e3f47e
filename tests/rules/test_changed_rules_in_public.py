"""The portal tells the law that the agency works by: the packs with what it changed on the rule desk, from its day on."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from case_bureau import Bureau
from changing import DAY, approved, limit, today
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingjing.portal.page import Site

pytestmark = pytest.mark.django_db(transaction=True)


def archiving(monkeypatch: pytest.MonkeyPatch, day: dt.date) -> str:
    """What the procedure's page says on a day of the period for archiving."""
    monkeypatch.setattr(Site, "today", day)
    text = Client().get("/procedures/penalty.ordinary/", {"act": "archive_case"}).content.decode()
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    return words.partition("办理期限")[2][:60]


def test_the_value_in_force_for_the_agency_is_shown_from_its_day_on(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(bureau, limit("archive_days", 20, today() + DAY))
    assert "30日" in archiving(monkeypatch, today())
    assert "20日" in archiving(monkeypatch, today() + DAY)


def test_a_changed_law_costs_the_portal_no_further_query(bureau: Bureau) -> None:
    approved(bureau, limit("archive_days", 20, today() + DAY))
    client, address = Client(), "/procedures/penalty.ordinary/"
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= 2
