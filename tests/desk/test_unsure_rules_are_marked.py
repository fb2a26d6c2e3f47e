"""What rests on a rule whose text was not read says so wherever a person meets it: clocks, findings, the sheet."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from whole_case import Matter

from mingjing.cases.models import CaseClock

pytestmark = pytest.mark.django_db(transaction=True)
MARK = "依据待核实"


def page(matter: Matter, account: str, address: str) -> str:
    client = Client()
    client.force_login(matter.bureau.users[account])
    return client.get(f"/desk/cases/{matter.case.pk}/{address}").content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def items(text: str, tag: str) -> list[str]:
    """The content of each element `tag` that holds no other of its kind."""
    return re.findall(rf"<{tag}[^>]*>((?:(?!<{tag}[ >]).)*?)</{tag}>", text, re.S)


def test_provisional_clock_is_marked_on_the_case_page_and_a_sure_one_is_not(matter: Matter) -> None:
    matter.go("serve_decision")
    matter.act("propose_disclosure", fields={"credit_class": "general"})
    clocks = page(matter, "lu", "").split("<li><span>")
    (unsure,) = [line.partition("</li>")[0] for line in clocks if line.startswith("一般失信信息最短公示期<")]
    (sure,) = [line.partition("</li>")[0] for line in clocks if line.startswith("缴纳罚款<")]
    assert ">暂定</span>" in unsure
    assert "暂定" not in sure


def test_provisional_finding_on_a_form_is_marked(matter: Matter) -> None:
    """Which materials go to review is known from another's account of the document of 2018."""
    matter.go("submit_review", before=True)
    findings = [
        line for line in items(page(matter, "lu", "act/submit_review/"), "li") if "mj-finding" in line
    ]
    marked = [line for line in findings if MARK in line]
    assert any("送审" in line for line in marked)
    assert len(marked) < len(findings)


def test_reviewers_sheet_marks_what_rests_on_an_unread_rule(matter: Matter) -> None:
    matter.go("submit_review")
    sheet = page(matter, "han", "review/")
    lines = re.findall(r'<div class="mj-chk">.*?</div></div>', sheet, re.S)
    marked = [line for line in lines if MARK in line]
    assert marked
    assert len(marked) < len(lines)


def test_lists_mark_a_period_that_may_still_move(matter: Matter) -> None:
    """As when the holidays of the year in which it ends aren't published yet."""
    matter.go("decide")
    client = Client()

    def pages() -> dict[str, str]:
        found = {}
        for address in ("", "cases/", "disclosures/"):
            client.force_login(matter.bureau.users["mu" if address == "disclosures/" else "lu"])
            found[address] = client.get(f"/desk/{address}").content.decode()
        return found

    assert not [address for address, text in pages().items() if "暂定" in text]
    CaseClock.objects.filter(case=matter.case, due__isnull=False).update(provisional=True)
    assert not [address for address, text in pages().items() if "日 · 暂定" not in words(text)]
