"""The rule desk's pages: who gets in, what is found, what a check says of itself, how many queries a page costs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from case_bureau import Bureau
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from whole_case import Matter

from mingjing import law
from mingjing.cases import libraries
from mingjing.records.models import AccessLog, RefusalLog

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "/desk/rules/",
    "/desk/rules/?kind=limits&q=审核",
    "/desk/rules/checks/decision_needs_passed_legal_review/",
    "/desk/rules/deadlines/legal_review/",
    "/desk/rules/limits/review_fine_org/",
    "/desk/rules/limits/review_place/",
    "/desk/rules/catalogues/major_decisions/",
    "/desk/rules/try/",
    "/desk/rules/changes/",
]
READERS = ["han", "cheng", "tu", "sun", "outsider"]
OTHERS = ["lu", "ye", "mu", "wen", "nobody"]

Signed = Callable[[str], Client]


@pytest.mark.parametrize("address", PAGES)
def test_who_may_read_the_rules(bureau: Bureau, signed_in: Signed, address: str) -> None:
    for alias in READERS:
        assert signed_in(alias).get(address).status_code == 200, alias
    for alias in OTHERS:
        answer = signed_in(alias).get(address)
        assert answer.status_code == 403, alias
        assert "看不到规则台" in answer.content.decode()
    assert signed_in("").get(address).status_code == 302


def test_supervisor_reads_the_rules_of_agencies_below_and_a_neighbour_does_not(
    bureau: Bureau, signed_in: Signed
) -> None:
    address = f"/desk/rules/?agency={bureau.agency.pk}"
    assert bureau.agency.name in signed_in("sun").get(address).content.decode()
    assert signed_in("outsider").get(address).status_code == 403


@pytest.mark.parametrize("address", [*PAGES, "/desk/rules/?statute=行政处罚法&article=第58条"])
def test_page_costs_few_queries(bureau: Bureau, signed_in: Signed, address: str) -> None:
    client = signed_in("han")
    client.get(address)  # packs are loaded and scenarios run once a process
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= 8, "\n".join(one["sql"][:140] for one in asked)


def test_rules_are_found_by_words_statute_act_and_kind(bureau: Bureau, signed_in: Signed) -> None:
    client = signed_in("han")

    def titles(**asked: str) -> list[str]:
        shelf = client.get("/desk/rules/", asked).context["shelf"]
        return [row.item.id for row in shelf.rows]

    assert titles(q="decision_needs_passed_legal_review") == ["decision_needs_passed_legal_review"]
    assert "decision_needs_passed_legal_review" in titles(
        statute="行政处罚法", article="第58条", kind="checks"
    )
    assert "decision_needs_passed_legal_review" in titles(act="penalty.ordinary/decide")
    assert "decision_needs_passed_legal_review" not in titles(act="penalty.ordinary/inquire")
    assert titles(kind="limits", q="对单位罚款的法制审核数额") == ["review_fine_org"]
    assert all(row.kind == "limits" for row in client.get("/desk/rules/?kind=limits").context["shelf"].rows)
    assert titles(q="没有这样的规则") == []
    assert "没有符合条件的规则" in client.get("/desk/rules/?q=没有这样的规则").content.decode()


def test_version_in_force_on_a_chosen_day_and_what_the_layers_below_say(
    bureau: Bureau, signed_in: Signed
) -> None:
    page = signed_in("han").get("/desk/rules/limits/hearing_fine_org/?on=2026-01-31")
    versions = page.context["versions"]
    assert [line["version"].layer for line in versions] == [
        "cn-990105-yj",
        "cn-emergency",
        "cn-emergency",
        "cn",
    ]
    assert [line["version"].now for line in versions] == [True, False, False, False]
    assert [line["version"].hidden for line in versions] == [False, True, False, True]
    text = page.content.decode()
    assert "待核" in text
    assert "20,000元" in text
    assert signed_in("han").get("/desk/rules/limits/hearing_fine_org/?on=2001-01-01").status_code == 404
    assert signed_in("han").get("/desk/rules/roles/handler/").status_code == 404


def test_check_is_shown_with_condition_in_words_limits_and_scenarios_run_now(
    bureau: Bureau, signed_in: Signed
) -> None:
    page = signed_in("han").get("/desk/rules/checks/decision_needs_passed_legal_review/")
    text = page.content.decode()
    assert "属于重大执法决定，或者（已经“出具法制审核意见”，并且" in text
    assert "has(acts.legal_review)" in text  # and as CEL
    assert "对单位罚款的法制审核数额" in text  # through the derived fact
    assert "作出行政处罚决定" in text
    told = page.context["scenarios"]
    assert any(one.refuses for one in told)
    assert any(not one.refuses for one in told)
    assert all(one.result and not one.result.differences for one in told)


def test_refusals_of_the_last_year_are_counted_for_the_own_agency(matter: Matter, signed_in: Signed) -> None:
    matter.go("file_case")
    address = "/desk/rules/checks/notice_before_decision/"
    assert "没有因这一项被拒绝过" in signed_in("han").get(address).content.decode()
    signed_in("lu").post(f"/desk/cases/{matter.case.pk}/act/decide/", {})
    RefusalLog.objects.create(
        case_id=matter.case.pk, user=matter.bureau.users["lu"], act="decide", step="submit",
        findings=[{"check": "notice_before_decision", "citation": ""}], at=matter.case.changed_at,
    )  # fmt: skip
    assert signed_in("han").get(address).context["refused"] >= 1
    assert signed_in("outsider").get(address).context["refused"] == 0


def test_page_of_the_rules_reads_no_case(matter: Matter, signed_in: Signed) -> None:
    matter.go("file_case")
    before = AccessLog.objects.count()
    signed_in("han").get("/desk/rules/checks/decision_needs_passed_legal_review/")
    assert AccessLog.objects.count() == before


def test_faulty_pack_on_disk_does_not_touch_the_law_that_runs(
    bureau: Bureau, signed_in: Signed, tmp_path: Path, settings: Any
) -> None:
    """A process keeps what it loaded; a process that would load the faulty pack refuses it whole."""
    packs = tmp_path / "packs"
    shutil.copytree(settings.MINGJING_PACKS, packs)
    settings.MINGJING_PACKS = packs
    libraries._by_layers.clear()
    client = signed_in("han")
    address = "/desk/rules/limits/archive_days/"
    assert client.get(address).status_code == 200
    (packs / "cn-990105-yj" / "limits.yaml").write_text("- {id: archive_days}\n", encoding="utf-8")
    assert client.get(address).context["found"].value == 30
    libraries._by_layers.clear()
    with pytest.raises(law.PackFaults, match=r"cn-990105-yj/limits.yaml:1: "):
        libraries.library_of(bureau.agency)
    settings.MINGJING_PACKS = Path(law.__file__).parents[1] / "packs"
    libraries._by_layers.clear()
