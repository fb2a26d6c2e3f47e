"""Finding an item of the packs by id or Chinese title, and saying all about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .items import Period, Row
from .library import Library
from .pack import KINDS, Pack, concerns
from .procedure import Act, Check
from .yaml_source import Origin

NOUNS = {
    "statutes": "法规", "limits": "限值", "roles": "岗位", "case_facts": "案件事实", "party_facts": "当事人事实",
    "deadlines": "期限", "procedures": "程序", "checks": "检查", "catalogues": "目录", "forms": "文书格式",
    "acts": "执法行为", "rows": "目录项",
}  # fmt: skip
LABELS = {
    "citation": "依据", "when": "适用条件", "require": "要求", "on_fail": "不符合时", "say": "提示", "mend": "补正",
    "mend_act": "补正事项", "value": "数值", "unit": "单位", "number": "文号", "level": "效力层级", "kind": "种类",
    "starts": "起算", "lasts": "期间", "ends": "终结", "stage": "环节", "by": "办理岗位", "approvals": "审批岗位",
    "evaluation": "评查", "defect": "常见缺陷", "review_point": "审核要点", "before": "适用于", "note": "说明",
    "source": "出处", "type": "类型", "articles": "所引条文", "moves_to": "办结后进入", "row": "对应条目", "owner": "由谁确定",
}  # fmt: skip
_WORDS = {"bar": "不得办理", "reason": "说明理由后可以办理", "score": "计分"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An item found: of which kind, where, and (for acts and rows) within what."""

    noun: str
    item: Any
    origin: Origin
    line: int
    within: str
    in_force: Period
    checks: tuple[Check, ...] = ()


def find(library: Library, text: str, day: dt.date) -> list[Entry]:
    """Items in force on `day` whose id or title is `text`; if none, those whose title contains it."""
    entries = list(_entries(library.on(day)))
    exact = [entry for entry in entries if text in (entry.item.id, entry.item.title)]
    return exact or [entry for entry in entries if text and text in entry.item.title]


def _entries(pack: Pack) -> Iterator[Entry]:
    for kind in KINDS:
        attribute = {"case_facts": "facts"}.get(kind, kind)
        for item in getattr(pack, attribute).values():
            yield Entry(NOUNS[kind], item, item.origin, item.origin.line(), "", item.in_force)
    for procedure in pack.procedures.values():
        for act in procedure.acts:
            checks = tuple(check for check in pack.checks.values() if concerns(check, procedure, act))
            yield Entry(
                NOUNS["acts"],
                act,
                act.origin,
                act.origin.line(),
                procedure.title,
                procedure.in_force,
                checks,
            )
    added = {id(row) for catalogue in pack.catalogues.values() if catalogue.adds_to for row in catalogue.rows}
    for catalogue in pack.catalogues.values():
        nodes = {row.id: index for index, row in enumerate(catalogue.rows)}
        for row in catalogue.rows:
            if not catalogue.adds_to and id(row) in added:
                continue
            line = catalogue.origin.line(["rows", nodes[row.id]])
            yield Entry(NOUNS["rows"], row, catalogue.origin, line, catalogue.title, row.in_force)


def describe(entry: Entry) -> list[str]:
    """The lines of `mingjing law show`."""
    item = entry.item
    lines = [f"{entry.noun}：{item.title or item.id}（{item.id}）"]
    if entry.within:
        lines.append(f"  所属：{entry.within}")
    for name, label in LABELS.items():
        value = getattr(item, name, None)
        if value not in (None, "", (), [], {}):
            lines.append(f"  {label}：{plain(value)}")
    lines += [f"  {key}：{plain(value)}" for key, value in _extras(item)]
    if isinstance(item, Act):
        lines += [f"  栏目：{kind.title}（{name}，{kind.type}{'' if kind.required else '，可不填'}）"
                  for name, kind in item.fields.items()]  # fmt: skip
        lines += [f"  检查：{check.title}（{check.id}，{_WORDS[check.on_fail]}）" for check in entry.checks]
    since, until = entry.in_force.since, entry.in_force.until
    if since or until:
        lines.append(f"  施行期间：{since or '不限'} 至 {until or '不限'}")
    if getattr(item, "provisional", False):
        lines.append("  尚待核实：是")
    lines.append(f"  位置：{entry.origin.file}:{entry.line}")
    return lines


def _extras(item: Any) -> list[tuple[str, Any]]:
    extra = getattr(item, "model_extra", None) or {}
    return [(key, value) for key, value in extra.items() if isinstance(item, Row) or isinstance(value, str)]


def plain(value: Any) -> str:
    """A value of an item in words: yes and no in Chinese, lists and mappings on one line."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple | list):
        return "、".join(plain(part) for part in value)
    if isinstance(value, dict):
        return "；".join(f"{key}：{plain(part)}" for key, part in value.items())
    if hasattr(value, "model_dump"):
        return plain({key: part for key, part in value.model_dump().items() if part})
    return _WORDS.get(value, str(value)) if isinstance(value, str) else str(value)
