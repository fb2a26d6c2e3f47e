"""Whatever the procedure: no box covers another, no text leaves its box, no arrow runs through a box, the SVG is clean."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from mingjing.law import chart
from mingjing.law.chart.drawing import SIZES
from mingjing.law.chart.lettering import em, wrap

from .chart_shapes import WORDS, pack_of, shapes

# Unshrunk: a failing shape is small enough to read, and shrinking one takes minutes.
quietly = settings(
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
NEAR = 0.05  # places are written with one decimal
SVG = "{http://www.w3.org/2000/svg}"
KNOWN = {"svg", "title", "desc", "defs", "marker", "path", "rect", "g", "a", "text"}


def drawings(content: chart.Content) -> list[chart.Drawing]:
    stages = [
        chart.stage_sheet(content, one, narrow=narrow) for one in content.stages for narrow in (False, True)
    ]
    pages = [page for paper in chart.PAPERS.values() for page in chart.printed(content, paper)]
    return [chart.overview(content), chart.overview(content, narrow=True), *stages, *pages]


def assert_sound(drawing: chart.Drawing) -> None:
    for one, other in itertools.combinations(drawing.boxes, 2):
        apart = (
            one.x + one.width <= other.x or other.x + other.width <= one.x
            or one.y + one.height <= other.y or other.y + other.height <= one.y
        )  # fmt: skip
        assert apart, (one, other)
    for box in drawing.boxes:
        assert 0 <= box.x <= drawing.width - box.width
        assert 0 <= box.y <= drawing.height - box.height
        for line in box.lines:
            assert line.x + em(line.text) * SIZES[line.style] <= box.width, line
            assert 0 < line.y < box.height, line
        lock = 16 + em(str(box.gates)) * SIZES["gate"] + 4 if box.gates else 0
        first = box.lines[0]
        assert first.x + em(first.text) * SIZES[first.style] <= box.width - lock, first
    for edge in drawing.edges:
        for (x1, y1), (x2, y2) in itertools.pairwise(edge.path):
            assert x1 == x2 or y1 == y2, edge
            left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
            inner = [
                (box.x + NEAR, box.y + NEAR, box.x + box.width - NEAR, box.y + box.height - NEAR)
                for box in drawing.boxes
            ]
            through = [
                one for one in inner if one[0] < right and left < one[2] and one[1] < bottom and top < one[3]
            ]
            assert not through, (edge, through)
        assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in edge.path)


@quietly
@given(shapes())
def test_any_procedure_is_drawn_soundly(shape) -> None:
    content = chart.content_of(*shape)
    for drawing in drawings(content):
        assert_sound(drawing)


@quietly
@given(shapes())
def test_any_title_is_written_as_text_and_nothing_else(shape) -> None:
    content = chart.content_of(*shape)
    written = chart.svg(chart.overview(content), lambda box: f"?x={box.key}\"'<&#panel")
    root = ElementTree.fromstring(written)
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= KNOWN
    assert not any(name.startswith("on") or name == "style" for one in root.iter() for name in one.attrib)
    assert all(one.get("href", "").startswith("?x=") for one in root.iter(f"{SVG}a"))


@quietly
@given(shapes())
def test_every_act_of_any_procedure_stands_in_its_stage_once(shape) -> None:
    pack, procedure = shape
    content = chart.content_of(pack, procedure)
    for stage in content.stages:
        drawn = [box.key for box in chart.stage_sheet(content, stage).boxes if box.kind == "act"]
        assert sorted(drawn) == sorted(act.id for act in procedure.acts if act.stage == stage.id)
    pages = chart.printed(content, chart.PAPERS["A3"])
    drawn = [box.key for page in pages for box in page.boxes if box.kind == "act"]
    assert sorted(drawn) == sorted(act.id for act in procedure.acts)


@quietly
@given(WORDS)
def test_lines_keep_their_width_and_every_character(text: str) -> None:
    for width in (2, 7.5, 20):
        lines = wrap(text, width)
        assert all(em(line) <= max(width, 1) for line in lines)
        assert "".join("".join(lines).split()) == "".join(
            "".join(" " if one in "\n\x00\u202e" else one for one in text).split()
        )


def test_punctuation_stays_with_its_word() -> None:
    lines = wrap("依照《中华人民共和国行政处罚法》第58条、第60条，经审核（重大决定）后作出。", 9)
    assert not any(line[0] in "，。、）》" for line in lines)
    assert not any(line[-1] in "（《" for line in lines)
    assert "58" in "".join(line for line in lines if "58" in line)


ONE = {
    "stages": [{"only": "全程"}],
    "acts": [{"id": "do", "title": "办理", "stage": "only", "starts_case": True, "ends_case": True}],
}
PARALLEL = {
    "stages": [{"in": "受理"}, {"empty": "审查"}, {"out": "决定"}],
    "acts": [
        {"id": "apply", "title": "申请", "stage": "in", "starts_case": True, "moves_to": "out"},
        {"id": "grant", "title": "准予许可", "stage": "out", "ends_case": True},
        {"id": "refuse", "title": "不予许可", "stage": "out", "ends_case": True},
        {"id": "back", "title": "退回补正", "stage": "out", "moves_to": "in"},
        {"id": "note", "title": "随时登记", "stage": "in", "during": ["*", "closed"], "repeat": True},
        {"id": "in", "title": "与环节同名", "stage": "in"},
    ],
}  # fmt: skip
TWENTY = [
    {
        "id": "decide",
        "title": "作出许可决定",
        "kind": "limit",
        "starts": ["apply"],
        "ends": ["grant", "refuse"],
        "lasts": "20 workdays",
    }
]


def test_one_act_makes_a_chart() -> None:
    content = chart.content_of(*pack_of(ONE))
    drawing = chart.overview(content)
    assert [box.kind for box in drawing.boxes] == ["stage", "act"]
    assert "→ 案件终结" in [line.text for line in drawing.boxes[1].lines]
    assert drawing.edges == ()


def test_choice_is_drawn_as_a_fork_and_the_way_back_as_a_jump() -> None:
    content = chart.content_of(*pack_of(PARALLEL, TWENTY))
    drawing = chart.overview(content)
    fork = next(box for box in drawing.boxes if box.kind == "fork")
    assert [line.text for line in fork.lines] == ["作出许可决定", "20个工作日内择一"]
    ways = {(edge.source, edge.target, edge.kind) for edge in drawing.edges}
    assert {(fork.key, "grant", "clock"), (fork.key, "refuse", "clock")} <= ways
    assert {("in", "out", "jump"), ("out", "in", "jump"), ("in", "empty", "order")} <= ways
    assert_sound(drawing)


def test_act_after_closure_and_in_any_stage_is_told() -> None:
    content = chart.content_of(*pack_of(PARALLEL, TWENTY))
    assert content.by_id["note"].during == "结案前任一环节、结案后"
    text = [
        line.text
        for box in chart.stage_sheet(content, content.stages[0]).boxes
        if box.key == "note"
        for line in box.lines
    ]
    assert "办理环节：结案前任一环节、结案后" in "".join(text)


@pytest.mark.parametrize("paper", chart.PAPERS.values(), ids=lambda one: one.name)
def test_page_fits_its_paper(paper: chart.Paper) -> None:
    content = chart.content_of(*pack_of(PARALLEL, TWENTY))
    for page in chart.printed(content, paper):
        width, height = (float(side.removesuffix("mm")) for side in paper.size_of(page))
        assert width <= paper.inner[0] + 0.1
        assert height <= paper.inner[1] + 0.1
