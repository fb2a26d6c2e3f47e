"""A form shows and counts the papers that the act would make as it is filled in, and no others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import Bureau
from licence_matter import LicenceMatter
from whole_case import Matter

pytestmark = pytest.mark.django_db(transaction=True)


def client_of(matter: Matter, account: str = "lu") -> Client:
    found = Client()
    found.force_login(matter.bureau.users[account])
    return found


def address(matter: Matter, act: str) -> str:
    return f"/desk/cases/{matter.case.pk}/act/{act}/"


def buttons(html: str, *titles: str) -> list[str]:
    return [title for title in titles if f">{title}</button>" in html]


def test_a_new_licence_makes_one_decision_of_three(bureau: Bureau) -> None:
    matter = LicenceMatter(bureau)
    matter.go("grant_licence", before=True)
    html = client_of(matter).get(address(matter, "grant_licence")).content.decode()
    titles = "准予行政许可决定书", "准予变更行政许可决定书", "准予延续行政许可决定书"
    assert buttons(html, *titles) == ["准予行政许可决定书"]
    assert "本事项产生文书，自动取号" in html


def test_the_notice_of_the_hearing_comes_and_goes_with_its_box(bureau: Bureau) -> None:
    matter = Matter(bureau)
    matter.go("legal_review")
    titles = "行政处罚告知书", "听证告知书"
    client, page = client_of(matter), address(matter, "notify_penalty")

    def checked(**fields: Any) -> str:
        return client.post(f"{page}check/", {"papers": "penalty_advance_notice", **fields}).content.decode()

    with_hearing = checked(**{"f.right_hearing_told": "on"})
    assert buttons(with_hearing, *titles) == list(titles)
    assert "本事项产生 2 份文书，自动取号" in with_hearing
    unchanged = checked()
    assert 'id="papers"' not in unchanged, "nothing is shown anew while the papers stay the same"
