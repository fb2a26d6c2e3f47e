"""The demo bureau has lawful matters in every stage, with living clocks, and its log is in order."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pypdfium2
import pytest

from mingjing import law
from mingjing.cases import rebuild
from mingjing.cases.importing.acting import Cast
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case, Document
from mingjing.cases.queries import tasks_for
from mingjing.disclosure.models import Publication
from mingjing.media import devices, linking, reading, retention
from mingjing.media.models import Recording
from mingjing.project.demo import bureau, told
from mingjing.project.demo.load import load
from mingjing.records.models import Record

TODAY = date(2026, 11, 22)


def case_of(party: str) -> Case:
    return Case.objects.get(party_name=next(c.words["party"] for c in told.cases() if c.id == party))


def clock(case: Case, deadline: str):
    pack = library_of(case.agency).on(TODAY)
    now = law.parse_instant(f"{TODAY}T09:00")
    state = law.CaseState.from_json(case.state)
    return next(one for one in law.clocks(pack, state, pack.calendar, now) if one.id == deadline)


def test_a_matter_stands_in_every_stage(demo: Cast) -> None:
    assert Case.objects.count() == len(told.cases()) >= 40
    stages = set(Case.objects.filter(procedure="penalty.ordinary").values_list("stage", flat=True))
    assert stages == {
        "filing",
        "investigation",
        "review",
        "notice",
        "decision",
        "service",
        "execution",
        "archive",
    }
    assert Case.objects.filter(closed=True).count() >= 3


def test_all_kinds_of_enforcement_are_shown_in_several_stages(demo: Cast) -> None:
    shown = {
        procedure: set(Case.objects.filter(procedure=procedure).values_list("stage", flat=True))
        for procedure in library_of(demo.agency).on(TODAY).procedures
    }
    assert all(shown.values())
    assert shown["licence.grant"] == {"intake", "examination", "issue", "archive"}
    assert shown["inspection.visit"] == {"site", "closure", "archive"}
    assert shown["penalty.summary"] == {"execution", "archive"}
    assert shown["power_cut"] == {"execution"}
    assert shown["coercion.measure"] == {"custody", "archive"}
    assert shown["coercion.execution"] == {"court"}


def test_cases_born_of_others_say_so_and_carry_their_evidence(demo: Cast) -> None:
    born = {case.procedure: case for case in Case.objects.exclude(parent=None).select_related("parent")}
    assert {one: case.parent.procedure for one, case in born.items()} == {
        "penalty.ordinary": "inspection.visit",
        "coercion.execution": "penalty.ordinary",
    }
    for case in born.values():
        sources = [one["from"]["case"] for one in case.state["evidence"] if "from" in one]
        assert sources == [str(case.parent_id)] * len(case.parent.state["evidence"])
        assert sources
    owed = born["coercion.execution"].state["facts"]
    assert float(owed["decided_fine"]) == float(owed["surcharge"]) == 24000


def test_decisions_of_every_kind_are_published(demo: Cast) -> None:
    shown = Publication.objects.filter(withdrawn_on__isnull=True).values_list("case_id", flat=True)
    kinds = set(Case.objects.filter(pk__in=list(shown)).values_list("procedure", flat=True))
    assert kinds == {
        "penalty.ordinary", "penalty.summary", "licence.grant", "power_cut", "coercion.measure", "inspection.visit",
    }  # fmt: skip
    visits = Case.objects.filter(procedure="inspection.visit", decided_on__isnull=False)
    assert visits.count() == visits.filter(published=True).count() == 3
    assert Publication.objects.filter(kind="行政检查").count() == 3


def test_what_the_agency_says_of_itself_is_not_hidden(demo: Cast) -> None:
    case = Case.objects.get(procedure="power_cut")
    told_to_all = Publication.objects.get(case_id=case.pk)
    text = "".join(part["t"] for part in told_to_all.segments if not part.get("h"))
    assert case.agency.facts["phone"] in text


def test_matters_wait_for_approvals_and_one_has_come_back(demo: Cast) -> None:
    assert case_of("filing").state["pending"]["file_case"]["next_role"] == "unit_head"
    assert case_of("filing-head").state["pending"]["file_case"]["next_role"] == "agency_head"
    assert case_of("before-head").state["pending"]["decide"]["next_role"] == "agency_head"
    assert case_of("review-returned").state["acts"]["return_review"]


@pytest.mark.parametrize(
    ("party", "deadline"),
    [("preserving", "preservation_disposal"), ("seized", "seizure_period"), ("review-waiting", "legal_review"),
     ("window", "statement_defence"), ("window", "hearing_request"), ("served", "fine_payment"), ("to-serve", "decision_service"),
     ("closed", "archiving"), ("deferred", "deferred_payment"), ("measure-running", "seizure_period"),
     ("licence-examining", "license_decision"), ("summary-filed", "fine_payment"), ("visit-rectifying", "rectification_recheck")],
)  # fmt: skip
def test_clocks_run_and_have_days_left(demo: Cast, party: str, deadline: str) -> None:
    found = clock(case_of(party), deadline)
    assert found.state == "running" or found.state == "open"
    assert 0 <= found.days_left <= 30


def test_every_clock_of_every_case_can_be_worked_out(demo: Cast) -> None:
    for case in Case.objects.all():
        pack = library_of(case.agency).on(TODAY)
        state = law.CaseState.from_json(case.state)
        for day in range(0, 120, 30):
            now = law.parse_instant(f"{TODAY}T09:00") + timedelta(days=day)
            # an inspection that is planned and told has no term yet
            assert law.clocks(pack, state, pack.calendar, now) or state.stage == "site"


def test_money_is_overdue_deferred_and_before_the_court(demo: Cast) -> None:
    overdue = case_of("overdue")
    assert clock(overdue, "fine_payment").over
    assert 0 < float(overdue.state["facts"]["surcharge"]) <= float(overdue.fine)
    assert case_of("court").state["acts"]["apply_court"]
    assert case_of("transferred").state["acts"]["send_transfer"]
    assert case_of("no-penalty").state["facts"]["decided_kind"] == "no_penalty"


def test_every_document_is_a_readable_file(demo: Cast) -> None:
    rows = Document.objects.all()
    assert len(rows) > 200
    for row in rows:
        with vault().open(row.blob) as stream:
            assert len(pypdfium2.PdfDocument(stream.read())) == row.pages


def test_states_equal_the_replay_of_the_records(demo: Cast) -> None:
    assert rebuild.check().differences == []


def test_times_of_the_log_never_go_back(demo: Cast) -> None:
    times = list(Record.objects.order_by("pk").values_list("recorded_at", flat=True))
    assert all(a <= b for a, b in pairwise(times))
    assert max(times) < law.parse_instant(f"{TODAY}T00:00")


def test_published_decisions_hide_everybody_but_officers_and_organisations(demo: Cast) -> None:
    shown = Publication.objects.filter(withdrawn_on__isnull=True)
    assert shown.count() >= 5
    assert Publication.objects.filter(withdrawn_on__isnull=False).count() == 1
    for one in shown:
        case = Case.objects.get(pk=one.case_id)
        words = next(c.words for c in told.cases() if c.words["party"] == case.party_name)
        text = "".join(part["t"] for part in one.segments if not part.get("h")) + one.summary + one.party_name
        secret = {words.get("witness"), words.get("rep"), words.get("id_number"), words.get("phone")} - {None}
        secret |= {words["party"]} if words.get("kind") == "person" else set()
        assert not [name for name in secret if name in text]


def test_everybody_can_sign_in_and_has_something_to_do(demo: Cast) -> None:
    for alias, name, _, _ in bureau.accounts():
        user = (demo.users | {"sun": None}).get(alias)
        if user is not None:
            assert user.check_password(bureau.PASSWORD), name
    for alias in ("lu", "xu", "ye", "han", "cheng", "mu", "wen"):
        assert tasks_for(demo.users[alias]).rows, alias


def test_loading_again_changes_nothing(demo: Cast) -> None:
    before = Record.objects.count()
    load(TODAY + timedelta(days=3))
    assert Record.objects.count() == before


def test_recordings_show_what_was_recorded_and_what_was_not(demo: Cast) -> None:
    (visit,) = [one for one in reading.coverage_in(case_of("preserving")) if one.act == "inspect_site"]
    assert visit.percent == 90
    assert [lane.title for lane in visit.lanes] == ["CX-0271 陆知行", "CX-0288 沈砚秋"]
    (gap,) = visit.gaps
    assert gap.seconds == 7 * 60
    assert "叶承安签批" in gap.reason
    assert visit.late is not None
    assert len(visit.shots) == 5, "four of the recorders and the photo that the act brought"


def test_a_recording_waits_for_somebody_to_confirm_its_act(demo: Cast) -> None:
    loose = Recording.objects.get(name="储罐区核查.mp4")
    (proposal,) = linking.proposals(demo.users["xu"], loose)
    assert proposal.case == case_of("licence-examining")
    assert [one.fits for one in proposal.reasons] == [True, True, True]
    assert "相距103米" in proposal.reasons[2].text
    (old,) = retention.due(demo.users["wen"])
    assert old[0].name == "沿河路巡查_没有发现问题.mp4"


def test_a_recorder_is_warned_of(demo: Cast) -> None:
    warned = {one.device.number: one.warnings for one in devices.register_of(demo.users["lu"])}
    assert len(warned["CX-0315"]) == 3
    assert warned["CX-0271"] == ()
