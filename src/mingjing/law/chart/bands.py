"""A stage as a band: its head on the left, its acts in a grid on the right."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .boxes import act_box, fork_box, more_box, stage_box
from .content import ChartAct, ChartStage, Content
from .drawing import Band, Box, Drawing, Edge, Line
from .grid import CLOSE, GAP, GUTTER, NARROW, column_width, grid, reduced, through_forks
from .links import Link
from .standing import Standing

HEADING = 24


@dataclass(frozen=True, slots=True)
class Look:
    """How bands are drawn: `width` of a band; `head` = width of the stage's box, 0 = above the acts; `full` = with
    papers, all clocks and citations; `grouped` = under the headings of the pack; `arrows` between the acts."""

    width: float
    columns: int
    head: float = 132
    full: bool = False
    grouped: bool = False
    arrows: bool = True

    @property
    def inner(self) -> float:
        return self.width - (self.head + 12 if self.head else 0)

    @property
    def column(self) -> float:
        return column_width(self.inner, self.columns, self.gutter)

    @property
    def gutter(self) -> float:
        return (GUTTER if self.head else NARROW) if self.arrows else CLOSE


def band_of(
    content: Content, stage: ChartStage, shown: Collection[str], look: Look, standing: Standing | None = None
) -> Drawing:
    """A stage with those of its acts that are in `shown`; the others are told as a number."""
    mark = standing.stages.get(stage.id) if standing else None
    head = stage_box(stage, look.head or look.width - 24, mark).moved(12, 12)
    x, y = (head.x + look.head, 0.0) if look.head else (0.0, head.y + head.height)
    boxes: list[Box] = [head]
    edges: list[Edge] = []
    words: list[Line] = []
    acts = [act for act in stage.acts if act.id in shown]
    sections = _sections(acts) if look.grouped else [("", acts)]
    for at, (title, members) in enumerate(sections):
        if title:
            words.append(Line(title, x + look.gutter, y + GAP + 6, "stamp"))
            y += HEADING
        keys = _boxes(content, members, look, standing)
        if at == len(sections) - 1 and len(acts) < len(stage.acts):
            keys.append(more_box(stage, len(stage.acts) - len(acts), look.column))
        links = _links(content, keys) if look.arrows else []
        placed = grid(keys, links, look.columns, look.inner, look.gutter)
        part = Drawing("", "", look.width, placed.height, (), placed.boxes, placed.edges).shifted(x, y)
        boxes += part.boxes
        edges += part.edges
        y += placed.height
    height = max(y, head.y + head.height + 12)
    ground = Band(0, 0, look.width, height, mark.state if mark else "")
    return Drawing(stage.title, "", look.width, height, (ground,), tuple(boxes), tuple(edges), tuple(words))


def _sections(acts: Sequence[ChartAct]) -> list[tuple[str, list[ChartAct]]]:
    found: dict[str, list[ChartAct]] = {}
    for act in acts:
        found.setdefault(act.group, []).append(act)
    return list(found.items()) or [("", [])]


def _boxes(content: Content, acts: Sequence[ChartAct], look: Look, standing: Standing | None) -> list[Box]:
    """Acts in their order; a fork stands behind the last act that opens it, or before its first choice."""
    boxes = [
        act_box(act, look.column, look.full, standing.acts.get(act.id) if standing else None) for act in acts
    ]
    for fork in content.forks if look.arrows else ():
        keys = [box.key for box in boxes]
        if sum(choice in keys for choice in fork.choices) > 1:
            opening = [keys.index(start) + 1 for start in fork.starts if start in keys]
            at = max(opening) if opening else min(keys.index(one) for one in fork.choices if one in keys)
            boxes.insert(at, fork_box(fork, look.column))
    return boxes


def _links(content: Content, boxes: Sequence[Box]) -> list[Link]:
    keys = [box.key for box in boxes if box.kind != "more"]
    links = [link for link in content.links if link.source in keys and link.target in keys]
    forks = {
        fork.id: (fork.starts, tuple(one for one in fork.choices if one in keys))
        for fork in content.forks
        if fork.id in keys
    }
    led = through_forks(links, forks, keys)
    # A gate that leads back says only that the acts were named in another order.
    return reduced([link for link in led if not (link.back and link.kind == "gate")])
