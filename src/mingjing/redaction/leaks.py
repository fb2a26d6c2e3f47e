"""The last look at a rebuilt file: is anything that should be hidden still in its text?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from mingjing.redaction.model import Kind
from mingjing.redaction.patterns import find_patterns


@dataclass(frozen=True, slots=True)
class Leak:
    """Something that would have been published; `where` is the place in the text without spaces."""

    kind: Kind
    where: int
    sentence: str


def _squeeze(text: str) -> str:
    """Spaces and line breaks that a PDF puts between characters don't hide anything."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def leaks(public_text: str, secrets: Iterable[tuple[Kind, str]]) -> list[Leak]:
    """What must not go out: each hidden value that still stands in the text, and each valid identity or card number.

    The text is compared after Unicode NFKC and without white space, so full-width digits and line breaks don't help a leak.
    """
    squeezed = _squeeze(public_text)
    found = []
    for kind, value in secrets:
        needle = _squeeze(value)
        if len(needle) >= 2 and needle in squeezed:
            found.append(Leak(kind, squeezed.index(needle), f"公开文本中仍有应当隐去的{kind.label}。"))
    for proposal in find_patterns(squeezed):
        if proposal.kind in (Kind.ID_CARD, Kind.BANK_ACCOUNT) and "正确" in proposal.reason:
            found.append(Leak(proposal.kind, proposal.start, f"公开文本中有未隐去的{proposal.kind.label}。"))
    return found
