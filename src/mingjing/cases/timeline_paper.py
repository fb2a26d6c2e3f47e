"""全过程记录 on paper: every record of a case with when it happened and when it was recorded, by the papers room."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.utils import timezone

from mingjing import papers
from mingjing.cases import shown
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.timeline import Entry

FORM = "case_timeline"
_LAYOUT: dict[str, Any] = {
    "id": FORM,
    "title": "全过程记录",
    "layout": "list",
    "audience": "internal",
    "volume": "internal",
    "issued": False,
    "blocks": [
        {
            "grid": [
                ["案件", "{act.case}"],
                ["记录", "{act.count}条", "打印日期", "{document.issued_on|date}"],
                ["链首", "{act.head}"],
            ]
        },
        {
            "table": {
                "of": "act.records",
                "numbered": False,
                "empty": "无",
                "columns": [
                    {"title": "序号", "value": "{item.seq}", "width": 0.6},
                    {"title": "发生时间", "value": "{item.at}", "width": 1.9},
                    {"title": "记录时间", "value": "{item.recorded}", "width": 1.9},
                    {"title": "经过", "value": "{item.sentence}", "width": 5},
                ],
            }
        },
        {"line": "说明：记录时间由系统写入，写入后不能改；标“补录”的，记录时间晚于发生时间超过规定的时限。"},
    ],
}


def paper(case: Case, entries: Sequence[Entry]) -> papers.Paper:
    """The timeline of a case, oldest first. Raises `papers.PaperError`."""
    rows = [
        {
            "seq": one.seq,
            "at": shown.minute(one.at),
            "recorded": shown.minute(one.recorded_at) + ("（补录）" if one.late else ""),
            "sentence": one.sentence,
        }
        for one in entries
    ]
    told = "，".join(part for part in (case.number, case.title, case.party_name) if part)
    facts = {
        "agency": {"name": case.agency.name},
        "document": {"issued_on": timezone.now().astimezone(SHANGHAI).date().isoformat()},
        "act": {
            "case": told or "（尚未确定案由）",
            "count": len(rows),
            "head": entries[-1].digest if entries else "—",
            "records": rows,
        },
    }
    return papers.render(_form(), facts)


@cache
def _form() -> papers.PaperForm:
    return papers.build_forms([("全过程记录", _LAYOUT)])[FORM]
