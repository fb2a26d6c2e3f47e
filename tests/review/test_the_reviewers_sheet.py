"""The reviewer sees, point by point, what the checks said of every act; and which papers are still missing."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from whole_case import at

from mingjing.agencies.models import Credential, Officer
from mingjing.cases.perform import perform
from mingjing.cases.queries import case_page
from mingjing.cases.refused import Refused
from mingjing.review.register import register_of
from mingjing.review.sheet import sheet_of
from mingjing.review.submission import submission_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_sheet_has_the_eight_points_prefilled_from_the_checks(matter, bureau):
    matter.go("submit_review")
    sheet = sheet_of(case_page(bureau.users["han"], matter.case))
    assert len(sheet.points) == 8
    procedure = next(point for point in sheet.points if point.id == "procedure")
    assert "show_id" in {one.finding.check for one in procedure.judged}
    assert sum(bool(point.judged) for point in sheet.points) >= 6
    assert sheet.prefilled >= 20


def test_what_bars_the_decision_stands_first(matter, bureau):
    matter.go("submit_review")
    sheet = sheet_of(case_page(bureau.users["han"], matter.case))
    ahead = {one.finding.check for point in sheet.points for one in point.failed if one.act == "decide"}
    assert ahead, "before review, notice and deliberation the decision is barred"
    for point in sheet.points:
        passed = [one.finding.passed for one in point.judged]
        assert passed == sorted(passed)


def test_submission_names_what_is_missing(matter, bureau):
    matter.go("submit_review", before=True)
    page = case_page(bureau.users["lu"], matter.case)
    before = submission_of(page.pack, page.state, page.derived)
    assert not before.submitted
    assert {"submission", "evidence_set"} <= {one.id for one in before.missing}
    matter.go("submit_review")
    page = case_page(bureau.users["lu"], matter.case)
    after = submission_of(page.pack, page.state, page.derived)
    assert after.submitted
    assert "submission" not in {one.id for one in after.missing}


def test_materials_follow_what_was_done_by_the_conditions_of_the_catalogue(matter, bureau):
    """No hearing, no hearing record; an order to correct, its papers (catalogue review_materials)."""
    matter.go("submit_review", before=True)
    page = case_page(bureau.users["lu"], matter.case)
    needed = {one.id for one in submission_of(page.pack, page.state, page.derived).materials if one.needed}
    assert {"submission", "filing", "site_records", "rectification", "discretion_sheet"} <= needed
    assert not {"hearing_record", "transfer", "accident_report", "other"} & needed


def test_review_of_an_earlier_draft_is_no_submission_of_the_next(matter, bureau):
    matter.go("legal_review")
    later = {"now": at("2026-06-25T15:00"), "fields": {"fine": "90000.00"}}
    matter.act("draft_disposition", approve=False, **later)
    matter.approve("draft_disposition", at("2026-06-25T15:00"))
    page = case_page(bureau.users["lu"], matter.case)
    now = submission_of(page.pack, page.state, page.derived)
    assert (now.draft, now.submitted) == (2, False)


def test_handler_does_not_review_the_own_case(matter, bureau):
    matter.go("submit_review")
    with pytest.raises(Refused):
        matter.act("legal_review", actor="lu")


def test_register_warns_of_too_few_reviewers_and_never_bars(bureau):
    day = date(2026, 6, 1)
    assert register_of(bureau.agency, day).warning == ""
    unit = bureau.officers["lu"].unit
    for number in range(20):
        officer = Officer.objects.create(unit=unit, name=f"执法{number}")
        Credential.objects.create(
            officer=officer, number=f"9901052{number:04}", kinds=["enforcement"], valid_from=date(2024, 1, 1),
            valid_to=date(2030, 1, 1),
        )  # fmt: skip
    register = register_of(bureau.agency, day)
    assert (register.officers, register.wanted, register.enough) == (27, 2, False)
    assert "低于5%" in register.warning


def test_sheet_on_the_desk_is_the_reviews_own(matter, bureau):
    """One sheet: what the desk draws are the points, findings and missing papers of mingjing.review."""
    matter.go("submit_review", before=True)
    few = matter.payload("submit_review", materials=[{"material": "submission", "pages": 2}])
    few["reasons"] = {"review_materials_complete": "证据原件在鉴定机构，先以复制件送审。"}
    perform(matter.case, "submit_review", bureau.users["lu"], few, now=at("2026-06-23T10:00"))
    matter.approve("submit_review", at("2026-06-23T10:00"))
    client = Client()
    client.force_login(bureau.users["han"])
    answer = client.get(f"/desk/cases/{matter.case.pk}/review/")
    sheet = sheet_of(case_page(bureau.users["han"], matter.case))
    drawn = answer.context["points"]
    assert [one.id for one in drawn] == [point.id for point in sheet.points]
    assert answer.context["counts"].all == sheet.prefilled
    text = answer.content.decode()
    assert "第 1 条记录“登记案件来源”" in text
    assert "送审清单里没有" in text
