"""The public file is made anew from masked facts; nothing is painted over. Then its text is searched for what was hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pypdfium2

from mingjing import papers, redaction
from mingjing.cases.refused import Fault, Refused
from mingjing.disclosure.source import Source
from mingjing.redaction import Kind, Mask

BASIS = "政府信息公开条例 第15条"
# Names of codes and titles of fields are the form's own words; masks are never applied to them.
_FIXED = frozenset({"labels", "statutes", "titles"})


@dataclass(frozen=True)
class Remade:
    """The public file and its text in segments; `hidden` counts places by kind, with the reason."""

    pdf: bytes
    sha256: str
    pages: int
    segments: list[dict[str, Any]]
    hidden: list[dict[str, Any]]
    replacements: list[tuple[str, str]]


def remake(source: Source, masks: Iterable[Mask], *, check_url: str, seal: str) -> Remade:
    """Make the public version. Raises Refused if a hidden value still stands in it, or if the masks don't fit the text."""
    masks = sorted(masks)
    try:
        segments = redaction.mask_text(source.text, masks)
    except redaction.MaskFault as fault:
        raise _refused(str(fault), "请重新打开脱敏页面，逐处确认后再提交。") from fault
    values = _values(source.text, masks, [segment.text for segment in segments if segment.hidden])
    facts = _masked(source.facts, values)
    paper = papers.render(source.form, facts, number=source.number, check_url=check_url, seal=seal)
    secrets = [(mask.kind, source.text[mask.start : mask.end]) for mask in masks]
    found = redaction.leaks(_pdf_text(paper.pdf), secrets)
    if found:
        raise Refused(
            [Fault("leak", leak.sentence, "请返回脱敏页面补充隐去后重新提交。", BASIS) for leak in found[:5]]
        )
    return Remade(
        paper.pdf,
        paper.sha256,
        paper.pages,
        [{"t": s.text, **({"h": True, "k": s.kind.value} if s.hidden and s.kind else {})} for s in segments],
        _counted(masks),
        values,
    )


def apply(value: str, replacements: Iterable[tuple[str, str]]) -> str:
    """The value with every hidden string replaced by its label."""
    for secret, label in replacements:
        value = value.replace(secret, label)
    return value


def _values(text: str, masks: list[Mask], labels: list[str]) -> list[tuple[str, str]]:
    """Hidden strings with the bracketed label that stands for each, longest first so that parts don't break wholes."""
    found = {text[m.start : m.end]: f"〔{label}〕" for m, label in zip(masks, labels, strict=True)}
    return sorted(found.items(), key=lambda pair: -len(pair[0]))


def _masked(value: Any, values: list[tuple[str, str]]) -> Any:
    if isinstance(value, str):
        return apply(value, values)
    if isinstance(value, Mapping):
        return {key: part if key in _FIXED else _masked(part, values) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(part, values) for part in value]
    return value


def _pdf_text(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def _counted(masks: Iterable[Mask]) -> list[dict[str, Any]]:
    counts: dict[tuple[Kind, str], int] = {}
    for mask in masks:
        counts[mask.kind, mask.reason] = counts.get((mask.kind, mask.reason), 0) + 1
    return [
        {"kind": kind.label, "reason": reason, "count": n} for (kind, reason), n in sorted(counts.items())
    ]


def _refused(sentence: str, mend: str) -> Refused:
    return Refused([Fault("redaction", sentence, mend, BASIS)])
