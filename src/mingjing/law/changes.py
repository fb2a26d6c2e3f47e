"""What changes in the law between two days: items that come into force, end, or read differently, field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .library import Library
from .pack import KINDS, Items, Pack
from .show import LABELS, NOUNS, plain
from .yaml_source import Origin

What = Literal["new", "ended", "changed"]
# Acts and rows are compared one by one; which row of the table of rules an item carries out is no law.
_APART = {"id", "in_force", "origin", "acts", "rows", "row"}
_MORE = {
    "title": "名称", "provisional": "尚待核实", "documents": "文书", "fields": "有关栏目", "sets": "由此设定", "appends": "由此追加",
    "evidence": "证据", "scenes": "音像场景", "warn": "提前提醒（日）", "who": "责任人", "consequence": "后果", "pauses": "不计入的期间",
    "extend": "延长", "accrues": "按日累计的金额", "except": "不适用于", "at": "核对时点", "from_next_day": "次日起算", "roll": "末日遇休息日顺延",
    "count_from": "从第一次或者最近一次起算", "match": "逐个计时", "internal": "内部时限", "repeat": "可以重复办理", "starts_case": "开始案件",
    "ends_case": "终结案件", "group": "分组", "help": "填写说明", "default": "默认值", "derived": "如何得出", "of": "目录",
    "options": "选项", "stages": "环节", "status": "效力", "verified": "核对", "issuer": "制定机关", "url": "网址", "when": "适用条件",
    "during": "可以办理的环节", "required": "必填", "min": "下限", "max": "上限", "columns": "列", "rank": "效力位阶", "stricter": "从严方向", "words": "选项名称",
    "adds_to": "加入的目录或者限值", "opens": "可以引出的案件", "numbered_by": "案号取自", "procedures": "适用的程序", "statistics": "统计栏目", "published": "公开的内容", "file_order": "案卷中文书的顺序", "public": "公开是否按期", "reviewed": "法制审核的对象", "exceptional": "通常流程以外的事项", "effect": "对公示的效力", "born_of": "可以由什么引出", "upon_birth": "随什么案件的另立记录", "whose": "由谁遵守", "changeable": "本机关可以修改", "fixed": "不得修改",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an item, in Chinese: what it is called, what it said and what it says ("" = nothing)."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One item. `within` = the procedure or catalogue that holds it; `citation` = the basis of the later version."""

    what: What
    kind: str
    id: str
    title: str
    within: str
    citation: str
    provisional: bool
    fields: tuple[FieldChange, ...]
    origin: Origin
    line: int

    @property
    def noun(self) -> str:
        return NOUNS[self.kind]


@dataclass(frozen=True, slots=True)
class _Placed:
    item: Any
    within: str
    origin: Origin
    line: int


def changes(library: Library, first: dt.date, last: dt.date) -> list[Change]:
    """The items in force on `last` against those on `first` (dates of law), in the order of kinds and packs."""
    before, after = _placed(library.on(first)), _placed(library.on(last))
    titles = _titles(library.items)
    found = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        changed = tuple(_differences(_told(old.item), _told(new.item), titles)) if old and new else ()
        if old and new and not changed:
            continue
        shown = new or old
        assert shown is not None
        what: What = "changed" if old and new else "new" if new else "ended"
        item = shown.item
        found.append(
            Change(what, key[0], item.id, item.title or item.id, shown.within, getattr(item, "citation", ""),
                   bool(getattr(item, "provisional", False)), changed, shown.origin, shown.line)
        )  # fmt: skip
    return found


def _placed(pack: Pack) -> dict[tuple[str, str, str], _Placed]:
    """Every item, act and row in force, by kind, holder and id."""
    found: dict[tuple[str, str, str], _Placed] = {}
    for kind in KINDS:
        for item in getattr(pack, {"case_facts": "facts"}.get(kind, kind)).values():
            found[kind, "", item.id] = _Placed(item, "", item.origin, item.origin.line())
    for procedure in pack.procedures.values():
        for act in procedure.acts:
            found["acts", procedure.id, act.id] = _Placed(act, procedure.title, act.origin, act.origin.line())
    added = {id(row) for catalogue in pack.catalogues.values() if catalogue.adds_to for row in catalogue.rows}
    for catalogue in pack.catalogues.values():
        for index, row in enumerate(catalogue.rows):
            if not catalogue.adds_to and id(row) in added:
                continue
            line = catalogue.origin.line(["rows", index])
            found["rows", catalogue.id, row.id] = _Placed(row, catalogue.title, catalogue.origin, line)
    return found


def _told(item: Any) -> dict[str, Any]:
    return {name: value for name, value in item.model_dump(by_alias=True).items() if name not in _APART}


def _differences(
    old: Mapping[str, Any], new: Mapping[str, Any], titles: Mapping[str, str]
) -> Iterator[FieldChange]:
    for name in dict.fromkeys([*old, *new]):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if name == "fields" and isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from _form(before, after)
        else:
            label = LABELS.get(name) or _MORE.get(name) or f"其他内容（{name}）"
            yield FieldChange(name, label, _say(before, titles), _say(after, titles))


def _form(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[FieldChange]:
    """The fields that an act asks for, by their titles, each with what differs in it."""
    for name in dict.fromkeys([*old, *new]):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        title = f"栏目“{(after or before or {}).get('title', name)}”"
        if before is None or after is None:
            yield FieldChange(name, title, "有" if before else "", "有" if after else "")
            continue
        for part in _differences(before, after, {}):
            yield FieldChange(f"{name}.{part.name}", f"{title}的{part.label}", part.before, part.after)


def _say(value: Any, titles: Mapping[str, str]) -> str:
    """In words; what names an act, a role, a fact or a clock is told by its title."""
    if value in (None, "", (), [], {}):
        return ""
    if isinstance(value, str) and value in titles:
        return titles[value]
    if isinstance(value, list | tuple):
        return "、".join(_say(one, titles) or plain(one) for one in value)
    return plain(value)


def _titles(items: Items) -> dict[str, str]:
    """By the names that packs use for them: the titles of acts and their fields, stages, roles, facts and clocks."""
    found = {"*": "各项", "true": "是", "false": "否"}
    for procedure in (one for versions in items.procedures.values() for one in versions):
        found |= {
            name: title for stage, title in procedure.stages.items() for name in (stage, f"stage:{stage}")
        }
        for act in procedure.acts:
            found[act.id] = act.title
            found |= {f"{act.id}.{name}": f"{act.title}的{field.title}" for name, field in act.fields.items()}
    for kind, prefix in (
        ("roles", ""),
        ("case_facts", "case."),
        ("party_facts", "party."),
        ("deadlines", "clocks."),
    ):
        for item_id, versions in items.of(kind).items():
            found[f"{prefix}{item_id}"] = versions[0].title
    return found
