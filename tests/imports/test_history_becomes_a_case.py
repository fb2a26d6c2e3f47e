"""A published decision becomes a whole lawful case at the days that its text gives; what is presumed is marked."""

from __future__ import annotations

from pathlib import Path

import pytest
from found_rows import GOOD, row, write

from mingjing.agencies.models import Officer
from mingjing.cases import rebuild
from mingjing.cases.importing.run import Outcome, import_rows
from mingjing.cases.models import Case
from mingjing.disclosure.models import Publication
from mingjing.project.hidden import hidden_places
from mingjing.records.models import Record

pytestmark = pytest.mark.django_db(transaction=True)


def brought_in(path: Path, **given: bool) -> list[Outcome]:
    return import_rows(path, masks=hidden_places, **given)


def on(case: Case, act: str) -> str:
    return str(case.state["acts"][act][-1]["at"])[:10]


def test_a_decision_goes_from_its_source_to_the_archive(tmp_path: Path) -> None:
    [outcome] = brought_in(write(tmp_path, GOOD))
    assert (outcome.result, outcome.missing) == ("imported", ())
    case = Case.objects.get()
    assert case.closed
    assert str(case.fine) == "30000.00"
    assert [on(case, act) for act in ("inspect_site", "file_case", "serve_notice", "decide")] == [
        "2024-03-05", "2024-03-08", "2024-04-25", "2024-05-20",
    ]  # fmt: skip
    assert case.state["party"]["legal_rep"] == "岳松年"
    assert case.state["party"]["address"] == "江临市柳河区铁匠街9号"
    assert [one["title"] for one in case.state["evidence"]][1:] == ["现场检查记录", "询问笔录", "现场照片"]
    assert Publication.objects.get().fine == case.fine
    assert rebuild.check().differences == []


def test_late_recording_is_said_and_not_hidden(tmp_path: Path) -> None:
    brought_in(write(tmp_path, GOOD))
    for record in Record.objects.all():
        assert record.entry["at"] < record.entry["recorded_at"]
        if record.entry["step"] == "submit":
            assert "历史案件补录" in record.entry["reasons"]["late_recording"]


def test_what_the_source_does_not_say_is_marked_as_presumed(tmp_path: Path) -> None:
    [outcome] = brought_in(
        write(tmp_path, row(text=GOOD["text"].replace("证据有现场检查记录、询问笔录、现场照片。", "")))
    )
    assert "证据目录原文未载" in outcome.presumed
    case = Case.objects.get()
    assert all("补录推定" in one["title"] for one in case.state["evidence"][1:])
    assert "补录推定" in case.state["acts"]["decide"][-1]["payee_bank"]
    assert all("补录" in officer.name for officer in Officer.objects.all())


def test_the_same_row_is_taken_once(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    brought_in(path)
    records = Record.objects.count()
    [again] = brought_in(path)
    assert again.result == "already_there"
    assert Record.objects.count() == records


def test_a_large_fine_was_reviewed_and_deliberated_and_the_hearing_offered(tmp_path: Path) -> None:
    articles = {
        "fine_yuan": 80000,
        "penalty": "罚款8万元",
        "text": GOOD["text"].replace("罚款叁万元整", "罚款8万元"),
    }
    [outcome] = brought_in(write(tmp_path, row(**articles)))
    assert outcome.result == "imported", outcome.missing
    acts = Case.objects.get().state["acts"]
    assert {"legal_review", "deliberate"} <= set(acts)
    assert acts["notify_penalty"][-1]["right_hearing_told"] is True


def test_a_decision_date_is_presumed_only_when_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, row(decision_date=None))
    [refused] = brought_in(path)
    assert [one.fact for one in refused.missing] == ["决定日期"]
    [taken] = brought_in(path, presume_dates=True)
    assert taken.result == "imported"
    assert any("决定日期" in said for said in taken.presumed)
