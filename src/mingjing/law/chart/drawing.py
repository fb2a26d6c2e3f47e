"""A drawing before it is written: boxes with their lines of text, edges, bands. Units are those of the SVG."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

SIZES = {
    "heading": 24,
    "title": 14,
    "stage": 16,
    "text": 12,
    "small": 12,
    "gate": 12,
    "stamp": 12,
    "clock": 12,
    "next": 12,
    "mark": 12,
}
LEADING = 1.42
PAD = 10
MORE = "more."  # before the stage in the key of a box that stands for acts left out


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `y` is its base line, from the corner of its box; `style` one of SIZES."""

    text: str
    x: float
    y: float
    style: str


@dataclass(frozen=True, slots=True)
class Box:
    """`kind`: stage, act, fork, more. `key`: the id of what it stands for. `state`: of a case's chart ("" elsewhere).

    `gates` > 0 shows a lock with that number. `said`: the whole in one sentence, for who can't see it.
    """

    kind: str
    key: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]
    said: str
    gates: int = 0
    state: str = ""

    @property
    def stage(self) -> str:
        """Which stage a box of kind stage or more opens."""
        return self.key.removeprefix(MORE)

    def moved(self, x: float, y: float) -> Box:
        """The same box with its upper left corner at (x, y)."""
        return replace(self, x=x, y=y)

    def taller(self, height: float) -> Box:
        return replace(self, height=max(self.height, height))


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow: `path` = its corners. `kind`: next, order, jump, clock, gate, maybe, back."""

    source: str
    target: str
    kind: str
    path: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Band:
    """The ground of a stage; `state` as of a box."""

    x: float
    y: float
    width: float
    height: float
    state: str = ""


@dataclass(frozen=True)
class Drawing:
    """`title` and `said`: name and description for who can't see it. `words`: headings that stand outside of boxes."""

    title: str
    said: str
    width: float
    height: float
    bands: tuple[Band, ...]
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    words: tuple[Line, ...] = ()

    def shifted(self, x: float, y: float) -> Drawing:
        """The same with every place moved by (x, y); the size grows by as much."""
        return replace(
            self,
            width=self.width + x,
            height=self.height + y,
            bands=tuple(replace(band, x=band.x + x, y=band.y + y) for band in self.bands),
            boxes=tuple(box.moved(box.x + x, box.y + y) for box in self.boxes),
            edges=tuple(
                replace(one, path=tuple((px + x, py + y) for px, py in one.path)) for one in self.edges
            ),
            words=tuple(replace(word, x=word.x + x, y=word.y + y) for word in self.words),
        )


def joined(title: str, said: str, width: float, height: float, parts: Iterable[Drawing]) -> Drawing:
    """Several drawings, already in their places, as one."""
    every = list(parts)
    return Drawing(
        title,
        said,
        width,
        height,
        tuple(band for part in every for band in part.bands),
        tuple(box for part in every for box in part.boxes),
        tuple(edge for part in every for edge in part.edges),
        tuple(word for part in every for word in part.words),
    )
