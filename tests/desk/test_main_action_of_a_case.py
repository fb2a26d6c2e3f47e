"""The blue button of a case is what its course expects of the person who looks, never an exceptional act."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from case_bureau import Bureau
from coercion_matter import Measure
from licence_matter import LicenceMatter
from whole_case import Matter

from mingjing.cases.libraries import library_of
from mingjing.cases.perform import perform

pytestmark = pytest.mark.django_db(transaction=True)
SOME_DAY = date(2026, 6, 1)


def main_acts(matter: Matter, account: str) -> list[str]:
    """What the primary buttons of the case's page lead to, as seen by `account`."""
    client = Client()
    client.force_login(matter.bureau.users[account])
    html = client.get(f"/desk/cases/{matter.case.pk}/").content.decode()
    return re.findall(r'class="btn btn-primary" href="[^"]*/act/([a-z_]+/(?:approval)?)', html)


@pytest.mark.parametrize(
    ("done", "account", "expected"),
    [
        ("register_clue", "lu", ["file_case/"]),
        ("file_case", "lu", ["recheck_rectification/"]),  # long overdue
        ("draft_disposition", "lu", ["submit_review/"]),
        ("submit_review", "han", ["legal_review/"]),
        ("legal_review", "lu", ["notify_penalty/"]),
        ("decide", "lu", ["serve_decision/"]),
        ("propose_disclosure", "mu", ["publish_decision/"]),
        ("draft_disposition", "cheng", []),
        ("decide", "cheng", []),
    ],
)
def test_a_penalty_is_led_along_its_course(
    bureau: Bureau, done: str, account: str, expected: list[str]
) -> None:
    matter = Matter(bureau)
    matter.go(done)
    assert main_acts(matter, account) == expected


def test_what_waits_for_the_head_is_the_heads_main_action(bureau: Bureau) -> None:
    matter = Matter(bureau)
    matter.go("decide", before=True)
    matter.act("decide", approve=False)
    assert main_acts(matter, "cheng") == ["decide/approval"]


def test_a_recusal_that_was_asked_for_leads_but_is_never_the_main_action(bureau: Bureau) -> None:
    matter = Matter(bureau)
    matter.go("draft_disposition")
    fields = {
        "applicant": "party", "person": {"name": "沈砚秋"}, "ground": "near_relative",
        "explanation": "与当事人的法定代表人是近亲属。", "requested_on": "2026-06-22",
    }  # fmt: skip
    perform(matter.case, "request_recusal", bureau.users["lu"], {"fields": fields})
    client = Client()
    client.force_login(bureau.users["cheng"])
    html = client.get(f"/desk/cases/{matter.case.pk}/").content.decode()
    assert "decide_recusal" in html.partition("另有")[0]
    assert main_acts(matter, "cheng") == []


def test_a_measure_and_a_licence_are_led_along_their_course(bureau: Bureau) -> None:
    measure, licence = Measure(bureau), LicenceMatter(bureau)
    measure.go("seize")
    assert main_acts(measure, "lu") == ["release_seizure/"]
    licence.go("draft_licence_decision")
    assert main_acts(licence, "lu") == ["submit_review/"]


def test_no_exceptional_act_is_ever_the_only_way_on(bureau: Bureau) -> None:
    """In each procedure some act of the usual course leads out of every stage but the last."""
    for procedure in library_of(bureau.agency).on(SOME_DAY).procedures.values():
        for stage in list(procedure.stages)[:-1]:
            usual = [act for act in procedure.acts if act.moves_to and not act.exceptional]
            assert any(stage in act.stages or "*" in act.stages for act in usual), (procedure.id, stage)
