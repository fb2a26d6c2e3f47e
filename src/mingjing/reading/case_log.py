"""Who read one case: as a timeline for the staff, and on paper for the party who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from uuid import UUID

from django.utils import timezone

from mingjing import papers
from mingjing.cases import shown
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.printed_log import log_form, print_log
from mingjing.cases.reading import visible_case
from mingjing.cases.standing import Person
from mingjing.reading.readers import Access, Readers
from mingjing.records.models import AccessLog

MOST = 500  # readings on the page
MOST_ON_PAPER = 5000
LIMIT, DUTY_ONLY = "access_log_names", "duty"
COLUMNS = [("时间", "at", 2.2), ("查阅人", "who", 2.6), ("查阅内容", "what", 3), ("事由", "reason", 2)]
KEPT = "查阅记录由系统写入，写入后不能改动。检索到本案、在案件页内自动载入的部分，同一人一小时内不重复记录。"


@dataclass(frozen=True, slots=True)
class Day:
    """Readings of one day, the latest first."""

    day: date
    rows: Sequence[Access]


@dataclass(frozen=True, slots=True)
class CaseLog:
    """Who read a case; `outside` = readings by persons who don't work on it; `cut` = older ones are not shown."""

    case: Case
    days: Sequence[Day]
    count: int
    outside: int
    cut: bool


def case_log(person: Person, case_id: UUID) -> CaseLog:
    """The readings of a case, day by day (at most 8 queries); logged. Raises `NoSuchCase`."""
    case = visible_case(person, case_id, "查看记录")
    found = _rows(case, MOST + 1)
    rows = found[:MOST]
    days = [Day(day, list(of)) for day, of in groupby(rows, lambda row: row.at.astimezone(SHANGHAI).date())]
    outside = sum(1 for row in rows if not row.on_case)
    return CaseLog(case, days, len(rows), outside, len(found) > MOST)


def printed_case_log(person: Person, case_id: UUID) -> tuple[str, papers.Paper]:
    """The whole log on paper, as the party may get it, with the name of its file; logged. Raises `NoSuchCase`."""
    case = visible_case(person, case_id, "打印查阅记录")
    return f"查阅记录 {(case.number or case.title or '案件').replace('/', '-')}.pdf", paper_of(case)


def paper_of(case: Case) -> papers.Paper:
    """The log on paper, oldest first; whether names stand in it is the agency's parameter. Raises `papers.PaperError`."""
    today = timezone.now().astimezone(SHANGHAI).date()
    pack = pack_on(case.agency, today)
    limit = pack.limits.get(LIMIT)
    named = limit is None or limit.value != DUTY_ONLY
    found = _rows(case, MOST_ON_PAPER + 1)
    rows = [
        {
            "at": shown.minute(row.at),
            "who": f"{row.person}（{row.duty}）" if named else row.duty,
            "what": row.what,
            "reason": row.reason or ("办理本案" if row.on_case else "履行岗位职责"),
        }
        for row in reversed(found[:MOST_ON_PAPER])
    ]
    cut = f"；只列最近的{MOST_ON_PAPER}条，更早的没有列入" if len(found) > MOST_ON_PAPER else ""
    rule = f"，是本机关的参数{'（暂定）' if limit.provisional else ''}；{limit.note}" if limit else ""
    told = "查阅人写明姓名和岗位" if named else "查阅人只写岗位"
    return print_log(_form(), case, (case.number, case.title), rows, note=f"{told}{rule}{cut}。")


def _rows(case: Case, most: int) -> list[Access]:
    """The latest readings, the latest first (5 queries)."""
    found = list(
        AccessLog.objects.filter(case_id=case.pk).select_related("user").order_by("-at", "-pk")[:most]
    )
    readers = Readers.of(found)
    return [readers.access(row) for row in found]


@cache
def _form() -> papers.PaperForm:
    return log_form("case_accesses", "案件查阅记录", COLUMNS, ["说明：{act.note}", KEPT])
