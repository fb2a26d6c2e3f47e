"""What stands on a page: text, paths, pictures. Lengths in millimetres, origin at the top left, y downwards."""

from __future__ import annotations

from dataclasses import dataclass, field

from .matrix import IDENTITY, Matrix, Point

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Path:
    """Segments in the page's coordinates: ("M", points), ("L", ...), ("B", three points), ("C",)."""

    segments: tuple[tuple[str, tuple[Point, ...]], ...]

    @property
    def points(self) -> list[Point]:
        return [point for _, points in self.segments for point in points]


@dataclass(frozen=True, slots=True)
class Text:
    """One run of glyphs. `at` = where each glyph's origin lies before `matrix` is applied (identity: on the page itself);
    `chars` = what each glyph stands for, one text a glyph; `size` in mm before `matrix`."""

    font: str
    size: float
    glyphs: tuple[int, ...]
    chars: tuple[str, ...]
    at: tuple[Point, ...]
    colour: Colour
    alpha: float = 1.0
    matrix: Matrix = IDENTITY
    clips: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A path that is filled, stroked or both. `width` in mm; `dash` in mm, the phase last."""

    path: Path
    fill: Colour | None
    stroke: Colour | None
    width: float = 0.0
    even_odd: bool = False
    dash: tuple[float, ...] = ()
    cap: str = "Butt"
    join: str = "Miter"
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    clips: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (PNG bytes); `matrix` puts the unit square (y downwards) on the page."""

    png: bytes
    matrix: Matrix
    alpha: float = 1.0
    clips: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its size in mm."""

    width: float
    height: float
    marks: list[Text | Drawing | Picture] = field(default_factory=list)
