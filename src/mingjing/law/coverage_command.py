"""`mingjing law coverage`: the rows of law with what carries them out, as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .coverage import Accounted, Coverage
from .show import NOUNS

KINDS = {"deadline": "期限", "gate": "关口", "threshold": "数额标准"}
LEVELS = {"text": "已读原文", "secondary": "二手转述", "local": "本级文件", "memory": "凭记忆", "not-found": "未取得"}  # fmt: skip


def as_json(found: Coverage) -> str:
    """Everything, for machines."""
    rows = [_row(one) for one in found.rows]
    result = {"complete": found.complete, "rows": rows, "faults": [str(fault) for fault in found.faults]}
    return json.dumps(result, ensure_ascii=False, indent=2)


def _row(one: Accounted) -> dict[str, Any]:
    carriers = [
        {"kind": carrier.kind, "id": carrier.id, "title": carrier.title, "provisional": carrier.provisional,
         "place": f"{carrier.origin.file}:{carrier.line}", "scenarios": list(carrier.scenarios)}
        for carrier in one.carriers
    ]  # fmt: skip
    left = {"why": one.left_out.why, "by": one.left_out.by} if one.left_out else None
    return {
        "id": one.row.id, "kind": one.row.kind, "title": one.row.title, "article": one.row.article,
        "level": one.row.level, "unsure": one.row.unsure, "carriers": carriers, "left_out": left,
        "elsewhere": {"how": one.elsewhere.how, "test": one.elsewhere.test} if one.elsewhere else None, "wrong": list(one.wrong),
    }  # fmt: skip


def as_text(found: Coverage, *, missing_only: bool = False) -> Iterator[str]:
    """The lines for people: by kind, with counts; `missing_only` = only what is not in order."""
    for kind, title in KINDS.items():
        rows = [one for one in found.rows if one.row.kind == kind]
        yield f"{title}{len(rows)}条：{_counts(rows)}"
        for one in rows:
            if one.wrong or not missing_only:
                yield from _lines(one)
        yield ""
    yield from (str(fault) for fault in found.faults)
    wrong = sum(bool(one.wrong) for one in found.rows) + len(found.faults)
    yield "每一条都有办理的项目和情景，或者写明了不办理的理由。" if found.complete else f"共{wrong}处不符。"


def _counts(rows: list[Accounted]) -> str:
    carried = sum(bool(one.carriers) for one in rows)
    left = sum(one.left_out is not None for one in rows)
    missing = sum(one.missing for one in rows)
    unsure = sum(bool(one.carriers) and one.row.unsure for one in rows)
    return f"已办理{carried}条（其中暂定{unsure}条），写明不办理{left}条，缺{missing}条。"


def _lines(one: Accounted) -> Iterator[str]:
    sign = "×" if one.wrong else "－" if one.left_out else "√"
    unsure = f"［待核实：{LEVELS[one.row.level]}］" if one.row.unsure else ""
    yield f"  {sign} {one.row.title}（{one.row.id}），{one.row.article}{unsure}"
    if one.carriers:
        named = dict.fromkeys(
            f"{NOUNS[carrier.kind]}“{carrier.title or carrier.id}”{'（暂定）' if carrier.provisional else ''}"
            for carrier in one.carriers
        )
        yield f"      办理：{'、'.join(named)}"
    if one.scenarios:
        more = f"等{len(one.scenarios)}个" if len(one.scenarios) > 3 else ""
        yield f"      情景：{'、'.join(one.scenarios[:3])}{more}"
    if one.elsewhere:
        yield f"      检验：{one.elsewhere.how}（{one.elsewhere.test}）"
    if one.left_out:
        yield f"      不办理：{one.left_out.why}{f'（{one.left_out.by}）' if one.left_out.by else ''}"
    yield from (f"      不符：{said}" for said in one.wrong)
