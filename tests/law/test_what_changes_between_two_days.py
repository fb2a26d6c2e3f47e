"""`mingjing law diff`: the two changes of 2026 as dated items, and how a changed rule is told field by field."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from mingjing.law import Library, load_library
from mingjing.law.changes import Change, changes
from mingjing.law.items import Item
from mingjing.law.packs_on_disk import BUILTIN
from mingjing.law.procedure import Act, Check, Deadline, Procedure
from mingjing.project.cli import app

from .conftest import PACKS


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(BUILTIN, ("cn", "cn-emergency"))


def told(found: list[Change], what: str) -> set[tuple[str, str]]:
    return {(one.kind, one.id) for one in found if one.what == what}


def test_on_2026_02_01_the_new_penalty_measures_replace_the_old_ones(library: Library) -> None:
    found = changes(library, date(2026, 1, 31), date(2026, 2, 1))
    assert {("statutes", "aqcf18"), ("statutes", "jdtl")} <= told(found, "new")
    assert told(found, "ended") >= {
        ("statutes", "aqcf15"), ("deadlines", "old_safety_case_30"), ("deadlines", "old_safety_backfill_filing"),
    }  # fmt: skip
    figures = {one.id: one for one in found if one.what == "changed"}
    assert set(figures) >= {"hearing_fine_org", "hearing_fine_person"}
    value = {field.name: field for field in figures["hearing_fine_org"].fields}["value"]
    assert (value.label, value.before, value.after) == ("数值", "50000.0", "20000.0")
    assert figures["hearing_fine_org"].provisional, "the text of the new measures has not been read"


def test_on_2026_05_01_the_law_on_hazardous_chemicals_replaces_the_regulation(library: Library) -> None:
    found = changes(library, date(2026, 4, 30), date(2026, 5, 1))
    assert told(found, "new") >= {("statutes", "whf"), ("checks", "hazchem_measure_by_principal")}
    assert told(found, "ended") >= {("statutes", "whtl"), ("rows", "wh78_3"), ("rows", "wh80_4")}


def test_days_under_the_same_law_have_no_change(library: Library) -> None:
    assert changes(library, date(2026, 6, 1), date(2026, 6, 30)) == []


@pytest.fixture
def amended(tmp_path: Path) -> Library:
    """The small pack with later versions of its first check and deadline."""
    shutil.copytree(PACKS / "mini", tmp_path / "mini")
    for name in ("checks/all.yaml", "deadlines.yaml"):
        path = tmp_path / "mini" / name
        items = yaml.safe_load(path.read_text("utf-8"))
        first = items[0]
        later = {**first, "in_force": {"from": "2030-01-01"}}
        first["in_force"] = {**first.get("in_force", {}), "to": "2029-12-31"}
        if "lasts" in first:
            later["lasts"] = "77 days"
        else:
            later["say"], later["on_fail"] = "改写以后的提示。", "reason"
        path.write_text(yaml.safe_dump([*items, later], allow_unicode=True), "utf-8")
    return load_library(tmp_path, ("mini",))


def test_changed_rule_is_told_field_by_field_in_chinese(amended: Library) -> None:
    found = changes(amended, date(2029, 12, 31), date(2030, 1, 1))
    assert {one.what for one in found} == {"changed"}
    fields = {one.kind: {field.label: field.after for field in one.fields} for one in found}
    assert fields["checks"] == {"提示": "改写以后的提示。", "不符合时": "说明理由后可以办理"}
    assert fields["deadlines"] == {"期间": "77 days"}


def test_each_field_of_an_item_has_a_chinese_name() -> None:
    from mingjing.law.changes import _APART, _MORE
    from mingjing.law.items import Catalogue, Limit, Role, Statute
    from mingjing.law.show import LABELS

    models: list[type[Item]] = [Statute, Limit, Role, Catalogue, Act, Check, Deadline, Procedure]
    names = {field.alias or name for model in models for name, field in model.model_fields.items()}
    assert names - _APART - set(LABELS) - set(_MORE) == set()


def test_command_tells_the_changes_as_text_and_as_json() -> None:
    words = ["law", "diff", "--from", "2026-01-31", "--to", "2026-02-01", "--layer", "cn-emergency"]
    text = CliRunner().invoke(app, words)
    assert text.exit_code == 0
    assert "停止施行（" in text.output
    assert "数值：50000.0 → 20000.0" in text.output
    data = json.loads(CliRunner().invoke(app, [*words, "--json"]).output)
    assert (data["from"], data["to"]) == ("2026-01-31", "2026-02-01")
    assert {("ended", "old_safety_case_30"), ("new", "aqcf18")} <= {
        (one["what"], one["id"]) for one in data["changes"]
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "2026-02-01", "--to", "2026-01-31"], "后一日早于前一日。"),
        (["--from", "2月1日", "--to", "2026-02-01"], "不是日期"),
        (["--from", "2026-01-31", "--to", "2026-02-01", "--layer", "cn-nowhere"], "没有“cn-nowhere”这个法规包。"),
    ],
)  # fmt: skip
def test_days_and_packs_that_cannot_be_compared_are_refused(words: list[str], said: str) -> None:
    done = CliRunner().invoke(app, ["law", "diff", *words])
    assert done.exit_code == 1
    assert said in done.output
