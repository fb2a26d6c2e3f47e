"""The limits of a pack as an agency works under them: the value in force, who sets it, and what it replaces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .items import RANKS, Limit
from .library import Library
from .rule_rows import read_differing


@dataclass(frozen=True, slots=True)
class Parameter:
    """One limit in force. `layer` = the pack that sets it; `replaced` = those of lower layers, nearest first."""

    limit: Limit
    layer: str
    replaced: tuple[Limit, ...]

    @property
    def own(self) -> bool:
        """Does this value replace another?"""
        return bool(self.replaced)


def parameters(library: Library, day: dt.date) -> list[Parameter]:
    """Every limit in force on `day`, in the order of the packs."""
    found = []
    for versions in library.items.limits.values():
        held = [one for one in versions if one.in_force.holds(day)]
        if held:
            found.append(Parameter(held[0], held[0].origin.layer, tuple(held[1:])))
    return found


def differing(library: Library) -> Iterator[str]:
    """What agencies' rules are known to differ in: by which parameters it is carried out, or why by none."""
    for one in read_differing([layer.folder for layer in library.layers]):
        titles = [library.items.limits[limit][0].title for limit in one.limits]
        carried = "、".join(titles) or f"不设参数：{one.why}"
        yield f"{one.title}：{carried}{f'（{one.by}）' if one.by else ''}"


def as_data(found: Sequence[Parameter]) -> list[dict[str, Any]]:
    """For machines."""
    return [
        {"id": one.limit.id, "title": one.limit.title, "value": one.limit.value, "unit": one.limit.unit,
         "citation": one.limit.citation, "owner": one.limit.owner, "rank": one.limit.rank,
         "stricter": one.limit.stricter, "note": one.limit.note, "provisional": one.limit.provisional, "layer": one.layer,
         "replaces": [{"value": below.value, "layer": below.origin.layer} for below in one.replaced]}
        for one in found
    ]  # fmt: skip


def as_text(found: Sequence[Parameter]) -> Iterator[str]:
    """For people: value, owner and source of each, and what it replaces."""
    for one in found:
        limit = one.limit
        provisional = "（暂定，尚待核实）" if limit.provisional else ""
        yield f"{limit.title}（{limit.id}）：{limit.told}{provisional}"
        yield f"    由谁确定：{limit.owner or '法规包未写明'}  位阶：{RANKS[limit.rank]}  依据：{limit.citation or '无'}"
        if limit.note:
            yield f"    说明：{limit.note}"
        for below in one.replaced:
            yield f"    替代：{below.told}（{below.owner}，{below.origin.file}:{below.origin.line()}）"
