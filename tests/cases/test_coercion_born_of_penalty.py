"""The execution of a penalty is born of its demand; a penalty is born of an urgent measure; both begin filled in."""

from __future__ import annotations

from typing import Any

import pytest
from coercion_matter import Court, Measure, Unpaid, Urgent
from whole_case import at

from mingjing.cases import births
from mingjing.cases.perform import open_case

pytestmark = pytest.mark.django_db(transaction=True)


def _begins(matter: Measure, procedure: str) -> dict[str, Any]:
    _, found = births.beginnings(matter.bureau.users["lu"], matter.case.pk)
    return dict(next(one.begins for one in found if one.procedure == procedure))


def test_execution_is_born_of_the_demand_and_goes_on_without_another(bureau: Any) -> None:
    penalty = Unpaid(bureau)
    penalty.go("serve_demand")
    begins = _begins(penalty, "coercion.execution")
    assert begins["basis_document"].startswith("《行政处罚决定书》（江云）应急罚〔2026〕")
    assert (begins["fine"], begins["surcharge"], begins["paid"]) == ("80000.00", "48000.00", "0.00")
    assert (begins["served_on"], begins["performance_due_on"]) == ("2026-07-08", "2026-07-23")
    assert (begins["demanded_on"], begins["remedies_expired_on"]) == ("2027-01-12", "2027-01-08")

    court = Court(bureau)
    rest = {"own_power": False, "seized_before": False, "unlawful_building": False, "conflict_declared": True,
            "handlers": court.bureau.ids("lu", "shen")}  # fmt: skip
    court.case = open_case(
        "coercion.execution", "register_execution", bureau.users["lu"], bureau.agency, {"fields": {**begins, **rest}},
        parent=penalty.case, now=at("2027-01-25T09:00"),
    ).case  # fmt: skip
    assert court.case.parent_id == penalty.case.pk
    for act in ("draft_execution", "submit_review", "legal_review"):
        court.act(act)
    court.act("apply_court", approve=False)
    assert list(court.case.state["pending"]) == ["apply_court"]


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
