"""The pictures: a procedure in overview, one stage with all its acts, a case on the chart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from .bands import Look, band_of
from .content import ChartStage, Content
from .drawing import Box, Drawing, Edge, joined
from .standing import Standing

EDGE = 14
BETWEEN = 26
LANE = 12


def overview(content: Content, *, narrow: bool = False) -> Drawing:
    """All stages with the acts that open, move and end a case, the choices and what the gates wait for."""
    look = Look(318, 2, head=0) if narrow else Look(1140, 5)
    shown = {act.id for act in content.acts if act.principal}
    return stacked(content, content.stages, shown, look)


def stage_sheet(content: Content, stage: ChartStage, *, narrow: bool = False) -> Drawing:
    """One stage with all its acts, under the headings of the pack, with papers, clocks and citations."""
    look = Look(318, 1, head=0, full=True, grouped=True) if narrow else Look(1140, 4, full=True, grouped=True)
    return stacked(content, [stage], {act.id for act in stage.acts}, look)


def of_case(content: Content, standing: Standing, here: str, *, narrow: bool = False) -> Drawing:
    """The overview with where the case stands: besides the principal acts those that were done, wait or are late, and in
    the stage `here` all that can be done now."""
    look = Look(318, 2, head=0) if narrow else Look(1140, 5)
    shown = {
        act.id
        for act in content.acts
        if act.principal
        or ((mark := standing.acts.get(act.id)) is not None and (mark.state != "open" or act.stage == here))
    }
    return stacked(content, content.stages, shown, look, standing)


def stacked(
    content: Content,
    stages: Sequence[ChartStage],
    shown: Collection[str],
    look: Look,
    standing: Standing | None = None,
) -> Drawing:
    """Bands from top to bottom with the ways between the stages."""
    lanes = _lanes(content, stages)
    left = EDGE + LANE * (1 + max(lanes.values())) if lanes else EDGE
    parts, y = [], float(EDGE)
    for stage in stages:
        part = band_of(content, stage, shown, look, standing)
        parts.append(part.shifted(left, y))
        y += part.height + BETWEEN
    heads = {box.key: box for part in parts for box in part.boxes if box.kind == "stage"}
    ways = Drawing("", "", 0, 0, (), (), (*_spine(content, parts), *_jumps(lanes, heads, left)))
    said = f"{content.title}，{content.citation}。共 {len(content.stages)} 个环节：" + "、".join(
        one.title for one in content.stages
    )
    title = f"{content.title}流程图" if len(stages) > 1 else f"{content.title} · {stages[0].title}"
    return joined(title, said + "。", left + look.width + EDGE, y - BETWEEN + EDGE, [*parts, ways])


def _spine(content: Content, parts: Sequence[Drawing]) -> list[Edge]:
    """From each stage down to the next: an arrow where an act leads there, a plain line where only the order says so."""
    moved = {(move.source, move.target) for move in content.moves}
    edges = []
    for first, second in pairwise(parts):
        upper, lower = first.boxes[0], second.boxes[0]
        ground = first.bands[0]
        # A head beside the acts leaves the way down free; one above them doesn't.
        start = upper.y + upper.height if upper.width < ground.width / 2 else ground.y + ground.height
        x = upper.x + min(upper.width, 132) / 2
        kind = "next" if (upper.key, lower.key) in moved else "order"
        edges.append(Edge(upper.key, lower.key, kind, ((x, start), (x, lower.y))))
    return edges


def _lanes(content: Content, stages: Sequence[ChartStage]) -> dict[tuple[str, str], int]:
    """A lane for each way that leaves stages out or leads back; ways that don't touch may share one."""
    order = {stage.id: at for at, stage in enumerate(stages)}
    wanted = dict.fromkeys(
        (move.source, move.target) for move in content.moves
        if move.source in order and move.target in order and order[move.target] != order[move.source] + 1
    )  # fmt: skip
    lanes: dict[tuple[str, str], int] = {}
    taken: list[list[tuple[int, int]]] = []
    for way in sorted(
        wanted, key=lambda pair: (abs(order[pair[1]] - order[pair[0]]), order[pair[0]], order[pair[1]])
    ):
        low, high = sorted((order[way[0]], order[way[1]]))
        free = (at for at, spans in enumerate(taken) if all(high < a or b < low for a, b in spans))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        lanes[way] = lane
    return lanes


def _jumps(lanes: dict[tuple[str, str], int], heads: dict[str, Box], left: float) -> list[Edge]:
    edges = []
    for (source, target), lane in lanes.items():
        x = left - LANE * (lane + 1) + 4
        out, into = heads[source], heads[target]
        leave, enter = out.y + out.height - 14 - 5 * (lane % 3), into.y + 14 + 5 * (lane % 3)
        path = ((out.x, leave), (x, leave), (x, enter), (into.x, enter))
        edges.append(Edge(source, target, "jump", path))
    return edges
