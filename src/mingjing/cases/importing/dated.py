"""What a text says happened when: dates with what follows them, years carried on where a text leaves them out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_DATE = re.compile(
    r"(?:(?P<year>20\d\d|19\d\d)\s*年\s*)?(?P<month>1[0-2]|0?[1-9])\s*月(?:\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*日)?"
)
# In this order: the first that the words after a date hold says what it was.
_KINDS = (
    ("filed", re.compile(r"立案")),
    ("notice_served", re.compile(r"(送达|签收|收到)[^，。]{0,24}告知书|告知书[^，。]{0,12}(送达|签收)|送达[^，。]{0,40}罚告|送达[^，。]{0,16}告知")),
    ("concluded", re.compile(r"调查(结束|终结)")),
    ("decided", re.compile(r"作出[^，。]{0,40}(处罚)?决定|决定(罚款|处罚)|罚款人民币")),
    ("inquired", re.compile(r"^[^，。]{0,6}询问")),
    ("found", re.compile(r"检查|查获|突查|核查|查明|发现|查处|明查暗访|到场|执法|举报|抽查")),
)  # fmt: skip


@dataclass(frozen=True)
class Dated:
    """One date; `day` is None when the text names only the month (then `first` is its first day)."""

    kind: str
    first: date
    exact: bool


def dated(text: str) -> list[Dated]:
    """All dates of a text that have a year, their own or carried on from the date before, in order of the text."""
    found: list[Dated] = []
    year: int | None = None
    last: date | None = None
    for match in _DATE.finditer(text):
        if match["year"]:
            year = int(match["year"])
        if year is None:
            continue
        month, day = int(match["month"]), int(match["day"] or 1)
        if (
            not match["year"]
            and last is not None
            and (last.month, last.day) > (month, day)
            and last.month - month > 6
        ):
            year += 1
        try:
            last = date(year, month, day)
        except ValueError:
            continue
        found.append(Dated(_kind(text[match.end() :]), last, bool(match["day"])))
    return found


def _kind(after: str) -> str:
    sentence = re.split(r"[。；]|\d+\s*月\s*\d+\s*日", after, maxsplit=1)[0][:80]
    near = sentence.split("，")
    for words in (near[0], "，".join(near[:2]), sentence):
        for kind, pattern in _KINDS:
            # A day is the decision's only if its own clause says so.
            if pattern.search(words) and (kind != "decided" or words == near[0]):
                return kind
    return "other"
