"""行政确认 comes as a pack: procedure, form, clock, check and statistics column, without a change of code."""

from __future__ import annotations

import html
from typing import Any

import pytest
from confirmation import PROCEDURE, SCENARIO, confirm, library, receive, work_under
from django.test import Client
from django.utils import timezone

from mingjing.cases import rebuild
from mingjing.cases.perform import perform
from mingjing.cases.refused import Refused
from mingjing.cases.scenario_runner import run_through_perform
from mingjing.disclosure.drafts import confirmed_masks
from mingjing.disclosure.models import Publication
from mingjing.law.scenario import prepare, read_scenarios
from mingjing.law.scenario_run import run_pure

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bureau(bureau: Any) -> Any:
    work_under(bureau)
    return bureau


def _page(bureau: Any, account: str, address: str) -> str:
    client = Client()
    client.force_login(bureau.users[account])
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_its_own_scenario_runs_in_the_law_room_and_through_the_whole_system(transactional_db: None):
    known = {one.id: one for one in read_scenarios(SCENARIO)}
    prepared = prepare(known["confirmation-whole"], known)
    assert run_pure(prepared, library()).differences == ()
    assert run_through_perform(prepared, library()).differences == ()


def test_a_case_of_the_kind_is_numbered_clocked_and_issues_its_paper(bureau: Any):
    case = receive(bureau).case
    assert case.number == f"（江云）应急确受〔{timezone.localdate().year}〕1号"
    assert case.next_due_deadline == "作出行政确认"
    done = confirm(bureau, case)
    assert [paper.title for paper in done.documents] == ["行政确认书"]
    assert done.case.next_due is None
    finished = perform(done.case, "finish_confirmation", bureau.users["lu"])
    assert finished.case.closed
    assert rebuild.check().differences == []


def test_what_the_applicant_has_to_do_presses_no_officer(bureau: Any):
    case = receive(bureau).case
    assert case.clocks.filter(deadline="confirmation_more").exists()
    assert [task.deadline for task in case.tasks.filter(done=None)] == ["confirmation_decision"]


def test_its_own_acts_publish_and_take_down(bureau: Any):
    done = confirm(bureau, receive(bureau).case)
    (certificate,) = done.documents
    fields = {"document": certificate.number, "channels": ["gov_site"], "masked_name": "江临恒远仓储有限公司", "redaction_confirmed": True,
              "rebuilt_and_searched": True, "masks": confirmed_masks(done.case, {"document": certificate.number})}  # fmt: skip
    perform(done.case, "make_known", bureau.users["mu"], {"fields": fields})
    (public,) = Publication.objects.shown()
    assert (public.document, public.matter) == (certificate.number, "二号库坠落事故伤害")
    why = {"document": certificate.number, "ground": "inaccurate", "explanation": "确认书有误，更正后重新公布。", "aggregators_told": True}  # fmt: skip
    perform(done.case, "take_down", bureau.users["mu"], {"fields": why})
    assert not Publication.objects.shown().exists()
    assert Publication.objects.get().withdrawn_reason == "确认书有误，更正后重新公布。"


def test_publishing_is_done_where_what_is_hidden_is_confirmed(bureau: Any):
    case = confirm(bureau, receive(bureau).case).case
    client = Client()
    client.force_login(bureau.users["mu"])
    answer = client.get(f"/desk/cases/{case.pk}/act/make_known/")
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{case.pk}/redaction/")


def test_its_check_refuses_one_officer_alone(bureau: Any):
    case = receive(bureau).case
    with pytest.raises(Refused) as refused:
        confirm(bureau, case, "lu")
    (found,) = refused.value.findings
    assert (found.check, found.citation) == (
        "confirmation_after_reply_of_two",
        "江临市行政确认试行规定 第8条",
    )


def test_the_desk_offers_the_kind_and_opens_its_first_form(bureau: Any):
    chosen = _page(bureau, "lu", "/desk/cases/new/")
    assert "行政确认" in chosen
    assert "事故伤害行政确认" in chosen
    form = _page(bureau, "lu", f"/desk/cases/new/?procedure={PROCEDURE}")
    assert "受理确认申请" in form
    assert "申请确认的事项" in form


def test_the_desk_lists_and_shows_a_case_of_the_kind(bureau: Any):
    case = receive(bureau).case
    listed = _page(bureau, "lu", f"/desk/cases/?procedure={PROCEDURE}")
    assert case.title in listed
    assert case.title not in _page(bureau, "lu", "/desk/cases/?procedure=penalty.ordinary")
    page = _page(bureau, "lu", f"/desk/cases/{case.pk}/")
    assert "作出行政确认" in page
    assert "事故伤害行政确认" in page


def test_statistics_have_a_column_of_the_kind(bureau: Any):
    confirm(bureau, receive(bureau).case)
    receive(bureau)
    page = _page(bureau, "cheng", "/desk/statistics/")
    assert "行政确认" in page
    row = page[page.index("确认书</th>") :]
    assert [cell.split("<")[0] for cell in row.split('<td class="num">')[1:4]] == ["2", "0", "1"]
    assert "确认书" not in _page(bureau, "mu", "/desk/cases/")


def test_statistics_count_only_what_the_person_may_see(bureau: Any):
    confirm(bureau, receive(bureau).case)
    assert "没有登记案件" in _page(bureau, "xu", "/desk/statistics/")
