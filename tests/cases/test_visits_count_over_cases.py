"""The yearly cap of inspections of one enterprise: what other cases say is asked, recorded, and judged by again."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from on_site_matter import Visit
from whole_case import at

from mingjing.cases.models import Case
from mingjing.cases.perform import perform
from mingjing.cases.refused import Refused
from mingjing.cases.rejudge import rejudge
from mingjing.records.stream import records_of

pytestmark = pytest.mark.django_db(transaction=True)
ACT = 20  # statements of one act, also of one that asks other cases


@pytest.fixture
def inspection(bureau):
    return lambda: Visit(bureau)


def refused_by(refusal):
    return [found.check for found in refusal.value.findings]


def test_enterprise_visited_this_year_is_not_visited_again(inspection):
    inspection().go("scan_entry")
    second = inspection()
    second.go("notify_inspection")
    with pytest.raises(Refused) as refusal:
        second.act("scan_entry")
    assert refused_by(refusal) == ["inspection_frequency"]
    assert refusal.value.findings[0].citation == "国办发〔2024〕54号 四"


def test_planned_visit_is_not_made_urgent_to_get_round_the_cap(inspection, bureau):
    """Entering is the visit: it is counted and it counts, whatever is written down afterwards."""
    entering = {
        "urgency": "群众反映厂区起火，不立即进入可能造成人员伤亡。", "reported_to": {"name": "程见深"}, "oral_consent": True,
        "reported_at": "2026-09-04T11:00:00+08:00", "entered_at": "2026-09-04T11:10:00+08:00", "handlers": bureau.ids("lu", "shen"),
    }  # fmt: skip
    first, second = inspection(), inspection()
    first.go("approve_inspection")
    second.go("approve_inspection")
    asked = (bureau.users["lu"], {"fields": entering})
    perform(first.case, "enter_urgently", *asked, now=at("2026-09-04T12:00"))
    with pytest.raises(Refused) as refusal:
        perform(second.case, "enter_urgently", *asked, now=at("2026-09-04T12:00"))
    assert refused_by(refusal) == ["inspection_frequency"]


def test_visits_to_others_and_of_another_year_do_not_count(inspection):
    first = inspection()
    first.go("scan_entry")
    other = inspection()
    other.act(
        "open_inspection", fields={"party_name": "江临云帆五金制品有限公司", "uscc": "91350100M000100Y43"}
    )
    other.done.append(other.case)
    other.go("scan_entry")
    facts = {**first.case.state["facts"], "visited_on": "2025-09-09"}
    Case.objects.filter(pk=first.case.pk).update(state={**first.case.state, "facts": facts})
    inspection().go("scan_entry")


def test_record_keeps_what_it_was_judged_by(inspection):
    first = inspection()
    first.go("scan_entry")
    second = inspection()
    second.act("open_inspection", fields={"risk_class": "major"})
    second.done.append(second.case)
    second.go("scan_entry")
    asked = {"visits": [{"on": "2026-09-09", "kind": "daily"}]}
    Case.objects.filter(pk=first.case.pk).update(state={})
    found = {one.entry.act: one for one in rejudge(second.case, records_of(second.case.pk))}
    assert found["scan_entry"].entry.elsewhere == asked
    assert found["scan_entry"].findings.ok()
    assert "elsewhere" not in records_of(second.case.pk)[0].entry


def test_of_two_cases_at_once_only_one_takes_the_last_visit(inspection):
    matters = [inspection(), inspection()]
    for matter in matters:
        matter.go("notify_inspection")
    outcomes, together = [], threading.Barrier(2)

    def enter(matter):
        together.wait(timeout=10)
        try:
            matter.act("scan_entry")
            outcomes.append("entered")
        except Refused as refusal:
            outcomes.append(refusal.findings[0].check)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=enter, args=(matter,)) for matter in matters]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    assert sorted(outcomes) == ["entered", "inspection_frequency"]


def statements(run):
    with CaptureQueriesContext(connection) as seen:
        run()
    return [one["sql"] for one in seen.captured_queries if not one["sql"].startswith(("BEGIN", "COMMIT"))]


def test_act_that_asks_other_cases_keeps_to_the_limit(inspection):
    matter = inspection()
    matter.go("approve_inspection", before=True)
    assert len(statements(lambda: matter.act("approve_inspection", approve=False))) <= ACT
    approvals = statements(lambda: matter.approve("approve_inspection", at("2026-09-02T09:00")))
    assert len(approvals) <= 2 * ACT
    matter.done.append(matter.case)
    matter.go("notify_inspection")
    assert len(statements(lambda: matter.act("scan_entry"))) <= ACT
