"""The execution of a penalty is born of its demand; a penalty is born of an urgent measure; both begin filled in."""

from __future__ import annotations

from typing import Any

import pytest
from coercion_matter import Court, Measure, Unpaid, Urgent
from whole_case import at

from mingjing.cases import births, queries, rebuild
from mingjing.cases.models import Case, Task
from mingjing.cases.perform import open_case, perform
from mingjing.cases.refused import Refused
from mingjing.records.models import Record

pytestmark = pytest.mark.django_db(transaction=True)


def _begins(matter: Measure, procedure: str) -> dict[str, Any]:
    _, found = births.beginnings(matter.bureau.users["lu"], matter.case.pk)
    return dict(next(one.begins for one in found if one.procedure == procedure))


def executed(penalty: Measure, begins: dict[str, Any]) -> Case:
    """The execution case of the penalty, opened by its handler."""
    bureau = penalty.bureau
    rest = {"own_power": False, "seized_before": False, "unlawful_building": False, "conflict_declared": True,
            "handlers": bureau.ids("lu", "shen")}  # fmt: skip
    return open_case(
        "coercion.execution", "register_execution", bureau.users["lu"], bureau.agency, {"fields": {**begins, **rest}},
        parent=penalty.case, now=at("2027-01-25T09:00"),
    ).case  # fmt: skip


def duties(case: Case) -> set[str]:
    """The periods of the court application that press an officer in the case."""
    pressing = Task.objects.filter(case=case, done=None, deadline__startswith="court_")
    return set(pressing.values_list("deadline", flat=True))


def test_execution_is_born_of_the_demand_and_goes_on_without_another(bureau: Any) -> None:
    penalty = Unpaid(bureau)
    penalty.go("serve_demand")
    begins = _begins(penalty, "coercion.execution")
    assert begins["basis_document"].startswith("《行政处罚决定书》（江云）应急罚〔2026〕")
    assert (begins["fine"], begins["surcharge"], begins["paid"]) == ("80000.00", "48000.00", "0.00")
    assert (begins["served_on"], begins["performance_due_on"]) == ("2026-07-08", "2026-07-23")
    assert (begins["demanded_on"], begins["remedies_expired_on"]) == ("2027-01-12", "2027-01-08")

    court = Court(bureau)
    court.case = executed(penalty, begins)
    assert court.case.parent_id == penalty.case.pk
    assert duties(penalty.case) == set()
    assert duties(court.case) == {"court_application"}
    assert rebuild.check().differences == []
    for act in ("draft_execution", "submit_review", "legal_review"):
        court.act(act)
    court.act("apply_court", approve=False)
    assert list(court.case.state["pending"]) == ["apply_court"]


def test_the_duty_to_apply_to_the_court_lives_in_one_case_alone(bureau: Any) -> None:
    penalty = Unpaid(bureau)
    penalty.go("serve_demand")
    assert duties(penalty.case) == {"court_application"}
    court = Court(bureau)
    court.case = executed(penalty, _begins(penalty, "coercion.execution"))
    told = Record.objects.get(case_id=penalty.case.pk, act="hand_over_execution").entry["born"]
    assert told == {
        "case": str(court.case.pk), "procedure": "coercion.execution", "title": court.case.title, "number": court.case.number,
    }  # fmt: skip
    penalty.case.refresh_from_db()
    assert penalty.case.state["facts"]["execution_opened_on"] == "2027-01-25"
    assert (duties(penalty.case), duties(court.case)) == (set(), {"court_application"})
    with pytest.raises(Refused, match="另立强制执行案件"):
        penalty.act("apply_court")
    _, found = births.beginnings(bureau.users["lu"], penalty.case.pk)
    assert "coercion.execution" not in {one.procedure for one in found}
    bureau.agency.facts = {**bureau.agency.facts, "head": "程见深"}  # printed on the application
    bureau.agency.save()
    for act in ("draft_execution", "submit_review", "legal_review", "apply_court"):
        court.act(act)
    assert (duties(penalty.case), duties(court.case)) == (set(), set())


def test_a_case_that_is_refused_takes_no_duty_away(bureau: Any) -> None:
    penalty = Unpaid(bureau)
    penalty.go("serve_demand")
    begins = _begins(penalty, "coercion.execution") | {"performance_due_on": "2027-06-30"}
    with pytest.raises(Refused, match="履行期限"):
        executed(penalty, begins)
    assert duties(penalty.case) == {"court_application"}
    assert not Record.objects.filter(case_id=penalty.case.pk, act="hand_over_execution").exists()


def test_nobody_hands_the_execution_over_without_its_case(bureau: Any) -> None:
    penalty = Unpaid(bureau)
    penalty.go("serve_demand")
    with pytest.raises(Refused, match="自动记录"):
        perform(
            penalty.case, "hand_over_execution", bureau.users["lu"], {"fields": {"execution_case": "另案"}}
        )
    page = queries.case_page(bureau.users["lu"], penalty.case.pk)
    assert not next(one for one in page.options if one.act.id == "hand_over_execution").possible


def test_nothing_of_execution_is_offered_before_the_demand(bureau: Any) -> None:
    penalty = Unpaid(bureau)
    penalty.go("serve_decision")
    _, found = births.beginnings(bureau.users["lu"], penalty.case.pk)
    assert "coercion.execution" not in {one.procedure for one in found}


def test_penalty_is_born_of_an_urgent_measure(bureau: Any) -> None:
    urgent = Urgent(bureau)
    urgent.go("report_urgent")
    begins = _begins(urgent, "penalty.ordinary")
    assert begins["party_name"] == "江临澄川化工贸易有限公司"
    told = {"received_on": "2026-06-09", "proposal": "file"}
    born = open_case(
        "penalty.ordinary", "register_clue", bureau.users["lu"], bureau.agency, {"fields": {**begins, **told}},
        parent=urgent.case, now=at("2026-06-09T10:00"),
    ).case  # fmt: skip
    assert born.parent_id == urgent.case.pk


def test_measure_is_born_of_a_filed_penalty(bureau: Any) -> None:
    penalty = Unpaid(bureau)
    penalty.go("file_case")
    begins = _begins(penalty, "coercion.measure")
    assert begins["origin_case"] == penalty.case.state["facts"]["name"]
    assert begins["party_name"] == penalty.case.party_name
