"""全过程记录 on paper: every record of a case with when it happened and when it was recorded, by the papers room."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from mingjing import papers
from mingjing.cases import shown
from mingjing.cases.models import Case
from mingjing.cases.printed_log import log_form, print_log
from mingjing.cases.timeline import Entry

COLUMNS = [
    ("序号", "seq", 0.6),
    ("发生时间", "at", 1.9),
    ("记录时间", "recorded", 1.9),
    ("经过", "sentence", 5),
]
NOTE = "说明：记录时间由系统写入，写入后不能改；标“补录”的，记录时间晚于发生时间超过规定的时限。"


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
    named = (case.number, case.title, case.party_name)
    return print_log(_form(), case, named, rows, head=entries[-1].digest if entries else "—")


@cache
def _form() -> papers.PaperForm:
    head = [["链首", "{act.head}"]]
    return log_form("case_timeline", "全过程记录", COLUMNS, [NOTE], head=head, numbered=False)
