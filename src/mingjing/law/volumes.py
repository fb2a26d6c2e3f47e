"""卷内目录: the documents of a case in the order of its file, with page numbers (国办发〔2018〕118号 三(九)).

Each document goes into the main volume (正卷) or the internal one (副卷) as its form says. The order is that of the
procedure (`file_order`), then of the forms (`order`); equal places by day and by the order of making. Pages are numbered
from 1 in each volume; cover, contents and closing note have no numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .pack import Pack
from .state import CaseState

MAIN, INNER = "main", "inner"
VOLUMES = {MAIN: "正卷", INNER: "副卷"}
_LAST = 10_000  # the place of a form that no order names


@dataclass(frozen=True, slots=True)
class Leaf:
    """One document in its place. `first` and `last` are page numbers in its volume; `document` as the state has it."""

    volume: str
    order: int
    first: int
    last: int
    document: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Title and number, as the contents print them."""
        return " ".join(part for part in (self.document["title"], self.document.get("number", "")) if part)

    def row(self) -> dict[str, Any]:
        """As a row of the archive act's contents."""
        return {
            "order": self.order,
            "document": self.name,
            "dated": self.document.get("issued_on") or None,
            "page_from": self.first,
            "page_to": self.last,
            "volume": self.volume,
        }


def contents(pack: Pack, state: CaseState) -> list[Leaf]:
    """Every numbered document of the case, the main volume before the internal one."""
    named = pack.procedure(state.procedure).file_order
    placed = {form: place for place, form in enumerate(named)}
    found: dict[str, list[tuple[Any, Mapping[str, Any]]]] = {MAIN: [], INNER: []}
    for making, one in enumerate(state.documents):
        form = pack.forms.get(str(one.get("form", "")))
        told: Mapping[str, Any] = (form.model_extra if form else None) or {}
        if told.get("page_numbers") is False:
            continue
        place = placed.get(one.get("form", ""), len(placed) + (told.get("order") or _LAST))
        volume = INNER if (one.get("volume") or told.get("volume")) == "internal" else MAIN
        found[volume].append(((place, one.get("issued_on") or "", making), one))
    leaves = []
    for volume, rows in found.items():
        last = 0
        for order, (_, document) in enumerate(sorted(rows, key=lambda row: row[0]), 1):
            first, last = last + 1, last + max(int(document.get("pages") or 1), 1)
            leaves.append(Leaf(volume, order, first, last, document))
    return leaves
