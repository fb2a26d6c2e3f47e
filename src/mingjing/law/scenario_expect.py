"""Comparing what a scenario expects with what came out; every difference is a Chinese sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from .case_clocks import clocks
from .examine import options
from .faults import LawError
from .findings import Findings
from .instants import law_day
from .library import Library
from .record import Context
from .sight import Sight
from .state import CaseState
from .tasks import tasks
from .view import facts_of

_KEYS = {"stage", "closed", "clocks", "tasks", "facts", "options", "documents", "on"}


def compare_step(
    step: Mapping[str, Any],
    found: Findings,
    library: Library,
    state: CaseState,
    at: dt.datetime,
    context: Context,
) -> list[str]:
    """A step's own expectation: accepted (default), `refused: [checks]` (exactly these), `scored: [checks]`."""
    expect = step.get("expect", "accepted")
    if expect == "accepted" or expect is True:
        expect = {}
    if not isinstance(expect, Mapping):
        return [f"的期望“{expect}”不认识。"]
    more = {key: value for key, value in expect.items() if key not in ("refused", "scored", "accepted")}
    said = _refusals(expect.get("refused"), found)
    if "scored" in expect:
        scored = {finding.check for finding in found.scores}
        missing = [check for check in _list(expect["scored"]) if check not in scored]
        said += [f"应当计分提示而没有：{'、'.join(missing)}。"] if missing else []
    return said + compare(more, library, state, at, context)


def _refusals(wanted: Any, found: Findings) -> list[str]:
    refused = {finding.check: finding for finding in found.refusals}
    if wanted is None:
        return [f"应当通过，却被拒绝：{_told(found, refused)}"] if refused else []
    names = _list(wanted)
    missing = [name for name in names if name not in refused]
    more = {name: finding for name, finding in refused.items() if name not in names}
    said = [f"应当因 {'、'.join(missing)} 被拒绝，却没有。"] if missing else []
    return said + ([f"被拒绝的原因多于预期：{_told(found, more)}"] if more else [])


def _told(found: Findings, refused: Mapping[str, Any]) -> str:
    return "；".join(
        f"{name}（{finding.say}{' 条件出错：' + finding.error if finding.error else ''}）"
        for name, finding in refused.items()
    )


def compare(
    expect: Mapping[str, Any], library: Library, state: CaseState, at: dt.datetime, context: Context
) -> list[str]:
    """Stage, clocks, tasks, facts, options, documents, as they stand at `at` (or on the day `on`)."""
    if not expect:
        return []
    said = [f"不认识期望“{key}”。" for key in expect if key not in _KEYS]
    if "on" in expect:
        at = dt.datetime.combine(dt.date.fromisoformat(str(expect["on"])), dt.time(12), at.tzinfo)
    pack = library.on(law_day(at))
    for key in ("stage", "closed"):
        if key in expect and getattr(state, key) != expect[key]:
            said.append(f"{key} 应当是 {expect[key]}，实际是 {getattr(state, key)}。")
    if "clocks" in expect:
        sight = Sight(pack, state, at)
        for name, wanted in expect["clocks"].items():
            if name not in pack.deadlines:
                raise LawError(f"没有“{name}”这一期限。")
            sight.prepare([("clocks", name)])
            said += _mapping(f"clocks.{name}", wanted, sight.data["clocks"][name])
    if "facts" in expect:
        said += _mapping("facts", expect["facts"], facts_of(pack, state, at))
    if "tasks" in expect:
        there = [
            task.id for task in tasks(pack, state, None, law_day(at), clocks(pack, state, None, law_day(at)))
        ]
        missing = [name for name in _list(expect["tasks"]) if name not in there]
        said += [f"待办应当有 {'、'.join(missing)}，实际是 {'、'.join(there) or '空'}。"] if missing else []
    if "documents" in expect:
        made = [document["form"] for document in state.documents]
        missing = [name for name in _list(expect["documents"]) if name not in made]
        said += [f"应当制作文书 {'、'.join(missing)}，实际是 {'、'.join(made) or '空'}。"] if missing else []
    if "options" in expect:
        offered = {option.act.id: option for option in options(pack, state, context)}
        for name, wanted in expect["options"].items():
            if name not in offered:
                said.append(f"程序中没有执法行为 {name}。")
                continue
            bars = sorted(finding.check for finding in offered[name].findings.bars)
            if bars != ([] if wanted == "ok" else sorted(_list(wanted))):
                said.append(f"{name} 现在应当{_may(wanted)}，实际{_may(bars)}。")
    return said


def _may(bars: Any) -> str:
    return "可以办理" if bars in ("ok", []) else "受阻于 " + "、".join(_list(bars))


def _mapping(name: str, wanted: Any, there: Mapping[str, Any]) -> list[str]:
    if not isinstance(wanted, Mapping):
        return [f"{name} 的期望应当由“键: 值”组成。"]
    said = []
    for key, value in wanted.items():
        if key not in there:
            said.append(f"{name} 没有 {key}。")
        elif not _same(value, there[key]):
            said.append(f"{name}.{key} 应当是 {value}，实际是 {there[key]}。")
    return said


def _same(wanted: Any, there: Any) -> bool:
    if isinstance(there, float) and not isinstance(wanted, bool):
        try:
            return float(wanted) == there
        except (TypeError, ValueError):
            return False
    return bool(wanted == there)


def _list(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]
