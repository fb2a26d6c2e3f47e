"""An item of the law as a legal officer reads it: conditions in words, values with units, what reads what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mingjing import law
from mingjing.law.in_words import Said, in_words
from mingjing.law.limit_words import unit_in_words, value_in_words
from mingjing.law.procedure import Check, Deadline
from mingjing.law.reach import check_reach, reach
from mingjing.rules.browse import act_titles, lasts, length_in_words, readable, titles_of

CLOCK_KINDS = {
    "limit": "办理期限", "wait": "等待期", "window": "可以行使权利的期间", "bar": "逾期不得", "accrual": "按日累计",
    "validity": "有效期", "display": "公示期",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A condition as CEL and in words."""

    cel: str
    said: Said


def condition(pack: law.Pack, cel: str) -> Told:
    return Told(cel, in_words(cel, pack))


@dataclass(frozen=True)
class CheckTold:
    """All about a check. `limits` = those that it reads in the end, with their values; `clocks`, `facts` likewise."""

    when: Told | None
    require: Told
    acts: list[tuple[law.Procedure, list[law.Act]]]
    limits: list[tuple[Any, str]]
    clocks: list[Deadline]
    facts: list[Any]
    mend_act: str


@lru_cache(maxsize=512)
def check(pack: law.Pack, found: Check) -> CheckTold:
    stands = act_titles(pack, found)
    acts = [act for _, every in stands for act in every]
    read = sorted(check_reach(pack, found))
    titles = titles_of(pack)
    return CheckTold(
        Told(found.when, in_words(found.when, pack, acts)) if found.when else None,
        Told(found.require.strip(), in_words(found.require, pack, acts)),
        stands,
        [(pack.limits[name], value_in_words(pack.limits[name], titles)) for root, name in read if root == "limits" and name in pack.limits],
        [pack.deadlines[name] for root, name in read if root == "clocks" and name in pack.deadlines],
        [pack.facts[name] for root, name in read if root == "case" and name in pack.facts],
        titles.get(found.mend_act, ""),
    )  # fmt: skip


@dataclass(frozen=True)
class DeadlineTold:
    kind: str
    lasts: str
    starts: list[str]
    ends: list[str]
    when: Told | None
    pauses: list[tuple[str, str]]
    extensions: list[tuple[str, str]]


def deadline(pack: law.Pack, found: Deadline) -> DeadlineTold:
    return DeadlineTold(
        CLOCK_KINDS[found.kind],
        lasts(pack, found),
        [_reference(pack, ref) for ref in found.starts],
        [_reference(pack, ref) for ref in found.ends],
        Told(found.when, in_words(found.when, pack)) if found.when else None,
        [
            (_reference(pack, one.since), "或者".join(_reference(pack, ref) for ref in one.until))
            for one in found.pauses
        ],
        [(_reference(pack, one.by), length_in_words(pack, one.lasts)) for one in found.extend],
    )


def _reference(pack: law.Pack, ref: str) -> str:
    """ "serve_notice.served_on" -> “送达告知书”的“送达日期”."""
    name, _, rest = ref.partition(".")
    if name == "case":
        fact = pack.facts.get(rest)
        return f"本案的“{fact.title}”" if fact else ref
    if name == "clocks":
        other = pack.deadlines.get(rest)
        return f"“{other.title}”届满" if other else ref
    for procedure in pack.procedures.values():
        act = procedure.act(name)
        if act is not None:
            field = act.fields.get(rest)
            return f"“{act.title}”" + (f"的“{field.title}”" if field else "")
    return ref


def value(pack: law.Pack, kind: str, item: Any) -> str:
    """What differs between versions, in a line."""
    if kind == "limits":
        return value_in_words(item, titles_of(pack))
    if kind == "deadlines":
        return lasts(pack, item)
    if kind == "catalogues":
        return f"{len(item.rows)}项"
    return str(item.title)


def entries(pack: law.Pack, limit: Any) -> list[tuple[str, str, str]]:
    """A limit that is a mapping, entry by entry: code, title, value in words."""
    if not isinstance(limit.value, Mapping):
        return []
    titles = titles_of(pack)
    return [
        (key, titles.get(key, key), str(limit.words.get(one) or titles.get(str(one), one)))
        for key, one in limit.value.items()
    ]


@dataclass(frozen=True, slots=True)
class LimitInput:
    """How the value is typed: `bool`, `number`, `choice` or `mapping` ("" = not at all)."""

    kind: str
    unit: str
    options: tuple[tuple[str, str], ...]


def input_of(limit: Any) -> LimitInput:
    options = tuple(limit.words.items())
    if isinstance(limit.value, bool):
        return LimitInput("bool", "", (("true", "是"), ("false", "否")))
    if isinstance(limit.value, int | float):
        return LimitInput("number", unit_in_words(limit), ())
    kind = "mapping" if isinstance(limit.value, Mapping) else "choice"
    return LimitInput(kind if options else "", "", options)


@dataclass(frozen=True)
class Readers:
    """What reads an item in the end."""

    checks: list[Check]
    deadlines: list[Deadline]
    facts: list[Any]


@lru_cache(maxsize=512)
def readers(pack: law.Pack, root: str, item_id: str) -> Readers:
    """Checks, deadlines and derived facts that rest on the item."""
    name = (root, item_id)
    return Readers(
        [one for one in pack.checks.values() if name in check_reach(pack, one)],
        [one for one in pack.deadlines.values() if name in reach(pack, [("clocks", one.id)])],
        [one for one in pack.facts.values() if one.derived and name in reach(pack, [("case", one.id)])],
    )


def rows(pack: law.Pack, catalogue: Any) -> list[tuple[Any, Told | None]]:
    """Rows with their conditions in words."""
    return [(row, Told(row.when, in_words(row.when, pack)) if row.when else None) for row in catalogue.rows]


def sources(pack: law.Pack, item: Any) -> list[tuple[str, str]]:
    """What the pack says beside the rule."""
    told = [("说明", readable(pack, item.note)), ("出处", "、".join(item.source))]
    evaluation = getattr(item, "evaluation", None)
    if evaluation:
        veto = "，一票否决" if evaluation.veto else ""
        told.append(("评查", f"扣{evaluation.points:g}分{veto}" if evaluation.points else veto.lstrip("，")))
    return [(label, text) for label, text in told if text]
