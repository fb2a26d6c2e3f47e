"""Beside the own tasks the start page shows what waits for others, what must become public, and credentials that end."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from whole_case import Matter

from mingjing.agencies.models import Credential

pytestmark = pytest.mark.django_db(transaction=True)


def home(matter: Matter, alias: str) -> tuple[dict, str]:
    client = Client()
    client.force_login(matter.bureau.users[alias])
    answer = client.get("/desk/")
    return answer.context, answer.content.decode()


def test_handler_sees_whose_approval_is_awaited(matter: Matter) -> None:
    matter.go("draft_disposition", before=True)
    matter.act("draft_disposition", approve=False)
    context, text = home(matter, "lu")
    assert [(one.act, one.who) for one in context["others"]] == [("draft_disposition", "承办机构负责人")]
    assert "等待承办机构负责人" in text
    assert list(home(matter, "ye")[0]["others"]) == [], "the head has it among the own tasks"
    assert list(home(matter, "xu")[0]["others"]) == [], "of another unit"


def test_decision_to_publish_until_it_is_published(matter: Matter) -> None:
    matter.go("decide")
    for alias in ("lu", "mu", "cheng"):
        context, text = home(matter, alias)
        assert [one.act for one in context["disclosures"]] == ["publish_decision"]
        assert context["figures"].to_disclose == 1
        assert "公开行政处罚决定" in text
    matter.go("publish_decision")
    assert list(home(matter, "mu")[0]["disclosures"]) == []
    assert "没有到期要公开或者撤下的决定" in home(matter, "mu")[1]


def test_credential_that_ends_soon_unless_renewed(matter: Matter) -> None:
    today = timezone.localdate()
    shen = matter.bureau.officers["shen"]
    shen.credentials.update(valid_to=today + timedelta(days=20))
    assert "余 20 日" in home(matter, "lu")[1]
    assert "余 20 日" in home(matter, "cheng")[1]
    assert "余 20 日" not in home(matter, "xu")[1], "of another unit"
    Credential.objects.create(
        officer=shen, number="99010526028", kinds=["enforcement"], valid_from=today,
        valid_to=today + timedelta(days=900),
    )  # fmt: skip
    assert "六十日内没有到期的证件" in home(matter, "lu")[1]
