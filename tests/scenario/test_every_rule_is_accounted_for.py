"""Every row of law is carried out by an item that a scenario exercises, or left out with a reason; and the table of
rows says what the statute table beside the project says, where that is there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from mingjing.law.coverage import Accounted, coverage
from mingjing.law.exercised import exercised, scenarios_of
from mingjing.law.library import load_folders
from mingjing.law.packs_on_disk import BUILTIN, chain
from mingjing.law.periods import UNITS, parse_length
from mingjing.law.rule_rows import read_elsewhere, read_rows
from mingjing.project.cli import app

from .conftest import AGENCY, library_of, run_in

ROOT = Path(__file__).parents[2]
TABLE = ROOT.parent / "shared" / "domain" / "statutes.yaml"
FOLDERS = chain(BUILTIN / AGENCY)
LIBRARY = library_of(*(folder.name for folder in FOLDERS))
FOUND = {one.row.id: one for one in coverage(LIBRARY).rows}
COUNTS = {"deadline": 84, "gate": 91, "threshold": 31}


@pytest.mark.parametrize("row", list(FOUND))
def test_rule_is_carried_out_with_a_scenario_or_left_out_with_a_reason(row: str) -> None:
    assert FOUND[row].wrong == ()


def test_all_rules_of_the_statute_table_are_there() -> None:
    kinds = [one.row.kind for one in FOUND.values()]
    assert {kind: kinds.count(kind) for kind in COUNTS} == COUNTS
    assert coverage(LIBRARY).faults == ()


@pytest.mark.skipif(not TABLE.is_file(), reason="the statute table is not beside the project")
def test_rows_say_what_the_statute_table_says() -> None:
    table = yaml.safe_load(TABLE.read_text("utf-8"))
    own = {row.id: row for row in read_rows(FOLDERS)}
    parts = {"deadline": "deadlines", "gate": "gates", "threshold": "thresholds"}
    assert len(own) == sum(len(table[name]) for name in parts.values())
    for kind, name in parts.items():
        for there in table[name]:
            here = own[there["id"]]
            amount = there.get("amount", there.get("value"))
            status = there.get("status", "in_force")
            told = (here.kind, here.amount, here.level, here.article_known, here.status or "in_force")
            assert told == (kind, amount, there["verified_level"], there["article_known"], status), there[
                "id"
            ]
            assert _numbers(here.article) == _numbers(there["article"]), there["id"]


def _numbers(article: str) -> list[str]:
    """The figures of a citation, without those of the document of 2018, whose title the packs write shortly."""
    return [one for one in re.findall(r"\d+", article) if one not in ("2018", "118")]


@pytest.mark.parametrize("one", [one for one in FOUND.values() if one.row.unsure], ids=lambda one: one.row.id)
def test_rule_from_an_unread_source_is_provisional(one: Accounted) -> None:
    assert [carrier.id for carrier in one.carriers if not carrier.provisional] == []


def test_period_of_a_rule_keeps_its_number_and_unit() -> None:
    """A deadline with the id of a row lasts what the row says; amounts that are limits by their value."""
    wrong = []
    for deadline_id, versions in LIBRARY.items.deadlines.items():
        row = FOUND[deadline_id].row if deadline_id in FOUND else None
        for rule in versions if row and row.amount else ():
            length = parse_length(rule.lasts)
            values = (
                {limit.value for limit in LIBRARY.items.limits[length.name.removeprefix("limits.")]}
                if length.name
                else {length.amount}
            )
            if values != {row.amount} or length.unit != UNITS[row.unit]:
                wrong.append(f"{deadline_id}: {rule.lasts}, the row says {row.amount} {row.unit}")
    assert wrong == []


THRESHOLDS = {name for name, found in FOUND.items() if found.row.kind == "threshold"}
READ_ELSEWHERE = {
    one.id for one in read_elsewhere(FOLDERS)
}  # exercised by the tests that elsewhere.yaml names


@pytest.mark.parametrize(
    "limit",
    [
        limit
        for limit, versions in LIBRARY.items.limits.items()
        if limit not in READ_ELSEWHERE and any({limit, *one.row} & THRESHOLDS for one in versions)
    ],
)
def test_scenario_notices_when_a_figure_of_law_is_changed(limit: str) -> None:
    """Mutation: with another value some scenario that exercises the limit must come out differently."""
    scenarios = exercised(LIBRARY, scenarios_of(FOLDERS)).get(("limits", limit), [])
    assert any(_differs(limit, scenario) for scenario in scenarios), "no scenario depends on this figure"


def test_benchmark_keeps_the_fines_of_the_law() -> None:
    """A row of the benchmark that carries out a figure of the law has it as the end of its statutory range."""
    seen = set()
    for found in FOUND.values():
        for carrier in found.carriers:
            if carrier.kind != "rows" or found.row.kind != "threshold":
                continue
            ranges = next(
                row.statutory
                for catalogue in LIBRARY.items.catalogues["discretion"]
                for row in catalogue.rows
                if row.id == carrier.id
            )
            end = "max" if found.row.unit == "CNY max" else "min"
            assert found.row.amount in {one[end] for one in ranges.values()}, found.row.id
            seen.add(found.row.id)
    assert len(seen) == 7


def _times(value: Any, by: int) -> Any:
    """A figure, or every figure of a table, another one."""
    return (
        {key: _times(one, by) for key, one in value.items()}
        if isinstance(value, dict)
        else type(value)(value * by)
    )


def _differs(limit: str, scenario: str) -> bool:
    from unchecked import changed

    from .conftest import layers_of, prepared

    library = library_of(*layers_of(prepared(scenario)))
    for factor in (0, 1000):
        other = changed(library, "limits", limit, lambda one, by=factor: {"value": _times(one.value, by)})
        if run_in(other, scenario).differences:
            return True
    return False


def test_rows_exercised_elsewhere_name_a_test_that_is_there() -> None:
    for one in read_elsewhere(FOLDERS):
        file, _, name = one.test.partition("::")
        text = (ROOT / file).read_text("utf-8")
        assert f"def {name}(" in text, one.id
        assert one.id in _read_by_the_system(), one.id


def _read_by_the_system() -> str:
    return "\n".join(path.read_text("utf-8") for path in (ROOT / "src/mingjing").rglob("*.py"))


# --- the command refuses what doesn't fit ---


def _pack(tmp_path: Path, **files: Any) -> Any:
    """A layer on the national pack with these lines of coverage."""
    folder = tmp_path / "own"
    (folder / "coverage").mkdir(parents=True)
    (folder / "pack.yaml").write_text("{id: own, title: 试验, extends: cn-990105-yj}", "utf-8")
    for name, lines in files.items():
        (folder / "coverage" / f"{name}.yaml").write_text(json.dumps(lines, ensure_ascii=False), "utf-8")
    return coverage(load_folders(chain(folder)))


def test_row_that_is_left_out_and_carried_out_is_refused(tmp_path: Path) -> None:
    found = _pack(tmp_path, left_out=[{"id": "hearing_request", "why": "试验：写明不办理，实际办理。"}])
    (wrong,) = [one.wrong for one in found.rows if one.row.id == "hearing_request"]
    assert "写明不办理，却由" in wrong[0]
    assert not found.complete


def test_row_that_no_table_has_is_refused(tmp_path: Path) -> None:
    found = _pack(tmp_path, left_out=[{"id": "no_such_rule", "why": "试验：清单里没有的规定。"}])
    assert [str(fault) for fault in found.faults] == [
        "own/coverage/left_out.yaml:1: 规定清单里没有“no_such_rule”。"
    ]


def test_new_row_that_nothing_carries_out_fails_the_command(tmp_path: Path) -> None:
    row = {
        "id": "new_rule",
        "kind": "gate",
        "title": "新的规定",
        "article": "行政处罚法 第1条",
        "level": "text",
    }
    _pack(tmp_path, rows=[row])
    done = CliRunner().invoke(app, ["law", "coverage", "--missing", "--pack", str(tmp_path / "own")])
    assert done.exit_code == 1
    assert "× 新的规定（new_rule）" in done.output
    assert "没有办理，也没有写明不办理的理由。" in done.output


def test_left_out_without_a_reason_is_refused(tmp_path: Path) -> None:
    from mingjing.law import PackFaults

    with pytest.raises(PackFaults):
        _pack(tmp_path, left_out=[{"id": "foi_reply", "why": "无"}])
