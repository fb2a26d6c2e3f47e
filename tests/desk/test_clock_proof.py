"""期限计算书 of a clock of a case, and the clocks that a holiday notice moved."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import Bureau
from whole_case import Matter

from mingjing.cases import calendar_changes
from mingjing.cases.libraries import library_of
from mingjing.cases.models import CaseClock
from mingjing.law.notices import in_force
from mingjing.records.models import AccessLog

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def matter(bureau: Bureau) -> Matter:
    found = Matter(bureau)
    found.go("decide")
    return found


def signed_in(matter: Matter, account: str = "lu") -> Client:
    client = Client()
    client.force_login(matter.bureau.users[account])
    return client


def address(matter: Matter, deadline: str = "decision_service") -> str:
    return f"/desk/cases/{matter.case.pk}/clocks/{deadline}/"


def test_each_clock_on_the_case_page_leads_to_its_proof(matter: Matter) -> None:
    client = signed_in(matter)
    assert f'href="{address(matter)}"' in client.get(f"/desk/cases/{matter.case.pk}/").content.decode()
    page = client.get(address(matter)).content.decode()
    for part in (
        "期限计算书：送达行政处罚决定书",
        "2026年7月15日",
        "国办发明电〔2025〕7号",
    ):
        assert part in page
    assert AccessLog.objects.filter(case_id=matter.case.pk, what="期限计算书").exists()


def test_the_paper_is_one_page_and_says_what_the_json_says(matter: Matter) -> None:
    client = signed_in(matter)
    proof = json.loads(client.get(f"{address(matter)}json/").content)
    assert (proof["result"]["due"], proof["rule"]["id"]) == ("2026-07-15", "decision_service")
    answer = client.get(f"{address(matter)}pdf/")
    assert answer["Content-Type"] == "application/pdf"
    with pypdfium2.PdfDocument(answer.content) as opened:
        assert len(opened) == 1
        text = "".join(opened[0].get_textpage().get_text_range().split())
    for sentence in [*proof["derivation"], "送达行政处罚决定书", matter.case.number]:
        assert "".join(sentence.split()) in text


def test_a_proof_is_shown_to_nobody_who_may_not_see_the_case(matter: Matter) -> None:
    for account in ("xu", "outsider", "nobody", "tu"):
        for end in ("", "pdf/", "json/"):
            assert signed_in(matter, account).get(address(matter) + end).status_code == 404
    assert Client().get(address(matter)).status_code == 302


def test_a_clock_that_never_began_has_no_proof(matter: Matter) -> None:
    page = signed_in(matter).get(address(matter, "suit_direct"))
    assert page.status_code == 404
    assert "本案没有起算过这一期限" in page.content.decode()


def moved(matter: Matter) -> None:
    library = library_of(matter.bureau.agency)
    held = in_force(library.notices, 2026)
    notice = replace(
        held,
        notice="国办发明电〔2026〕3号",
        amends=held.notice,
        published_on=held.published_on + timedelta(days=90),
        holidays={date(2026, 7, 10): "临时假日", **held.holidays},
    )
    calendar_changes.take_in(notice, library, lambda done, of: None)


def test_moved_clocks_are_listed_for_those_who_see_the_case(matter: Matter) -> None:
    assert "还没有载入放假安排" in signed_in(matter).get("/desk/moved-clocks/").content.decode()
    moved(matter)
    for account in ("lu", "ye", "cheng"):
        page = signed_in(matter, account).get("/desk/moved-clocks/").content.decode()
        assert "国办发明电〔2026〕3号" in page
        assert "2026年7月16日" in page
    for account in ("xu", "outsider", "nobody"):
        page = signed_in(matter, account).get("/desk/moved-clocks/").content.decode()
        assert "没有变动的期限" in page
        assert matter.case.number not in page


def test_a_moved_day_that_may_still_move_is_marked(matter: Matter) -> None:
    moved(matter)
    assert "暂定" not in signed_in(matter).get("/desk/moved-clocks/").content.decode()
    CaseClock.objects.filter(case=matter.case).update(provisional=True)
    assert ">暂定</span>" in signed_in(matter).get("/desk/moved-clocks/").content.decode()


@pytest.mark.parametrize(("page", "most"), [("/desk/moved-clocks/", 6), ("{proof}", 6), ("{proof}pdf/", 6)])
def test_pages_cost_few_queries(matter: Matter, page: str, most: int) -> None:
    moved(matter)
    client, asked = signed_in(matter), page.format(proof=address(matter))
    client.get(asked)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(asked).status_code == 200
    assert len(seen) <= most, "\n".join(one["sql"][:140] for one in seen)
