"""A procedure takes over acts of another; a catalogue adds its rows to another; a check stays in its procedures."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

import mingjing.packs as packs_of_the_house
from mingjing import law

PACKS = Path(next(iter(packs_of_the_house.__path__)))
LAYERS = ("cn", "cn-emergency", "own")
DAY = dt.date(2026, 9, 1)
PROCEDURE = """
id: confirmation
title: 行政确认
kind: licence
in_force: {from: 2021-07-15}
citation: 行政处罚法 第五章第三节
stages: [received: 受理, decided: 办结]
acts:
  - {id: receive, title: 受理申请, stage: received, by: [handler], starts_case: true, fields: {matter: {title: 申请事项, type: text}}}
  - use: penalty.ordinary/add_review_scope
    stage: received
    during: [received]
    fields: {ground: null, why: {title: 列入的原因, type: longtext}}
  - {id: confirm, title: 确认, stage: received, moves_to: decided, by: [handler], ends_case: true,
     opens: {penalty.ordinary: {case_name: "=act.outcome"}}, fields: {outcome: {title: 结论, type: text}}}
"""
CHECK = """
- id: matter_said
  title: 写明申请事项
  citation: 行政处罚法 第44条
  in_force: {from: 2021-07-15}
  procedures: [confirmation]
  before: [add_review_scope]
  require: act.why != ''
  on_fail: bar
  say: 没有写明原因。
  mend: 写明原因。
"""


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    for layer in LAYERS[:2]:
        shutil.copytree(PACKS / layer, tmp_path / layer)
    own = tmp_path / "own"
    for folder in ("procedures", "checks", "catalogues", "facts"):
        (own / folder).mkdir(parents=True)
    (own / "pack.yaml").write_text("{id: own, title: 试验, extends: cn-emergency}\n", "utf-8")
    (own / "procedures/confirmation.yaml").write_text(PROCEDURE, "utf-8")
    (own / "checks/confirmation.yaml").write_text(CHECK, "utf-8")
    (own / "facts/confirmation.yaml").write_text("case: {matter: {title: 申请事项, type: text}}\n", "utf-8")
    _catalogue(own, "clue_sources", "applied")
    return tmp_path


def _catalogue(own: Path, to: str, row: str) -> None:
    text = f"- {{id: more_sources, title: 更多来源, adds_to: {to}, rows: [{{id: {row}, title: 依申请}}]}}\n"
    (own / "catalogues/more.yaml").write_text(text, "utf-8")


def _faults(packs: Path) -> str:
    with pytest.raises(law.PackFaults) as refused:
        law.load_library(packs, LAYERS)
    return "\n".join(f"{fault.file}:{fault.line} {fault.message}" for fault in refused.value.faults)


def test_an_act_taken_over_keeps_what_is_not_said_otherwise(packs: Path):
    procedures = law.load_library(packs, LAYERS).on(DAY).procedures
    own, source = (procedures[p].act("add_review_scope") for p in ("confirmation", "penalty.ordinary"))
    assert (own.title, own.by, own.citation) == (source.title, source.by, source.citation)
    assert (own.stages, source.stages == own.stages) == (("received",), False)
    assert list(own.fields) == ["why"]
    assert own.origin.file == "own/procedures/confirmation.yaml"


def test_a_check_of_one_procedure_is_not_asked_in_another(packs: Path):
    pack = law.load_library(packs, LAYERS).on(DAY)
    asked = {}
    for name in ("confirmation", "penalty.ordinary"):
        procedure = pack.procedure(name)
        asked[name] = [one.check.id for one in pack.checks_of(procedure, procedure.act("add_review_scope"))]
    assert "matter_said" in asked["confirmation"]
    assert "matter_said" not in asked["penalty.ordinary"]


def test_rows_of_an_adding_catalogue_are_among_the_others(packs: Path):
    rows = [row.id for row in law.load_library(packs, LAYERS).on(DAY).catalogue("clue_sources").rows]
    assert rows[-1] == "applied"
    assert len(rows) > 1


def test_an_act_that_is_not_there_can_not_be_taken_over(packs: Path):
    file = packs / "own/procedures/confirmation.yaml"
    file.write_text(
        PROCEDURE.replace("penalty.ordinary/add_review_scope", "penalty.ordinary/nothing"), "utf-8"
    )
    assert "own/procedures/confirmation.yaml:10 没有可以沿用的执法行为“penalty.ordinary/nothing”" in _faults(
        packs
    )


def test_a_case_is_born_only_with_fields_of_its_first_act(packs: Path):
    file = packs / "own/procedures/confirmation.yaml"
    file.write_text(PROCEDURE.replace("{case_name:", "{colour:"), "utf-8")
    assert "“登记案件来源”没有“colour”这一栏" in _faults(packs)


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        ("opens: {penalty.ordinary: {when: act.outcom == '', begins: {}}}", "“确认”没有这一栏"),
        ("opens: {penalty.ordinary: {when: case.matters != ''}}", "没有这一案件事实"),
        ("opens: {penalty.ordinary: {when: agency.name != ''}}", "不能读“agency”"),
        ("opens: {penalty.ordinary: {when: case.matter ==}}", "条件不能编译"),
        ("opens: {penalty.odd: {when: case.matter != ''}}", "没有“penalty.odd”这一程序"),
    ],
)
def test_the_condition_of_a_birth_reads_only_what_is_there(packs: Path, opening: str, said: str):
    file = packs / "own/procedures/confirmation.yaml"
    file.write_text(
        PROCEDURE.replace('opens: {penalty.ordinary: {case_name: "=act.outcome"}}', opening), "utf-8"
    )
    assert said in _faults(packs)


@pytest.mark.parametrize(
    ("address", "opening", "said"),
    [
        ("penalty.ordinary/decides", "{}", "没有可以另立本程序的执法行为“penalty.ordinary/decides”"),
        ("penalty.ordinary/decide", "{when: act.outcome != ''}", "“作出行政处罚决定”没有这一栏"),
        ("penalty.ordinary/decide", "{colour: red}", "“受理申请”没有“colour”这一栏"),
    ],
)
def test_a_procedure_born_of_another_s_act_fits_it(packs: Path, address: str, opening: str, said: str):
    file = packs / "own/procedures/confirmation.yaml"
    file.write_text(PROCEDURE + f"born_of: {{{address}: {opening}}}\n", "utf-8")
    assert said in _faults(packs)


NOTED = "  - {id: note, title: 记录另立, stage: received, during: ['*', closed], by: [handler], upon_birth: penalty.ordinary}\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("upon_birth: penalty.ordinary", "upon_birth: penalty.odd", "没有“penalty.odd”这一程序"),
        ("upon_birth: penalty.ordinary", "upon_birth: penalty.summary", "没有可以另立“penalty.summary”案件"),
        ("by: [handler], upon", "by: [handler], approvals: [unit_head], upon", "都不能有审批"),
        ("by: [handler], upon", "by: [archivist], upon", "都应当能够记录“记录另立”"),
        ("upon_birth:", "fields: {why: {title: 原因, type: text}}, upon_birth:", "“原因”没有默认内容"),
    ],
)
def test_what_a_birth_records_by_itself_can_always_be_recorded(packs: Path, old: str, new: str, said: str):
    file = packs / "own/procedures/confirmation.yaml"
    file.write_text(PROCEDURE + NOTED, "utf-8")
    assert law.load_library(packs, LAYERS)
    file.write_text(PROCEDURE + NOTED.replace(old, new), "utf-8")
    assert said in _faults(packs)


@pytest.mark.parametrize(
    ("to", "row", "said"),
    [
        ("nowhere", "applied", "没有“nowhere”这一目录"),
        ("clue_sources", "inspection", "“inspection”在所加入的目录里已经有了"),
        ("major_decisions", "applied", "种类不同"),
    ],
)
def test_rows_that_fit_nowhere_are_refused(packs: Path, to: str, row: str, said: str):
    _catalogue(packs / "own", to, row)
    assert said in _faults(packs)


def _places(own: Path, place: str) -> None:
    (own / "limits.yaml").write_text(
        f"- {{id: review_place.own, title: 位置, adds_to: review_place, value: {{{place}: before_decision}}}}\n",
        "utf-8",
    )


def test_entries_of_an_adding_limit_are_among_the_others(packs: Path):
    _places(packs / "own", "confirmation_revoked")
    places = law.load_library(packs, LAYERS).on(DAY).limit_values["review_place"]
    assert places["confirmation_revoked"] == "before_decision"
    assert len(places) > 1


def test_an_entry_that_is_there_already_is_refused(packs: Path):
    _places(packs / "own", "manual")
    assert "own/limits.yaml:1 “manual”在所加入的限值里已经有了" in _faults(packs)


def test_a_kind_of_enforcement_that_no_catalogue_knows_is_refused(packs: Path):
    file = packs / "own/procedures/confirmation.yaml"
    file.write_text(PROCEDURE.replace("kind: licence", "kind: colour"), "utf-8")
    assert "执法种类目录（enforcement_kinds）里没有“colour”" in _faults(packs)


def test_only_facts_of_the_packs_become_public(packs: Path):
    file = packs / "own/procedures/confirmation.yaml"
    public = "published: {matter: {title: 事项, of: secret}, basis: {title: 依据, of: penal}, result: {title: 结果, of: cause}}\n"
    file.write_text(PROCEDURE + public, "utf-8")
    assert "没有“secret”这一案件事实" in _faults(packs)
