"""A long procedure stands in several files; a fault in a part is told with the part's file and line."""

import shutil
from pathlib import Path

import pytest

import mingjing.packs as packs_of_the_house
from mingjing import law

PACKS = Path(next(iter(packs_of_the_house.__path__)))
LAYERS = ("cn", "cn-emergency", "cn-990105-yj")


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    for layer in LAYERS:
        shutil.copytree(PACKS / layer, tmp_path / layer)
    return tmp_path


def test_acts_of_the_parts_follow_the_order_of_their_files(packs: Path):
    library = law.load_library(packs, LAYERS)
    acts = [act.id for act in library.on(law_day()).procedure("penalty.ordinary").acts]
    assert acts[0] == "register_clue"
    assert acts.index("file_case") < acts.index("inquire") < acts.index("decide") < acts.index("archive_case")


def test_a_fault_in_a_part_names_its_file_and_line(packs: Path):
    part = packs / "cn/procedures/penalty.ordinary/09-decision.yaml"
    lines = part.read_text("utf-8").splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.startswith("- id: decide\n"))
    lines.insert(at + 1, "  colour: red\n")
    part.write_text("".join(lines), "utf-8")
    with pytest.raises(law.PackFaults) as refused:
        law.load_library(packs, LAYERS)
    told = [(fault.file, fault.line) for fault in refused.value.faults]
    assert ("cn/procedures/penalty.ordinary/09-decision.yaml", at + 2) in told


def test_parts_without_their_procedure_are_refused(packs: Path):
    stray = packs / "cn/procedures/licence.lost"
    stray.mkdir()
    (stray / "01.yaml").write_text("- {id: nothing, title: 无, stage: x, by: [handler]}\n", "utf-8")
    with pytest.raises(law.PackFaults, match=r"licence\.lost"):
        law.load_library(packs, LAYERS)


def law_day():
    from datetime import date

    return date(2026, 9, 1)
