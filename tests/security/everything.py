"""All that an attack could have changed, as one comparable value; and how an answer to a person has to sound."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from mingjing.cases.models import (
    Case,
    CaseClock,
    CaseOfficer,
    Document,
    Engagement,
    NumberSeries,
    RequestKey,
    Task,
)
from mingjing.records.models import Attachment, Head, Outbox, Record

TABLES = (
    Record,
    Head,
    Outbox,
    Attachment,
    Document,
    NumberSeries,
    RequestKey,
    Engagement,
    CaseClock,
    CaseOfficer,
    Task,
)
# What only a programmer would say.
CODE = re.compile(
    r"Traceback|Error\b|Exception|File \"|line \d|None\b|null\b|\bpsycopg|django|pydantic|site-packages|<class|"
    r"Not Found|Bad Request|Forbidden|Server Error|Internal"
)


def everything() -> dict[str, Any]:
    """Rows by table and the state of each case by its digest."""
    told: dict[str, Any] = {
        table.__name__: sorted(map(repr, table.objects.values_list())) for table in TABLES
    }
    told["states"] = {
        str(case.pk): hashlib.sha256(json.dumps([case.state, case.seq], sort_keys=True).encode()).hexdigest()
        for case in Case.objects.all()
    }
    return told


def speaks_chinese(text: str) -> None:
    """An answer holds a Chinese sentence and nothing that only a programmer would say."""
    assert re.search(r"[一-鿿]{4}.*[。；，]", text, re.DOTALL), text[:300]
    found = CODE.search(text)
    assert not found, text[max(0, found.start() - 200) : found.end() + 200]
