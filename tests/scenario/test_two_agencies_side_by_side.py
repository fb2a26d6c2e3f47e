"""Two agencies whose own values differ: the same act has another verdict, the same event another clock."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mingjing.law import Library, PackFaults
from mingjing.law.exercised import read_names
from mingjing.law.library import load_folders
from mingjing.law.packs_on_disk import BUILTIN, chain
from mingjing.law.rule_rows import read_differing
from mingjing.law.scenario_run import Result, run_pure
from mingjing.project.cli import app

from .conftest import library_of, prepared

YUNHU = library_of("cn", "cn-emergency", "cn-990105-yj")
LIUHE = library_of("cn", "cn-emergency", "cn-990106-yj")
FOLDERS = chain(BUILTIN / "cn-990105-yj")


def verdicts(scenario: str, library: Library) -> Result:
    return run_pure(prepared(scenario), library)


def refused(result: Result) -> str:
    return "\n".join(result.differences)


def test_officer_under_challenge_goes_on_in_one_agency_and_stops_in_the_other() -> None:
    assert verdicts("challenged-officer-stands-aside", LIUHE).differences == ()
    elsewhere = refused(verdicts("challenged-officer-stands-aside", YUNHU))
    assert "应当因 challenged_officer_stands_aside 被拒绝，却没有" in elsewhere


def test_case_outside_the_catalogue_is_decided_at_once_in_one_agency_and_audited_in_the_other() -> None:
    assert verdicts("second-track-audit", LIUHE).differences == ()
    assert "应当因 second_track_audit 被拒绝，却没有" in refused(verdicts("second-track-audit", YUNHU))
    assert verdicts("small-case", YUNHU).differences == ()
    assert "second_track_audit" in refused(verdicts("small-case", LIUHE))


@pytest.mark.parametrize(
    ("library", "due"), [(YUNHU, "2026-06-30"), (LIUHE, "2026-07-02")], ids=["five days", "seven days"]
)
def test_review_has_five_or_seven_working_days(library: Library, due: str) -> None:
    """Handed over on Tuesday 2026-06-23."""
    found = run_pure(prepared("clock-legal-review"), library)
    said = refused(found)
    assert said == "" if due == "2026-06-30" else f"due 应当是 2026-06-30，实际是 {due}。" in said


def test_extension_of_five_days_is_granted_in_one_agency_and_too_long_in_the_other() -> None:
    assert verdicts("review-extension-within", LIUHE).differences == ()
    assert "应当因 review_extension_within 被拒绝，却没有" in refused(
        verdicts("review-extension-within", YUNHU)
    )


# --- what a value must say, and that something reads it ---


def test_each_value_names_its_owner() -> None:
    for library in (YUNHU, LIUHE):
        silent = {
            one.id for versions in library.items.limits.values() for one in versions if not (one.owner and one.citation)
        }  # fmt: skip
        assert silent == set()


# Read by the system itself, not by a condition or a clock of the packs.
READ_IN_CODE = {
    "legal_reviewer_ratio",
    "archive_fonds",
    "archive_holder",
    "archive_number",
    "archive_number_digits",
    "archive_transfer_years",
    "archive_undo_days",
    "av_battery_percent",
    "av_clock_seconds",
    "av_free_mb",
    "av_gap_seconds",
    "av_place_meters",
    "av_reason_asked",
    "av_undo_days",
    "destruction_persons",
    "destruction_roles",
    "access_log_names",
    "access_many_cases",
    "prior_penalty_months",
    "portal_requests_hour",
    "portal_requests_day",
    "portal_requests_case",
}


def test_no_value_that_nothing_reads() -> None:
    read = read_names(YUNHU)
    unread = {limit for limit in YUNHU.items.limits if ("limits", limit) not in read}
    assert unread == READ_IN_CODE


def test_known_differences_are_carried_out_or_say_why_not() -> None:
    rows = read_differing(FOLDERS)
    assert len(rows) >= 30
    for one in rows:
        assert bool(one.limits) != bool(one.why), one.id
        assert set(one.limits) <= set(YUNHU.items.limits), one.id


# --- precedence: an agency may be stricter than the law, never laxer ---


def _agency(tmp_path: Path, limit: dict[str, object]) -> Library:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "pack.yaml").write_text("{id: own, title: 试验, extends: cn-emergency}", "utf-8")
    item = {
        "title": "试验",
        "unit": "workdays",
        "owner": "试验机关",
        "in_force": {"from": "2021-07-15"},
        **limit,
    }
    (folder / "limits.yaml").write_text(json.dumps([item], ensure_ascii=False), "utf-8")
    return load_folders(chain(folder))


@pytest.mark.parametrize(
    ("limit", "source"),
    [
        ({"id": "withdraw_days", "value": 5}, "法律的规定（3个工作日，行政处罚法 第48条第2款、第85条"),
        ({"id": "publish_days", "value": 20}, "国务院文件的规定（7个工作日"),
        ({"id": "publish_days", "value": 20, "rank": "rule"}, "国务院文件的规定（7个工作日"),
        ({"id": "min_officers_penalty", "value": 1}, "法律的规定（2人"),
        ({"id": "av_missing_bars", "value": False}, "机关自定的规定（是"),
    ],
)
def test_laxer_value_is_refused_at_load(tmp_path: Path, limit: dict[str, object], source: str) -> None:
    with pytest.raises(PackFaults) as refusal:
        _agency(tmp_path, limit)
    (fault,) = refusal.value.faults
    assert fault.file == "own/limits.yaml"
    assert "宽于" in fault.message
    assert source in fault.message


@pytest.mark.parametrize(
    "limit",
    [
        {"id": "withdraw_days", "value": 1},
        {"id": "publish_days", "value": 20, "rank": "law"},
        {"id": "challenged_officer_stops", "value": True},
    ],
    ids=["stricter than the law", "the law sets it otherwise", "stricter by choice"],
)
def test_stricter_value_or_one_of_a_higher_source_counts(tmp_path: Path, limit: dict[str, object]) -> None:
    pack = _agency(tmp_path, limit).on(date(2026, 7, 1))
    assert pack.limits[str(limit["id"])].value == limit["value"]


def test_strictness_is_asked_only_of_days_that_both_values_cover(tmp_path: Path) -> None:
    for name in ("cn", "cn-emergency"):
        shutil.copytree(BUILTIN / name, tmp_path / name)
    path = tmp_path / "cn/limits.yaml"
    text = path.read_text("utf-8")
    line = next(one for one in text.splitlines() if one.startswith("- {id: publish_days,"))
    path.write_text(
        text.replace(line, line.replace("from: 2018-12-05", "from: 2018-12-05, to: 2026-12-31")), "utf-8"
    )
    own = tmp_path / "own"
    own.mkdir()
    (own / "pack.yaml").write_text("{id: own, title: 试验, extends: cn-emergency}", "utf-8")
    later = {
        "id": "publish_days",
        "title": "试验",
        "value": 20,
        "owner": "试验",
        "in_force": {"from": "2027-01-01"},
    }
    (own / "limits.yaml").write_text(json.dumps([later], ensure_ascii=False), "utf-8")
    library = load_folders(chain(own))
    assert [library.on(date(year, 1, 5)).limits["publish_days"].value for year in (2026, 2027)] == [7, 20]


def test_parameters_are_told_with_owner_and_what_they_replace() -> None:
    words = ["law", "parameters", "--layer", "cn-990106-yj", "--own", "--on", "2026-07-01"]
    text = CliRunner().invoke(app, words).output
    assert "法制审核时限（review_days）：7个工作日\n    由谁确定：江临市柳河区应急管理局" in text
    assert "替代：5个工作日（机关，cn/limits.yaml:" in text
    data = {one["id"]: one for one in json.loads(CliRunner().invoke(app, [*words, "--json"]).output)}
    assert data["review_days"]["replaces"] == [{"value": 5, "layer": "cn"}]
    assert (
        "法制审核时限、法制审核延长上限"
        in CliRunner().invoke(app, ["law", "parameters", "--differing"]).output
    )
