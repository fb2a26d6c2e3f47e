"""Acts and fields of the law packs in the words that pages show."""

from __future__ import annotations

from typing import Any

from mingjing import law
from mingjing.cases import shown
from mingjing.law.fields import Kind


def title_of(pack: law.Pack, state: law.CaseState, act_id: str) -> str:
    """The title of an act of the case's procedure; "" for none."""
    act = pack.procedure(state.procedure).act(act_id) if act_id else None
    return act.title if act else ""


def text_of(kind: Kind, value: Any, pack: law.Pack) -> str:
    """A field as text; a table as its lines."""
    if kind.type != "table":
        return shown.value(kind, value, pack, {})
    _, lines = shown.rows(kind, value, pack, {})
    return "；".join(" ".join(dict.fromkeys(filter(None, cells))) for cells in lines)
