"""The public text of a document as a sheet: lines of runs, each line with its part in the document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_FIELD = re.compile(r"^[^，。；]{2,16}：[^。]*$")


@dataclass(frozen=True)
class Run:
    """A piece of a line; `hidden` pieces are labels that stand for what was left out."""

    text: str
    hidden: bool = False


@dataclass(frozen=True)
class Line:
    """`part`: org, title, no (the heading); para, flat, row (the body; a row has `cells`); sign (agency and date)."""

    part: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def lines(segments: Iterable[Mapping[str, Any]], agency: str, number: str) -> list[Line]:
    """Cut the segments of a publication into lines. The words stay as they are."""
    rows: list[list[Run]] = [[]]
    for segment in segments:
        for place, piece in enumerate(str(segment["t"]).split("\n")):
            if place:
                rows.append([])
            if piece:
                rows[-1].append(Run(piece, bool(segment.get("h"))))
    found = [tuple(row) for row in rows if row]
    texts = ["".join(run.text for run in row) for row in found]
    foot = _foot(texts, agency)
    return [
        Line(_part(place, text, number, texts, foot), row)
        for place, (row, text) in enumerate(zip(found, texts, strict=True))
    ]


def _foot(texts: Sequence[str], agency: str) -> int:
    """Where the agency's name stands again, above the date; behind the end when it doesn't."""
    return next((place for place in range(len(texts) - 1, 2, -1) if texts[place] == agency), len(texts))


def _part(place: int, text: str, number: str, texts: Sequence[str], foot: int) -> str:
    if place == 0:
        return "org"
    if text == number and place < 4:
        return "no"
    if place == 1:
        return "title"
    if foot <= place <= foot + 1 and foot < len(texts):
        return "sign"
    return "flat" if place > foot or _FIELD.match(text) else "para"
