"""Acts are judged by the law of their day, records by the law that they were made under, and a change of the law says
which open cases it touches."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from whole_case import Matter

from mingjing import law
from mingjing.cases import libraries, rebuild
from mingjing.cases.libraries import layers_of, lend, library_of, library_of_layers
from mingjing.cases.models import Case, PackContent
from mingjing.cases.rejudge import rejudge
from mingjing.cases.replay import PackLost, library_of_digest, replay
from mingjing.cases.scenario_runner import run_through_perform
from mingjing.cases.touched import as_data, as_text, touched_cases
from mingjing.law.exercised import scenarios_of
from mingjing.law.packs_on_disk import BUILTIN, chain
from mingjing.records.stream import records_of

AGENCY = "cn-990105-yj"
SCENARIOS = {one.scenario.id: one for one in scenarios_of(chain(BUILTIN / AGENCY))}
JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 1)


def played(name: str) -> Case:
    """The case that a scenario of the packs leaves behind."""
    prepared = SCENARIOS[name]
    assert run_through_perform(prepared, library_of_layers(tuple(prepared.layers))).differences == ()
    return Case.objects.select_related("agency").latest("opened_at")


@pytest.fixture
def other_packs(tmp_path: Path) -> Iterator[law.Library]:
    """The same packs after somebody has rewritten them: filing sets no date, and a site may not be inspected at all."""
    for folder in chain(BUILTIN / AGENCY):
        shutil.copytree(folder, tmp_path / folder.name)
    filing = tmp_path / "cn/procedures/penalty.ordinary/01-filing.yaml"
    text = filing.read_text("utf-8")
    assert "case.filed_on: filed_on" in text
    filing.write_text(text.replace("case.filed_on: filed_on", "case.closed_on: filed_on"), "utf-8")
    (tmp_path / "cn/checks/rewritten.yaml").write_text(
        "[{id: never, title: 一律不得检查, citation: 行政处罚法 第54条第1款, before: [inspect_site], require: 'false',"
        " on_fail: bar, say: 不得检查。, mend: 无。}]",
        "utf-8",
    )
    yield law.load_library(tmp_path, tuple(folder.name for folder in chain(BUILTIN / AGENCY)))
    libraries._lent.clear()
    library_of_digest.cache_clear()


def test_act_recorded_later_is_judged_by_the_law_of_its_day(transactional_db: None) -> None:
    """Seized before the law of 2026-05-01, recorded after it: the reason for the delay is asked, the new law is not."""
    case = played("judged-by-the-law-of-its-day")
    last = [one for one in records_of(case.pk) if one.entry["step"] == "submit"][-1]
    assert last.entry["at"][:10] == "2026-04-30"
    assert last.entry["recorded_at"][:10] == "2026-05-06"
    (reason,) = [one.entry["reasons"] for one in records_of(case.pk) if one.entry["reasons"]]
    assert list(reason) == ["late_recording"]
    judged = list(rejudge(case, records_of(case.pk)))
    assert not any(one.findings.bars for one in judged)
    assert rebuild.check().differences == []


def test_old_record_is_replayed_by_the_content_it_was_judged_by(begun, other_packs: law.Library) -> None:
    matter = begun(Matter, "file_case")
    told = replay(matter.case).state.to_json()
    made_under = library_of(matter.case.agency).digest
    lend(AGENCY, other_packs)
    library_of_digest.cache_clear()
    assert library_of(matter.case.agency).digest == other_packs.digest != made_under
    assert replay(matter.case).state.to_json() == told == matter.case.state
    assert told["facts"]["filed_on"] == "2026-06-03"
    judged = {one.entry.act: one.findings for one in rejudge(matter.case, records_of(matter.case.pk))}
    assert "never" not in {finding.check for finding in judged["inspect_site"].items}


def test_record_made_under_content_that_is_refused_today_is_still_replayed(matter, tmp_path: Path) -> None:
    """The lint has learnt to ask whose every period is; packs of before said nothing of it."""
    for folder in chain(BUILTIN / AGENCY):
        shutil.copytree(folder, tmp_path / folder.name)
    deadlines = tmp_path / "cn/deadlines.yaml"
    text = deadlines.read_text("utf-8").replace(", whose: agency", "").replace(", whose: outside", "")
    deadlines.write_text(text, "utf-8")
    folders = [tmp_path / folder.name for folder in chain(BUILTIN / AGENCY)]
    with pytest.raises(law.PackFaults, match="由谁遵守"):
        law.load_folders(folders)
    installed = library_of(matter.bureau.agency)
    lend(AGENCY, law.load_folders(folders, kept=True))
    try:
        matter.go("register_clue")
    finally:
        libraries._lent.clear()
    library_of_digest.cache_clear()
    libraries._loaded.clear()  # as in a process that has never had them
    assert library_of(matter.bureau.agency).digest == installed.digest
    assert replay(matter.case).state.to_json() == matter.case.state


def test_act_after_the_packs_were_rewritten_is_judged_by_the_new_content(
    begun, other_packs: law.Library
) -> None:
    matter = begun(Matter, "register_clue")
    lend(AGENCY, other_packs)
    from mingjing.cases.refused import Refused

    with pytest.raises(Refused) as refused:
        matter.act("inspect_site")
    assert "never" in {finding.check for finding in refused.value.findings}
    assert replay(matter.case).state.to_json() == matter.case.state


def test_record_whose_packs_are_lost_is_not_replayed_by_others(begun, other_packs: law.Library) -> None:
    matter = begun(Matter, "register_clue")
    lend(AGENCY, other_packs)
    library_of_digest.cache_clear()
    libraries._loaded.clear()  # as in a process that has never had them
    PackContent.objects.all().delete()
    with pytest.raises(PackLost):
        replay(matter.case)


def test_end_of_the_old_rules_touches_the_case_opened_under_them(transactional_db: None) -> None:
    """On 2026-02-01 the period of the repealed measures falls away from a case filed in January."""
    case = played("old-rules-case")
    (one,) = touched_cases(JANUARY, FEBRUARY)
    assert one.case.pk == case.pk
    moved = {clock.id: (clock.before, clock.after) for clock in one.how.moved}
    assert moved == {"old_safety_case_30": ("2026-02-09", "")}
    assert as_data([one])[0]["case"] == str(case.pk)
    text = "\n".join(as_text([one]))
    assert "受影响的未办结案件（1件）" in text
    assert (
        "期限“安全生产案件办结（旧办法）”（安全生产违法行为行政处罚办法 第32条）：2026-02-09 → （没有这一期限）"
        in text
    )


def test_days_under_the_same_law_touch_no_case(transactional_db: None) -> None:
    played("old-rules-case")
    assert list(touched_cases(date(2026, 1, 20), JANUARY)) == []
    assert list(as_text([])) == ["没有未办结的案件受影响。"]


def test_case_begun_after_the_change_is_not_touched(transactional_db: None) -> None:
    case = played("old-rules-case")
    Case.objects.filter(pk=case.pk).update(opened_at="2026-02-02T00:00:00+08:00")
    assert list(touched_cases(JANUARY, FEBRUARY)) == []


def test_closed_case_is_not_touched(transactional_db: None) -> None:
    case = played("old-rules-case")
    Case.objects.filter(pk=case.pk).update(closed=True)
    assert list(touched_cases(JANUARY, FEBRUARY)) == []


def test_only_cases_of_agencies_under_the_named_pack_are_asked(transactional_db: None) -> None:
    case = played("old-rules-case")
    Case.objects.get(pk=case.pk).agency.__class__.objects.filter(pk=case.agency_id).update(layer=AGENCY)
    assert len(list(touched_cases(JANUARY, FEBRUARY, AGENCY))) == 1
    assert list(touched_cases(JANUARY, FEBRUARY, "cn-nowhere")) == []


def test_two_agencies_in_one_system_each_under_its_own_values(transactional_db: None) -> None:
    """Both hand a case to their legal unit on the same day: one review is due after five working days, one after seven."""
    for layer in (AGENCY, "cn-990106-yj"):
        library = library_of_layers(layers_of(layer))
        run_through_perform(SCENARIOS["clock-legal-review"], library)
    due = {
        case.agency.layer: case.clocks.get(deadline="legal_review").due
        for case in Case.objects.select_related("agency")
    }
    assert sorted(str(day) for day in due.values()) == ["2026-06-30", "2026-07-02"]
    assert len(due) == 2
