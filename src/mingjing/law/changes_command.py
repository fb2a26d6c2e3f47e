"""`mingjing law diff`: what changes between two days, in words or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .changes import Change
from .show import NOUNS

WHAT = {"new": "开始施行", "ended": "停止施行", "changed": "有改动"}


def as_data(found: Sequence[Change]) -> list[dict[str, Any]]:
    """The changes for machines."""
    return [
        {"what": one.what, "kind": one.kind, "id": one.id, "title": one.title, "within": one.within,
         "citation": one.citation, "provisional": one.provisional, "place": f"{one.origin.file}:{one.line}",
         "fields": [{"name": f.name, "label": f.label, "before": f.before, "after": f.after} for f in one.fields]}
        for one in found
    ]  # fmt: skip


def as_text(found: Sequence[Change]) -> Iterator[str]:
    """The changes for people: by what happens to them, each with its place and its fields."""
    for what, title in WHAT.items():
        chosen = [one for one in found if one.what == what]
        if chosen:
            yield f"{title}（{len(chosen)}项）"
        for one in chosen:
            yield from _lines(one)
    if not found:
        yield "这两日之间没有变化。"


def _lines(one: Change) -> Iterator[str]:
    within = f"（{one.within}）" if one.within else ""
    provisional = "（暂定，尚待核实）" if one.provisional else ""
    basis = f"，{one.citation}" if one.citation else ""
    yield f"  {NOUNS[one.kind]}“{one.title}”{within}{basis}{provisional}  {one.origin.file}:{one.line}"
    for field in one.fields:
        yield f"      {field.label}：{field.before or '（无）'} → {field.after or '（无）'}"
