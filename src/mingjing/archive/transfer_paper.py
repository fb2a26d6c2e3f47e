"""移交清单 on paper: one list by the papers room, with what is handed over and the digests that the receiver compares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from mingjing import papers

FORM = "archive_transfer_list"
_LAYOUT: dict[str, Any] = {
    "id": FORM,
    "title": "归档案卷移交清单",
    "layout": "list",
    "audience": "internal",
    "volume": "internal",
    "page_numbers": True,
    "issued": False,
    "blocks": [
        {
            "grid": [
                ["清单编号", "{act.number}", "移交种类", "{act.kind}"],
                ["移交单位", "{agency.name}", "接收单位", "{act.receiver}"],
                ["移交日期", "{document.issued_on|date}", "移交人", "{act.giver}"],
                ["合计", "{act.total}"],
            ]
        },
        {
            "table": {
                "of": "act.files",
                "numbered": True,
                "columns": [
                    {"title": "档号、题名", "value": "{item.named}", "width": 4},
                    {"title": "保管期限", "value": "{item.period}", "width": 1.3},
                    {"title": "文件数、大小", "value": "{item.counted}", "width": 1.5},
                    {"title": "信息包摘要", "value": "{item.digest}", "width": 4},
                ],
            }
        },
        {"line": "接收方请以同一算法计算所收信息包的摘要，与清单逐卷核对，并用 mingjing archive check 作四性检测；核对无误后确认接收。"},
        {"line": "移交说明：{act.note?　}"},
        {"sign": [{"who": "移交人", "date": True}, {"who": "接收人", "date": True}]},
    ],
}  # fmt: skip


def paper(agency: str, day: str, told: Mapping[str, Any], files: Sequence[Mapping[str, str]]) -> papers.Paper:
    """`told` = number, kind, receiver, giver, total, note; `files` = named, period, counted, digest of each; `day` ISO.

    Raises `papers.PaperError`.
    """
    facts = {
        "agency": {"name": agency},
        "document": {"issued_on": day},
        "act": {**told, "files": list(files)},
    }
    return papers.render(_form(), facts)


@cache
def _form() -> papers.PaperForm:
    return papers.build_forms([("归档案卷移交清单", _LAYOUT)])[FORM]
