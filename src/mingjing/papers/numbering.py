"""Document numbers: (region)word〔year〕seq号. The sequence is kept by the caller, per agency, word and year."""

from __future__ import annotations

import re

PATTERN = "（{prefix}）应急{word}〔{year}〕{seq}号"
_SHAPE = re.compile(r"^（(?P<prefix>[^（）]+)）(?P<head>[^〔〕\d]+)〔(?P<year>\d{4})〕(?P<seq>[1-9]\d*)号$")


def number(prefix: str, word: str, year: int, seq: int, pattern: str = PATTERN) -> str:
    """`number("江云", "罚", 2026, 31)` -> `（江云）应急罚〔2026〕31号`; seq starts at 1 and is not padded.

    GB/T 9704-2012 7.2.5: the year in hexagonal brackets, the sequence without leading zeros.
    """
    if seq < 1 or not 1949 <= year <= 9999:
        raise ValueError(f"no document number for year {year}, seq {seq}")
    return pattern.format(prefix=prefix, word=word, year=year, seq=seq)


def parse(text: str) -> tuple[str, str, int, int]:
    """(prefix, words before the year, year, seq) of a number in the usual pattern. Raises ValueError."""
    match = _SHAPE.match(text)
    if match is None:
        raise ValueError(f"not a document number: {text!r}")
    return match["prefix"], match["head"], int(match["year"]), int(match["seq"])
