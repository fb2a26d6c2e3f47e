"""The public file is made anew from masked facts; nothing is painted over. Then its words are searched for what was hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingjing import papers, redaction
from mingjing.cases.refused import Fault, Refused
from mingjing.disclosure.basis import basis
from mingjing.disclosure.known import known_of
from mingjing.disclosure.pdf_text import pdf_text
from mingjing.disclosure.source import Source
from mingjing.redaction import Kind, Mask

# Names of codes and titles of fields are the form's own words; masks are never applied to them.
_FIXED = frozenset({"labels", "statutes", "titles"})
_SHOWN = 5  # leaks told at once


@dataclass(frozen=True)
class Remade:
    """The public file and its text in segments; `hidden` counts places by kind, with the reason."""

    pdf: bytes
    sha256: str
    pages: int
    segments: list[dict[str, Any]]
    hidden: list[dict[str, Any]]
    replacements: list[tuple[str, str]]
    secrets: list[tuple[Kind, str]]


def remake(
    source: Source, masks: Iterable[Mask], *, check_url: str, seal: str | None, named: str = ""
) -> Remade:
    """Make the public version; `named` is how a natural person is called in public (other than by name).

    Raises Refused if a hidden value still stands in it, if text and file differ, or if the masks don't fit.
    """
    masks = sorted(masks)
    segments = _segments(source, masks)
    values = _values(source.text, masks, [segment.text for segment in segments if segment.hidden])
    secrets = secrets_of(source, masks, named)
    refuse_leaks("".join(s.text if not s.hidden else "" for s in segments), secrets)
    paper = papers.render(
        source.form,
        masked(source.facts, values),
        number=source.number or None,
        check_url=check_url,
        seal=seal,
    )
    refuse_leaks(pdf_text(paper.pdf), secrets)
    if paper.text != "".join(f"〔{s.text}〕" if s.hidden else s.text for s in segments):
        raise _refused(
            "重新生成的文书与确认的公开文本不一致：有的内容在一处隐去、在另一处保留。",
            "同一内容应当处处隐去或者处处保留，请返回逐处核对。",
        )
    return Remade(
        paper.pdf,
        paper.sha256,
        paper.pages,
        [{"t": s.text, **({"h": True, "k": s.kind.value} if s.hidden and s.kind else {})} for s in segments],
        _counted(masks),
        values,
        secrets,
    )


def _segments(source: Source, masks: list[Mask]) -> Sequence[redaction.Segment]:
    try:
        return redaction.mask_text(source.text, masks)
    except redaction.MaskFault as fault:
        raise _refused(str(fault), "请重新打开脱敏页面，逐处确认后再提交。") from fault


def secrets_of(source: Source, masks: Iterable[Mask], named: str = "") -> list[tuple[Kind, str]]:
    """What must not be found in anything public.

    What was hidden; numbers and dwellings of people that the case knows, confirmed or not (政府信息公开条例 第15条);
    names that the case knows but the document doesn't say. A name in the document may be kept by decision.
    """
    found = {(mask.kind, source.text[mask.start : mask.end]) for mask in masks}
    known = known_of(source.state, source.officers, source.agency)
    found |= {(kind, value) for kind, value in known.strings if not any(value in kept for kept in known.keep)}
    found |= {(Kind.PERSON, name) for name in known.names if name not in source.text}
    party = source.state.party
    if party.get("kind") == "person" and party.get("name") and named != party["name"]:
        found.add((Kind.PERSON, str(party["name"])))
    return sorted(found)


def refuse_leaks(text: str, secrets: Iterable[tuple[Kind, str]]) -> None:
    """Raise Refused if a secret, or any valid identity or card number, stands in the text."""
    found = redaction.leaks(text, secrets)
    if found:
        said = dict.fromkeys(leak.sentence for leak in found)
        raise Refused(
            [
                Fault("leak", sentence, "请返回脱敏页面，把同样的内容处处隐去后重新提交。", basis())
                for sentence in list(said)[:_SHOWN]
            ]
        )


def apply(value: str, replacements: Iterable[tuple[str, str]]) -> str:
    """The value with every hidden string replaced by its label."""
    for secret, label in replacements:
        value = value.replace(secret, label)
    return value


def masked(value: Any, values: list[tuple[str, str]]) -> Any:
    """The facts with every hidden string replaced, at any depth."""
    if isinstance(value, str):
        return apply(value, values)
    if isinstance(value, Mapping):
        return {key: part if key in _FIXED else masked(part, values) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [masked(part, values) for part in value]
    return value


def _values(text: str, masks: list[Mask], labels: list[str]) -> list[tuple[str, str]]:
    """Hidden strings with the bracketed label that stands for each, longest first so that parts don't break wholes."""
    found = {text[m.start : m.end]: f"〔{label}〕" for m, label in zip(masks, labels, strict=True)}
    return sorted(found.items(), key=lambda pair: -len(pair[0]))


def _counted(masks: Iterable[Mask]) -> list[dict[str, Any]]:
    counts: dict[tuple[Kind, str], int] = {}
    for mask in masks:
        counts[mask.kind, mask.reason] = counts.get((mask.kind, mask.reason), 0) + 1
    return [
        {"kind": kind.label, "reason": reason, "count": n} for (kind, reason), n in sorted(counts.items())
    ]


def _refused(sentence: str, mend: str) -> Refused:
    return Refused([Fault("redaction", sentence, mend, basis())])
