"""Confirmed masks turn the source into the public text. The same value gets the same label: 姓名甲 stays 姓名甲."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mingjing.redaction.model import Kind

_STEMS = "甲乙丙丁戊己庚辛壬癸"


class MaskFault(ValueError):
    """A mask that lies outside the text or overlaps another; the message says which."""


@dataclass(frozen=True, slots=True, order=True)
class Mask:
    """A confirmed mask over `text[start:end]` with the reason that is published (政府信息公开条例 第15条)."""

    start: int
    end: int
    kind: Kind
    reason: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the public text: `hidden` pieces carry the label, never the value."""

    text: str
    hidden: bool = False
    kind: Kind | None = None


def mask_text(text: str, masks: Iterable[Mask]) -> list[Segment]:
    """The public version as segments. Raises MaskFault on a mask out of range or on overlapping masks."""
    ordered = sorted(masks)
    values: dict[Kind, dict[str, int]] = {}
    for mask in ordered:
        if not 0 <= mask.start < mask.end <= len(text):
            raise MaskFault(f"隐去位置 {mask.start}—{mask.end} 不在正文范围内。")
        seen = values.setdefault(mask.kind, {})
        seen.setdefault(text[mask.start : mask.end], len(seen))
    segments: list[Segment] = []
    at = 0
    for mask in ordered:
        if mask.start < at:
            raise MaskFault(f"第 {mask.start} 字处有两个隐去位置相互重叠。")
        if mask.start > at:
            segments.append(Segment(text[at : mask.start]))
        segments.append(
            Segment(_label(values[mask.kind], text[mask.start : mask.end], mask.kind), True, mask.kind)
        )
        at = mask.end
    if at < len(text):
        segments.append(Segment(text[at:]))
    return segments


def _label(seen: dict[str, int], value: str, kind: Kind) -> str:
    if len(seen) == 1:
        return kind.label
    number = seen[value]
    return kind.label + (_STEMS[number] if number < len(_STEMS) else str(number + 1))
