"""Citations: "行政处罚法 第64条第1项、第85条；行政强制法 第69条"."""

from __future__ import annotations

import re
from dataclasses import dataclass

ARTICLE = re.compile(r"第(?:[0-9]+|[一二三四五六七八九十百零]+)条(?:之[一二三四五六七八九十0-9]+)?")


@dataclass(frozen=True, slots=True)
class Citation:
    """A statute's title and the places in it, as written; `articles` are the bare articles ("第64条")."""

    statute: str
    places: tuple[str, ...]

    @property
    def articles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(m for place in self.places for m in ARTICLE.findall(place)))


def parse_citations(text: str) -> list[Citation]:
    """Split a citation string; raises ValueError (Chinese) when a part has no statute or no place."""
    result = []
    for part in re.split(r"[；;]", text):
        title, _, places = part.strip().partition(" ")
        title = title.strip("《》")
        if not title or not places.strip():
            raise ValueError(f"依据“{part.strip()}”应当写成“法规名称 第几条”。")
        result.append(Citation(title, tuple(re.split(r"[、，,]\s*", places.strip()))))
    return result
