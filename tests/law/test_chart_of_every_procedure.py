"""The chart of each procedure in the packs says what the pack says: every act, stage, clock, approval, gate and article."""

from __future__ import annotations

import datetime as dt

import pytest
from typer.testing import CliRunner

from mingjing.law import Library, Pack, Procedure, chart, load_folders
from mingjing.law.chart.content import KIND_ZH
from mingjing.law.packs_on_disk import BUILTIN, leaves, pack_folders
from mingjing.project.cli import app

from .chart_shapes import pack_of
from .test_chart_geometry import assert_sound, drawings

DAY = dt.date(2026, 11, 22)


def libraries() -> list[Library]:
    return [load_folders(layers) for layers in leaves(pack_folders(BUILTIN))]


PROCEDURES = [
    pytest.param(pack, procedure, id=f"{pack.id}-{procedure.id}")
    for pack in (library.on(DAY) for library in libraries())
    for procedure in pack.procedures.values()
]
every = pytest.mark.parametrize(("pack", "procedure"), PROCEDURES)


def texts(drawing: chart.Drawing) -> dict[tuple[str, str], str]:
    """What each box says, lines joined as a reader does."""
    return {
        (box.kind, box.key): "".join(line.text for line in box.lines).replace(" ", "")
        for box in drawing.boxes
    }


def plain(text: str) -> str:
    return text.replace(" ", "")


@every
def test_stage_opens_to_its_acts_with_who_approves_papers_and_articles(
    pack: Pack, procedure: Procedure
) -> None:
    content = chart.content_of(pack, procedure)
    for stage in content.stages:
        said = texts(chart.stage_sheet(content, stage))
        acts = [act for act in procedure.acts if act.stage == stage.id]
        assert [key for kind, key in said if kind == "act"].__len__() == len(acts)
        for act in acts:
            told = said["act", act.id]
            assert plain(act.title) in told
            assert all(plain(pack.role_title(role)) in told for role in (*act.by, *act.approvals))
            assert ("批准：" in told) == bool(act.approvals)
            assert not act.moves_to or plain(f"→{procedure.stages[act.moves_to]}") in told
            assert all(plain(pack.procedure(one).title) in told for one in pack.openings(procedure, act))
            for rule in act.documents:
                assert plain(pack.form(rule.form).title) in told
            for judged in pack.checks_of(procedure, act):
                for citation in judged.check.citation.split("；"):
                    statute, _, articles = citation.partition(" ")
                    assert plain(statute) in told
                    assert all(plain(article) in told for article in articles.split("、"))


@every
def test_gates_are_counted_as_the_pack_has_them(pack: Pack, procedure: Procedure) -> None:
    content = chart.content_of(pack, procedure)
    for act in procedure.acts:
        bars = [one for one in pack.checks_of(procedure, act) if one.check.on_fail == "bar"]
        assert content.by_id[act.id].gates == len(bars)


@every
def test_clock_stands_at_the_acts_that_end_it(pack: Pack, procedure: Procedure) -> None:
    content = chart.content_of(pack, procedure)
    said = {
        key: text
        for stage in content.stages
        for key, text in texts(chart.stage_sheet(content, stage)).items()
    }
    for rule in pack.deadlines.values():
        ends = {name.partition(".")[0] for name in rule.ends}
        for act in procedure.acts:
            marked = any(f"{kind}：{plain(rule.title)}" in said["act", act.id] for kind in KIND_ZH.values())
            if act.id in ends:
                assert marked, (rule.id, act.id)
                amount = rule.lasts.partition(" ")[0]
                limit = pack.limit_values.get(amount.removeprefix("limits."))
                number = amount if amount.isdigit() else str(limit) if limit is not None else ""
                if number not in ("", "0") and rule.kind != "accrual":
                    assert f"{plain(rule.title)}{number}" in said["act", act.id]


@every
def test_no_clock_of_the_procedure_is_left_out(pack: Pack, procedure: Procedure) -> None:
    shown = {one.id for one in chart.content_of(pack, procedure).periods}
    acts = {act.id for act in procedure.acts}
    named = {
        rule.id for rule in pack.deadlines.values()
        if acts & {name.partition(".")[0] for name in (*rule.starts, *rule.ends)}
    }  # fmt: skip
    assert named <= shown


@every
def test_overview_names_each_stage_and_counts_what_it_leaves_out(pack: Pack, procedure: Procedure) -> None:
    content = chart.content_of(pack, procedure)
    drawing = chart.overview(content)
    assert [box.key for box in drawing.boxes if box.kind == "stage"] == list(procedure.stages)
    drawn = {box.key for box in drawing.boxes if box.kind == "act"}
    moving = {act.id for act in procedure.acts if act.moves_to or act.starts_case or act.ends_case}
    assert moving <= drawn
    for stage in content.stages:
        left = [act for act in stage.acts if act.id not in drawn]
        more = next((box for box in drawing.boxes if box.kind == "more" and box.stage == stage.id), None)
        assert (more is not None) == bool(left)
        assert more is None or f"另有{len(left)}项" in plain("".join(line.text for line in more.lines))


@every
def test_paper_holds_every_act_and_fits(pack: Pack, procedure: Procedure) -> None:
    content = chart.content_of(pack, procedure)
    acts = {act.id for act in procedure.acts}
    for paper in chart.PAPERS.values():
        pages = chart.printed(content, paper)
        assert {box.key for page in pages for box in page.boxes if box.kind == "act"} == acts
        for page in pages:
            width, height = (float(side.removesuffix("mm")) for side in paper.size_of(page))
            assert width <= paper.inner[0] + 0.1
            assert height <= paper.inner[1] + 0.1
            assert 12 * width / page.width > 1.6, "letters under 1.6 mm"
    assert len(chart.printed(content, chart.PAPERS["A3"])) == 1


@every
def test_pictures_are_sound(pack: Pack, procedure: Procedure) -> None:
    for drawing in drawings(chart.content_of(pack, procedure)):
        assert_sound(drawing)


def test_same_pack_gives_the_same_bytes() -> None:
    first, second = (
        [
            chart.svg(drawing)
            for library in libraries()
            for procedure in library.on(DAY).procedures.values()
            for drawing in drawings(chart.content_of(library.on(DAY), procedure))
        ]
        for _ in range(2)
    )
    assert first == second


def test_changed_pack_changes_the_chart() -> None:
    shape = {"stages": [{"only": "全程"}], "acts": [{"id": "do", "title": "办理", "stage": "only"}]}
    limit = {
        "id": "d",
        "title": "办结",
        "kind": "limit",
        "starts": ["do"],
        "ends": ["do"],
        "lasts": "5 workdays",
    }
    first = chart.svg(chart.overview(chart.content_of(*pack_of(shape, [limit]))))
    second = chart.svg(chart.overview(chart.content_of(*pack_of(shape, [limit | {"lasts": "7 workdays"}]))))
    assert "期限 5个工作日" in first
    assert "期限 7个工作日" in second


def test_chart_is_written_from_the_command_line(tmp_path) -> None:
    def run(*words: str):
        return CliRunner().invoke(app, ["law", "chart", *words])

    one = tmp_path / "chart.svg"
    assert run("penalty.ordinary", "--on", "2026-11-22", "-o", str(one)).exit_code == 0
    assert "行政处罚普通程序流程图" in one.read_text(encoding="utf-8")
    assert run("行政处罚普通程序", "--stage", "审核", "-o", str(one)).exit_code == 0
    assert "出具法制审核意见" in one.read_text(encoding="utf-8")
    assert run("penalty.ordinary", "--print", "-o", str(one)).exit_code == 0
    assert 'height="' in one.read_text(encoding="utf-8").partition(">")[0]
    assert (
        run("penalty.ordinary", "--print", "--paper", "A4", "-o", str(tmp_path / "page.svg")).exit_code == 0
    )
    assert (tmp_path / "page-2.svg").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["none"], "没有“none”这一程序。可用的有："),
        (["penalty.ordinary", "--stage", "none"], "没有“none”这一环节；有：案件来源、"),
        (["penalty.ordinary", "--print", "--paper", "A5"], "没有“A5”这种纸张"),
        (["penalty.ordinary", "--print", "--stage", "审核"], "不能同时指定环节"),
        (["penalty.ordinary", "--on", "2026-13-01"], "不是日期"),
        (["penalty.ordinary", "--layer", "none"], "没有随附的法规包“none”"),
        (["penalty.ordinary", "-o", "/nowhere/at/all.svg"], "不能写入"),
    ],
)
def test_command_says_what_is_wrong(words: list[str], told: str, tmp_path) -> None:
    output = [] if "-o" in words else ["-o", str(tmp_path / "x.svg")]
    done = CliRunner().invoke(app, ["law", "chart", *words, *output])
    assert done.exit_code == 1
    assert told in done.output
    assert not list(tmp_path.iterdir())
