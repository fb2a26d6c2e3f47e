"""A log of one case on paper: whose it is, one row for each entry, oldest first, and what the reader must know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from mingjing import papers
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI

Columns = Sequence[tuple[str, str, float]]


def log_form(
    form: str, title: str, columns: Columns, lines: Sequence[str], *, head: Sequence[Sequence[str]] = (),
    numbered: bool = True,
) -> papers.PaperForm:  # fmt: skip
    """`columns` = title, name in the rows, width; `head` = rows of the grid below the usual ones; `lines` stand below."""
    grid = [["案件", "{act.case}"], ["记录", "{act.count}条", "打印日期", "{document.issued_on|date}"], *head]
    shown = [{"title": told, "value": f"{{item.{name}}}", "width": width} for told, name, width in columns]
    table = {"of": "act.rows", "numbered": numbered, "empty": "无", "columns": shown}
    layout: dict[str, Any] = {
        "id": form,
        "title": title,
        "layout": "list",
        "audience": "internal",
        "volume": "internal",
        "issued": False,
        "blocks": [{"grid": grid}, {"table": table}, *({"line": line} for line in lines)],
    }
    return papers.build_forms([(title, layout)])[form]


def print_log(
    form: papers.PaperForm, case: Case, named: Sequence[str], rows: Sequence[Mapping[str, Any]], **told: str
) -> papers.Paper:
    """`named` = what the case is called by, as far as there is something; `told` = what head and lines ask for.

    Raises `papers.PaperError`.
    """
    facts = {
        "agency": {"name": case.agency.name},
        "document": {"issued_on": timezone.now().astimezone(SHANGHAI).date().isoformat()},
        "act": {
            "case": "，".join(part for part in named if part) or "（尚未确定案由）",
            "count": len(rows),
            "rows": list(rows),
            **told,
        },
    }
    return papers.render(form, facts)
