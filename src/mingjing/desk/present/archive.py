"""Archived files as the templates draw them, and the forecast as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingjing import law
from mingjing.archive.forecasting import Due, Forecast

WIDTH, HEIGHT, FOOT, TOP = 960, 220, 26, 18
WIDEST = 44  # of a bar
FEWEST_LABELS = 12  # years are all named up to so many


def terms(pack: law.Pack) -> Mapping[str, str]:
    """Titles of the terms by id."""
    listed = pack.catalogues.get("retention_periods")
    return {row.id: row.title for row in listed.rows} if listed else {}


class FileView:
    """Unknown names are those of the file."""

    def __init__(self, file: Any, pack: law.Pack) -> None:
        self.file, self.pack = file, pack

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    @property
    def term(self) -> str:
        return terms(self.pack).get(self.file.period, self.file.period)

    @property
    def proposed_term(self) -> str:
        return terms(self.pack).get(self.file.proposed, "")

    @property
    def packages(self) -> list[Any]:
        return list(self.file.packages.all())

    @property
    def busy(self) -> bool:
        return any(one.state in ("waiting", "building") for one in self.packages)

    @property
    def properties(self) -> list[tuple[str, list[Mapping[str, Any]]]]:
        """The checks of the latest package that was made, by property."""
        made = next((one for one in self.packages if one.state == "done"), None)
        found: dict[str, list[Mapping[str, Any]]] = {}
        for one in made.checks if made else ():
            found.setdefault(one["property"], []).append(one)
        return list(found.items())


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle; `css` names its term."""

    x: float
    y: float
    width: float
    height: float
    css: str
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars by year: on the left of each what is to be destroyed, piled up by term, on the right what goes to the archives."""

    pieces: Sequence[Piece]
    labels: Sequence[tuple[float, int]]
    legend: Sequence[tuple[str, str]]
    most: int
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - FOOT


def bars(found: Forecast) -> Chart | None:
    """None when nothing falls due."""
    most = max((max(one.disposals, one.transfer) for one in found.years), default=0)
    if not most:
        return None
    step = WIDTH / len(found.years)
    width = min(step * 0.8, WIDEST)
    css = {period: f"is-t{place + 1}" for place, (period, _) in enumerate(found.periods)}
    titles = dict(found.periods)
    pieces: list[Piece] = []
    for place, one in enumerate(found.years):
        left = place * step + (step - width) / 2
        pieces += _year(one, left, width / 2, most, css, titles)
    every = 1 if len(found.years) <= FEWEST_LABELS else 5
    labels = [
        (round(place * step + step / 2, 1), one.year)
        for place, one in enumerate(found.years)
        if place == 0 or one.year % every == 0
    ]
    if len(labels) > 1 and labels[1][0] - labels[0][0] < 45:
        labels.pop(0)
    legend = [(css[period], f"{title}，期满鉴定") for period, title in found.periods]
    if any(one.transfer for one in found.years):
        legend.append(("is-move", "移交档案馆"))
    return Chart(pieces, labels, legend, most)


def _year(
    one: Due, left: float, width: float, most: int, css: Mapping[str, str], titles: Mapping[str, str]
) -> list[Piece]:
    scale = (HEIGHT - FOOT - TOP) / most
    pieces, foot = [], float(HEIGHT - FOOT)
    for period, number in one.disposal.items():
        foot -= number * scale
        pieces.append(
            _piece(
                left, foot, width, number * scale, css[period], f"{one.year}年 {titles[period]} {number}卷"
            )
        )
    if one.transfer:
        height = one.transfer * scale
        pieces.append(
            _piece(
                left + width,
                HEIGHT - FOOT - height,
                width,
                height,
                "is-move",
                f"{one.year}年 移交档案馆 {one.transfer}卷",
            )
        )
    return pieces


def _piece(x: float, y: float, width: float, height: float, css: str, title: str) -> Piece:
    return Piece(round(x, 1), round(y, 1), round(width, 1), round(max(height, 1.5), 1), css, title)
