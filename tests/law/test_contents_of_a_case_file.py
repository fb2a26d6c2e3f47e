"""卷内目录: the documents of a case in the standard's order, in two volumes, with page numbers that meet."""

import datetime as dt
import shutil
from functools import cache
from pathlib import Path

import pytest

import mingjing.packs as packs_of_the_house
from mingjing import law

PACKS = Path(next(iter(packs_of_the_house.__path__)))
LAYERS = ("cn", "cn-emergency")


@cache
def pack() -> law.Pack:
    return law.load_library(PACKS, LAYERS).on(dt.date(2026, 9, 1))


def paper(form: str, on: str, pages: int = 1, number: str = "", volume: str = "main") -> dict[str, object]:
    title = pack().forms[form].title
    return {"form": form, "title": title, "number": number, "issued_on": on, "pages": pages, "volume": volume}


def listed(procedure: str, *papers: dict[str, object]) -> list[tuple[str, int, str, int, int]]:
    state = law.CaseState(procedure, documents=papers)
    found = law.contents(pack(), state)
    return [(one.volume, one.order, one.document["form"], one.first, one.last) for one in found]


def test_the_decision_comes_first_and_internal_papers_stand_apart() -> None:
    assert listed(
        "penalty.ordinary",
        paper("clue_register", "2026-06-01"),
        paper("case_filing", "2026-06-02", 2),
        paper("collective_discussion", "2026-06-25", 3, volume="internal"),
        paper("investigation_report", "2026-06-20", 4, volume="internal"),
        paper("penalty_decision_org", "2026-07-03", 5),
        paper("service_receipt", "2026-07-04"),
    ) == [
        ("main", 1, "penalty_decision_org", 1, 5),
        ("main", 2, "service_receipt", 6, 6),
        ("main", 3, "case_filing", 7, 8),
        ("main", 4, "clue_register", 9, 9),
        ("inner", 1, "investigation_report", 1, 4),
        ("inner", 2, "collective_discussion", 5, 7),
    ]


def test_papers_of_one_kind_stand_by_their_day() -> None:
    found = listed(
        "penalty.ordinary",
        paper("inquiry_record", "2026-06-12"),
        paper("inquiry_record", "2026-06-05"),
        paper("inspection_record", "2026-06-20"),
    )
    assert [one[2] for one in found] == ["inspection_record", "inquiry_record", "inquiry_record"]
    state = law.CaseState(
        "penalty.ordinary",
        documents=(paper("inquiry_record", "2026-06-12"), paper("inquiry_record", "2026-06-05")),
    )
    assert [one.document["issued_on"] for one in law.contents(pack(), state)] == [
        "2026-06-05",
        "2026-06-12",
    ]


def test_a_procedure_may_have_an_order_of_its_own() -> None:
    papers = [paper(form, "2026-06-01") for form in ("service_receipt", "inquiry_record", "evidence_sheet")]
    assert [one[2] for one in listed("penalty.summary", *papers)] == [
        "inquiry_record",
        "evidence_sheet",
        "service_receipt",
    ]
    assert [one[2] for one in listed("penalty.ordinary", *papers)] == [
        "service_receipt",
        "inquiry_record",
        "evidence_sheet",
    ]


def test_cover_contents_and_closing_note_have_no_page_numbers() -> None:
    covers = [
        paper(form, "2026-07-24")
        for form in ("case_volume_cover", "volume_toc", "volume_toc_inner", "volume_note")
    ]
    assert listed("penalty.ordinary", *covers) == []


@pytest.mark.parametrize("wrong", ["no_such_form", "case_filing, case_filing"])
def test_an_order_that_names_what_is_not_there_is_refused(tmp_path: Path, wrong: str) -> None:
    for layer in LAYERS:
        shutil.copytree(PACKS / layer, tmp_path / layer)
    procedure = tmp_path / "cn/procedures/penalty.ordinary.yaml"
    procedure.write_text(procedure.read_text("utf-8") + f"file_order: [{wrong}]\n", "utf-8")
    with pytest.raises(law.PackFaults, match="文书格式"):
        law.load_library(tmp_path, LAYERS)
