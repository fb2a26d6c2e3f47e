"""Boxes of one section in rows and columns, and the arrows between them in the gutters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .drawing import Box, Edge
from .links import Link

GUTTER = 32  # room for arrows between columns
NARROW = 24  # the same on a phone
CLOSE = 12  # between columns without arrows
GAP = 16
PORT = 24  # how far below its top an arrow leaves or enters a box
_LANES = (0, -4, 4, -7, 7)


@dataclass(frozen=True, slots=True)
class Grid:
    """Placed boxes (from the corner 0, 0) and their arrows; `height` includes no margin."""

    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    height: float


def column_width(width: float, columns: int, gutter: float) -> float:
    """Columns stand between gutters: one on the left of each and one on the right of the last."""
    return (width - gutter * (columns + 1)) / columns


def grid(
    boxes: Sequence[Box], links: Sequence[Link], columns: int, width: float, gutter: float = GUTTER
) -> Grid:
    """Lay `boxes` (all of one width, in the order of the pack) out so that links lead to the right or down.

    A link is drawn when both its ends are here; none runs through a box. Without links the boxes stand row by row.
    """
    here = {box.key: box for box in boxes}
    shown = [link for link in links if link.source in here and link.target in here]
    ranks = _ranks(list(here), [link for link in shown if not link.back])
    cells = _cells(list(here), ranks, shown, columns)
    rows = 1 + max((row for row, _ in cells.values()), default=-1)
    heights = [
        max((here[key].height for key, (row, _) in cells.items() if row == at), default=0)
        for at in range(rows)
    ]
    tops = [GAP * (at + 1) + sum(heights[:at]) for at in range(rows)]
    step = column_width(width, columns, gutter) + gutter
    placed = {
        key: _fitted(here[key], heights[row]).moved(gutter + column * step, tops[row])
        for key, (row, column) in cells.items()
    }
    router = _Router(placed, cells, tops, step, gutter, shown)
    edges = tuple(router.edge(link) for link in shown)
    return Grid(tuple(placed.values()), edges, sum(heights) + GAP * (rows + 1))


def _fitted(box: Box, height: float) -> Box:
    """Acts of a row are of one height."""
    return box.taller(height) if box.kind == "act" else box


def _ranks(keys: list[str], links: Sequence[Link]) -> dict[str, int]:
    """Longest way to each box. `links` lead forward in the order of `keys`."""
    place = {key: at for at, key in enumerate(keys)}
    ranks = dict.fromkeys(keys, 0)
    for key in keys:
        for link in links:
            if link.source == key and place[link.target] > place[key]:
                ranks[link.target] = max(ranks[link.target], ranks[key] + 1)
    return ranks


Cells = dict[str, tuple[int, int]]


def _cells(keys: list[str], ranks: Mapping[str, int], links: Sequence[Link], columns: int) -> Cells:
    """(row, column) of each box. Boxes that are linked stand together by rank, such clusters side by side as long as the
    columns last; the others fill what is free on the right of them, and then rows of their own."""
    cells: Cells = {}
    free: list[tuple[int, int]] = []
    top = depth = used = 0
    for cluster in _clusters(keys, links):
        own = _by_rank(cluster, ranks, columns)
        width = 1 + max(column for _, column in own.values())
        if used and used + width > columns:
            free += _rest(top, depth, used, columns)
            top, depth, used = top + depth, 0, 0
        cells.update({key: (top + row, used + column) for key, (row, column) in own.items()})
        depth = max(depth, 1 + max(row for row, _ in own.values()))
        used += width
    free += _rest(top, depth, used, columns)
    loose = [key for key in keys if key not in cells]
    free += [(top + depth + at // columns, at % columns) for at in range(len(loose))]
    cells.update(zip(loose, free, strict=False))
    return cells


def _rest(top: int, depth: int, used: int, columns: int) -> list[tuple[int, int]]:
    return [(top + row, column) for row in range(depth) for column in range(used, columns)]


def _clusters(keys: list[str], links: Sequence[Link]) -> list[list[str]]:
    """Boxes that links hold together, in the order of their first."""
    group = {key: {key} for link in links for key in (link.source, link.target)}
    for link in links:
        joint = group[link.source] | group[link.target]
        group.update(dict.fromkeys(joint, joint))
    order = [key for key in keys if key in group]
    return [
        [key for key in order if key in group[first]]
        for first in order
        if first == next(k for k in order if k in group[first])
    ]


def _by_rank(cluster: list[str], ranks: Mapping[str, int], columns: int) -> Cells:
    """A rank a column; a rank beyond the last column begins a new block below."""
    cells: Cells = {}
    base = 0
    for block in range(max(ranks[key] for key in cluster) // columns + 1):
        filled = [0] * columns
        for key in cluster:
            if ranks[key] // columns == block:
                column = ranks[key] % columns
                cells[key] = (base + filled[column], column)
                filled[column] += 1
        base += max(filled)
    return cells


class _Router:
    """Arrows leave a box on its right, run in the gutters, and enter another on its left."""

    def __init__(
        self,
        boxes: Mapping[str, Box],
        cells: Mapping[str, tuple[int, int]],
        tops: Sequence[float],
        step: float,
        gutter: float,
        links: Sequence[Link],
    ) -> None:
        self.boxes, self.cells, self.tops, self.step, self.gutter = boxes, cells, tops, step, gutter
        self._lanes: dict[tuple[str, int], list[str]] = {}
        self._ways = Counter(link.source for link in links)

    def edge(self, link: Link) -> Edge:
        kind = "back" if link.back else "maybe" if link.conditional else link.kind
        return Edge(link.source, link.target, kind, self._path(link))

    def _path(self, link: Link) -> tuple[tuple[float, float], ...]:
        source, target = self.boxes[link.source], self.boxes[link.target]
        (_, left), (row, right) = self.cells[link.source], self.cells[link.target]
        leave = (source.x + source.width, source.y + min(source.height / 2, PORT))
        enter = (target.x, target.y + min(target.height / 2, PORT))
        bundle = link.source if self._ways[link.source] > 1 else link.target
        out = self._x(left + 1, bundle)
        if right == left + 1:
            if leave[1] == enter[1]:
                return leave, enter
            return leave, (out, leave[1]), (out, enter[1]), enter
        across = self.tops[row] - GAP / 2 + self._lane("row", row, bundle) / 2
        into = self._x(right, bundle)
        return leave, (out, leave[1]), (out, across), (into, across), (into, enter[1]), enter

    def _x(self, gutter: int, bundle: str) -> float:
        return gutter * self.step + self.gutter / 2 - 3 + self._lane("gutter", gutter, bundle)

    def _lane(self, kind: str, number: int, bundle: str) -> float:
        """Arrows from one box, or those to one box that are all that their sources have, share a lane."""
        users = self._lanes.setdefault((kind, number), [])
        if bundle not in users:
            users.append(bundle)
        return _LANES[users.index(bundle) % len(_LANES)]


def reduced(links: Sequence[Link]) -> list[Link]:
    """Without the forward links that a longer way says already."""
    forward: dict[str, set[str]] = {}
    for link in links:
        if not link.back:
            forward.setdefault(link.source, set()).add(link.target)
    return [link for link in links if link.back or not _reached(forward, link)]


def _reached(forward: Mapping[str, set[str]], link: Link) -> bool:
    ways = [one for one in forward[link.source] if one != link.target]
    seen = set(ways)
    while ways:
        for following in forward.get(ways.pop(), ()):
            if following == link.target:
                return True
            if following not in seen:
                seen.add(following)
                ways.append(following)
    return False


def through_forks(
    links: Sequence[Link],
    choices: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]],
    order: Sequence[str],
) -> list[Link]:
    """Links with those of a fork led through its box. `choices`: fork -> (starts, choices); `order`: all boxes in order."""
    place = {key: at for at, key in enumerate(order)}
    taken: set[tuple[str, str]] = set()
    made: list[Link] = []
    for fork, (starts, ways) in choices.items():
        taken |= {(start, way) for start in starts for way in ways}
        made += [
            Link(start, fork, "clock", back=place[start] > place[fork]) for start in starts if start in place
        ]
        made += [Link(fork, way, "clock", back=place[fork] > place[way]) for way in ways]
    kept = [
        replace(link, back=place[link.source] > place[link.target])
        for link in links
        if (link.source, link.target) not in taken
    ]
    return made + kept
