"""`mingjing law …` and `mingjing scenario …`, without settings and without a database."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest
import yaml
from typer.testing import CliRunner

from mingjing.project.cli import app

from .conftest import PACKS

MINI = str(PACKS / "mini")
WHOLE = PACKS / "mini" / "scenarios" / "whole.yaml"


@pytest.fixture
def mingjing():
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def test_the_law_commands_need_no_django():
    code = "import sys; from mingjing.project.cli import main; sys.argv[1:] = ['law', 'lint', sys.argv[1]]\n" \
           "try: main()\nexcept SystemExit as end: print(end.code, 'django' in sys.modules)"  # fmt: skip
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("DJANGO", "DATABASE"))
    }
    run = subprocess.run(
        [sys.executable, "-c", code, MINI],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=True,
    )
    assert run.stdout.splitlines()[-1] == "0 False"


def test_lint_tells_all_faults_and_fails(mingjing, tmp_path):
    shutil.copytree(MINI, tmp_path / "mini")
    roles = tmp_path / "mini" / "roles.yaml"
    roles.write_text(roles.read_text(encoding="utf-8").replace("unit_head", "head"), encoding="utf-8")
    done = mingjing("law", "lint", tmp_path / "mini")
    assert done.exit_code == 1
    assert "mini/procedures/small.yaml:24: 没有“unit_head”这一岗位。" in done.output
    assert "共1处问题。" in done.output


def test_lint_of_nothing_fails(mingjing, tmp_path):
    done = mingjing("law", "lint", tmp_path)
    assert done.exit_code == 1
    assert "缺少 pack.yaml" in done.output


def test_show_finds_by_id_and_by_title(mingjing):
    by_id = mingjing("law", "show", "legal_review", "--pack", MINI)
    by_title = mingjing("law", "show", "未经法制审核，不得作出决定", "--pack", MINI)
    assert by_id.exit_code == 0
    assert by_id.output == by_title.output
    for part in (
        "依据：行政处罚法 第58条第1款",
        "适用条件：case.major",
        "不符合时：不得办理",
        "位置：mini/checks/all.yaml:10",
    ):
        assert part in by_id.output


@pytest.mark.parametrize(
    ("item", "part"),
    [("decide", "审批岗位：agency_head"), ("作出行政处罚决定", "检查：未经法制审核，不得作出决定"), ("doubtful", "适用条件：case.draft > 3"),
     ("cfl", "行政处罚法"), ("decision", "文书格式：行政处罚决定书"), ("hearing_request", "期间：5 workdays")],
)  # fmt: skip
def test_show_any_kind_of_item(mingjing, item, part):
    assert part in mingjing("law", "show", item, "--pack", MINI).output


def test_show_the_version_of_a_day(mingjing):
    assert (
        "数值：50000.0" in mingjing("law", "show", "large_fine", "--on", "2026-06-30", "--pack", MINI).output
    )
    assert (
        "数值：100000.0" in mingjing("law", "show", "large_fine", "--on", "2026-07-01", "--pack", MINI).output
    )
    assert mingjing("law", "show", "large_fine", "--on", "2021-01-01", "--pack", MINI).exit_code == 1
    assert mingjing("law", "show", "nothing at all", "--pack", MINI).exit_code == 1


def test_clock_in_json(mingjing):
    done = mingjing("law", "clock", "hearing_request", "--from", "2026-09-28", "--json", "--pack", MINI)
    found = json.loads(done.output)
    assert (found["rule"]["id"], found["trigger"]["at"]) == ("hearing_request", "2026-09-28")
    assert (found["result"]["due"], found["provisional"]) == ("2026-10-10", False)
    assert [one["notice"] for one in found["calendar"]] == ["国办发明电〔2025〕7号"]
    assert found["derivation"][-1] == "届满：2026年10月10日。"


def test_clock_with_pauses_and_a_limit(mingjing):
    done = mingjing("law", "clock", "作出处罚决定", "--from", "2026-03-02", "--pause", "2026-03-10..2026-03-20",
                    "--pause", "2026-04-01..2026-04-01", "--json", "--pack", MINI)  # fmt: skip
    assert json.loads(done.output)["result"]["due"] == "2026-06-12"
    assert (
        "届满：2026年3月13日。"
        in mingjing("law", "clock", "service", "--from", "2026-03-04", "--pack", MINI).output
    )


def test_clock_of_an_accrual_is_its_first_day(mingjing):
    done = mingjing("law", "clock", "surcharge", "--from", "2026-03-06", "--json", "--pack", MINI)
    found = json.loads(done.output)
    assert (found["result"]["due"], found["derivation"][-1]) == ("2026-03-07", "自2026年3月7日起按日累计。")


def test_clock_in_hours(mingjing):
    done = mingjing("law", "clock", "transfer", "--from", "2026-03-04T10:30", "--json", "--pack", MINI)
    assert json.loads(done.output)["result"]["due"] == "2026-03-05T10:30:00+08:00"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing", "--from", "2026-03-02"], "没有“nothing”这一期限"),
        (["service", "--from", "2026-02-30"], "不是日期"),
        (["service", "--from", "tomorrow"], "不是日期"),
        (["service", "--from", "2026-03-02", "--pause", "2026-03-10"], "起日..止日"),
        (["service", "--from", "2026-03-02", "--pause", "2026-03-10..2026-03-32"], "不真实的日期"),
        (["service", "--from", "2026-03-02", "--pause", "2026-03-10..2026-03-01"], "止日早于起日"),
        (["service", "--from", "9999-12-31"], "超出"),
        (["decide_in_time", "--from", "9999-12-31"], "超出"),
        (["service", "--from", "0001-01-01"], "超出"),
        (["record_kept", "--from", "9999-12-31"], "超出"),
    ],
)
def test_bad_input_of_clock_is_told(mingjing, words, said):
    done = mingjing("law", "clock", *words, "--pack", MINI)
    assert done.exit_code == 1
    assert said in done.output
    assert isinstance(done.exception, SystemExit)


def test_scenarios_of_the_small_pack_pass(mingjing):
    done = mingjing("scenario", "run", WHOLE)
    assert done.exit_code == 0, done.output
    assert "情景2个，不符0个。" in done.output


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("expect", "stage"), "clue", "stage 应当是 clue，实际是 service。"),
        (("expect", "clocks", "service", "due"), "2026-10-21", "clocks.service.due 应当是 2026-10-21，实际是 2026-10-22。"),
        (("expect", "facts", "fine"), "1", "facts.fine 应当是 1，实际是 120000.0。"),
        (("expect", "tasks"), ["archive_in_time"], "待办应当有 archive_in_time，实际是 "),
        (("expect", "documents"), ["notice"], "应当制作文书 notice，实际是 decision。"),
        (("expect", "options", "serve_decision"), ["role"], "serve_decision 现在应当受阻于 role，实际可以办理。"),
        (("steps", 5, "expect"), "accepted", "第6步（decide）应当通过，却被拒绝：legal_review（拟罚款120,000元属于重大执法决定，尚未通过法制审核。）"),
        (("steps", 5, "expect"), {"refused": ["two_officers", "legal_review"]}, "应当因 two_officers 被拒绝，却没有。"),
        (("steps", 5, "expect"), {"refused": []}, "被拒绝的原因多于预期：legal_review"),
        (("steps", 6, "expect"), {"refused": ["role"]}, "第7步（review）应当因 role 被拒绝，却没有。"),
        (("steps", 6, "byy"), "han", "步骤里不认识“byy”这一项。"),
        (("steps", 6, "officers"), ["nobody"], "情景里没有“nobody”这个人员。"),
        (("until",), "x", "没有“x”这一步"),
    ],
)  # fmt: skip
def test_a_failed_expectation_is_told(mingjing, tmp_path, path, value, said):
    shutil.copytree(MINI, tmp_path / "mini")
    file = tmp_path / "mini" / "scenarios" / "whole.yaml"
    scenarios = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    target = scenarios[1] if path == ("until",) else scenarios[0]
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    file.write_text(yaml.safe_dump(scenarios, allow_unicode=True), encoding="utf-8")
    done = mingjing("scenario", "run", file)
    assert done.exit_code == 1
    assert said in done.output, done.output


def test_a_missing_scenario_file_is_told(mingjing, tmp_path):
    done = mingjing("scenario", "run", tmp_path / "nothing.yaml")
    assert done.exit_code == 1
    assert "读不出这个文件" in done.output
