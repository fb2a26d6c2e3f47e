"""All proposals for a text, without overlaps: what the case knows first, then numbers, then context."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mingjing.redaction.addresses import find_addresses
from mingjing.redaction.model import Kind, Proposal, Source
from mingjing.redaction.names import find_cued, find_known
from mingjing.redaction.patterns import find_patterns

_RANK = {Source.PERSON: 0, Source.KNOWN: 1, Source.PATTERN: 2, Source.CUE: 3}


@dataclass(frozen=True, slots=True)
class Known:
    """What the case knows: names to hide, other strings to hide by kind, names to keep (officers, organisations).

    `own` = what the agency says of itself and publishes on purpose (telephone, address); `wording` = the fixed words
    of the form that the text was made with.
    """

    names: tuple[str, ...] = ()
    strings: tuple[tuple[Kind, str], ...] = ()
    keep: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    wording: str = ""


def find(text: str, known: Known | None = None) -> list[Proposal]:
    """Proposals in order of place, never overlapping; the surer source wins, then the longer span."""
    known = known or Known()
    candidates: list[Proposal] = list(find_known(text, known.names, known.keep))
    for kind, value in known.strings:
        at = text.find(value) if value else -1
        while at >= 0:
            candidates.append(Proposal(at, at + len(value), kind, Source.KNOWN, "本案登记的信息"))
            at = text.find(value, at + len(value))
    candidates += find_patterns(text)
    candidates += find_addresses(text)
    candidates += find_cued(text, known.keep, known.wording)
    return _without_overlaps(candidates, text, known)


def _without_overlaps(candidates: Iterable[Proposal], text: str, known: Known) -> list[Proposal]:
    taken: list[Proposal] = []
    kept_spans = _spans(text, known.keep)
    own_spans = _spans(text, known.own)
    for item in sorted(candidates, key=lambda p: (_RANK[p.source], p.start - p.end, p.start)):
        clash = any(item.start < other.end and other.start < item.end for other in taken)
        stays = _inside(item, own_spans) or (item.kind is Kind.PERSON and _inside(item, kept_spans))
        if not clash and not stays:
            taken.append(item)
    return sorted(taken)


def _spans(text: str, parts: Iterable[str]) -> list[tuple[int, int]]:
    return [(at, at + len(part)) for part in parts if part for at in _places(text, part)]


def _inside(item: Proposal, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= item.start and item.end <= end for start, end in spans)


def _places(text: str, part: str) -> Iterable[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)
