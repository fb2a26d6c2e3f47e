"""What a person hid in a paper must not stand in the fields of the records from which the paper was filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from mingjing.redaction import Mask

_LEAST = 2  # letters from which a piece of a field is looked for in the paper


@dataclass(frozen=True, slots=True)
class HiddenPlaces:
    """A paper's text without blanks, where it is hidden (half-open places in it), and the hidden values."""

    text: str
    places: Sequence[tuple[int, int]]
    values: Sequence[str]

    @classmethod
    def of(cls, text: str, masks: Sequence[Mask]) -> HiddenPlaces:
        """From the text of the paper and the masks in it (places in code points)."""
        places = [(len(_bare(text[: one.start])), len(_bare(text[: one.end]))) for one in masks]
        bare = _bare(text)
        return cls(bare, places, [bare[start:end] for start, end in places if end > start])

    def touches(self, piece: str) -> bool:
        """Does the piece stand anywhere in the paper over a hidden place, even in part?"""
        start = self.text.find(piece)
        while start >= 0:
            end = start + len(piece)
            if any(start < last and first < end for first, last in self.places):
                return True
            start = self.text.find(piece, start + 1)
        return False


def tells(value: Any, own: Iterable[HiddenPlaces], given: Iterable[HiddenPlaces]) -> bool:
    """Does a field say what is hidden: in the papers of its own record (`own`) in part, or in any paper wholly?"""
    pieces = list(_pieces(value))
    whole = (hidden for paper in given for hidden in paper.values)
    if any(hidden in piece for hidden in whole for piece in pieces):
        return True
    return any(paper.touches(piece) for paper in own for piece in pieces if len(piece) >= _LEAST)


def _pieces(value: Any) -> Iterator[str]:
    """A field as papers may show it: its lines, a day in words, an amount with and without its zeros and commas."""
    if isinstance(value, bool) or value is None:
        return
    text = str(value)
    yield from filter(None, (_bare(line) for line in text.splitlines()))
    try:
        day = date.fromisoformat(text[:10])
        yield f"{day.year}年{day.month}月{day.day}日"
    except ValueError:
        pass
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return
    if amount.is_finite() and abs(amount) < 10**15:
        yield from {f"{amount:,.2f}", f"{amount:.2f}", f"{amount.normalize():f}", f"{amount.normalize():,f}"}


def _bare(text: str) -> str:
    return "".join(text.split())
