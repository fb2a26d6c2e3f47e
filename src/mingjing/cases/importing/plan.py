"""A row's facts made into steps on lawful days, or the facts that are missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from mingjing import law
from mingjing.cases.importing import chapters, legs, register
from mingjing.cases.importing.acting import Step
from mingjing.cases.importing.facts import Facts, Missing
from mingjing.cases.importing.timetable import NoRoom, timetable
from mingjing.cases.payload import SHANGHAI
from mingjing.law.instants import day_zh

Masks = Callable[[Any], Any]
ACT_MINUTES = 25  # an act with its approvals
VISIT = timedelta(minutes=15)
NEEDS_TWO = frozenset({"inspect_site", "order_rectification", "inquire", "collect_evidence", "recheck_rectification", "record_statement",
                       "serve_notice", "serve_decision"})  # fmt: skip


class Incomplete(Exception):
    """The row can't become a case; `missing` says which facts the law needs."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__("；".join(one.say for one in missing))
        self.missing = missing


def steps_of(
    facts: Facts, library: law.Library, today: date, masks: Masks, *, presume_dates: bool
) -> list[Step]:
    """All steps up to today in order. Raises Incomplete."""
    if facts.decided_on is None and not presume_dates:
        facts.lack(
            "决定日期",
            "field.decided_on",
            "原文没有写明作出决定的日期。",
            "请从决定书落款补充；或者加 --presume-dates，按原文其他日期推定并注明。",
        )
    known = [one for one in (facts.decided_on, *(d.first for d in facts.dates)) if one is not None]
    if not known:
        facts.lack("日期", "not_before_cause", "原文没有任何写明年份的日期，无法安排办案经过。")
    elif facts.decided_on and facts.decided_on > today:
        facts.lack(
            "决定日期",
            "not_future",
            f"决定日期{day_zh(facts.decided_on)}在将来。",
            "请核对决定书后改正。",
        )
    day = facts.decided_on or max(known, default=today)
    old = not _law_of_that_day(facts, library, day)
    pack = library.on(today if old else day)
    violation = _violation(facts, pack)
    if facts.missing:
        raise Incomplete(facts.missing)
    course = legs.course_of(facts, pack, day)
    days = _days(facts, course, pack.calendar, today)
    _law_of_that_day(facts, library, next(iter(days.values())))
    if facts.missing:
        raise Incomplete(facts.missing)
    told = chapters.Chapters(facts, course, days, violation, register.NAMES)
    return _steps(told, days, masks, today)


def _law_of_that_day(facts: Facts, library: law.Library, day: date | None) -> bool:
    """行政处罚法 of 2021 is what the packs carry out: a case before it can't be judged by them. False = before it."""
    held = day is None or any(one.title == "行政处罚法" for one in library.on(day).statutes.values())
    if day is not None and not held:
        facts.lack(
            "当时施行的法律", "law_in_force", f"{day_zh(day)}时本系统的法规包尚未开始（自2021年7月15日起），不能判断该案是否合法。",
            "该日之前的案件请留在原档案中。",
        )  # fmt: skip
    return held


def _violation(facts: Facts, pack: law.Pack) -> Any:
    """The row of the catalogue of violations; it also gives the provision breached where the text gives only the penalty's."""
    rows = list(pack.catalogue("violations").rows)
    by_penal = [row for row in rows if any(_same(penal, str(row.penal)) for penal in facts.penal)]
    if not facts.violated and facts.penal:
        if len(by_penal) == 1 and " 第" in str(by_penal[0].violated):
            facts.violated = str(by_penal[0].violated).split("；")[:1]
            facts.presumed.append(f"违反的规定按处罚依据对应的违法行为目录：{facts.violated[0]}")
        elif legs.is_accident(facts) and "负有责任" in facts.row.text:
            facts.violated = facts.penal[:1]
            facts.presumed.append("对事故负有责任的处罚，处罚条款同时规定了行为")
    if any(one.check == "citations_complete" for one in facts.missing) or (
        not facts.kinds and not facts.violated
    ):
        return by_penal[0] if by_penal else None
    if not facts.violated:
        facts.lack("违反的规定", "citations_complete", "原文没有写明违反了哪一条规定。")
    if not facts.penal:
        facts.lack("处罚依据", "citations_complete", "原文没有写明依据哪一条处罚。")
    return by_penal[0] if by_penal else next(row for row in rows if row.id == "general")


def _same(penal: str, listed: str) -> bool:
    """The cited article is the listed one, or a part of it."""
    return penal == listed or penal.startswith((f"{listed}第", f"{listed}项"))


def _days(facts: Facts, course: legs.Course, calendar: Any, today: date) -> dict[str, date]:
    acts = legs.legs_of(facts, course)
    given = legs.given_days(facts, calendar)
    try:
        days = timetable(acts, given, calendar)
    except NoRoom as tight:
        facts.lack(
            "办案经过的日期", "not_before_cause", f"原文的日期前后矛盾：{day_zh(tight.first)}与{day_zh(tight.last)}之间排不下应有的程序。",
            "请核对原文日期。",
        )  # fmt: skip
        raise Incomplete(facts.missing) from tight
    found = dict(zip((one.act for one in acts), days, strict=True))
    if "decide" not in given:
        facts.presumed.append(f"决定日期按原文其他日期推定为{day_zh(found['decide'])}")
        if found["decide"] > today:
            facts.lack("决定日期", "not_future", "按原文日期推定的决定日期在将来。")
            raise Incomplete(facts.missing)
    unstated = [act for act in ("file_case", "serve_notice") if act not in given]
    facts.presumed += [
        {"file_case": "立案日期原文未载", "serve_notice": "告知书送达日期原文未载"}[act] for act in unstated
    ]
    return found


def _steps(told: chapters.Chapters, days: dict[str, date], masks: Masks, today: date) -> list[Step]:
    steps: list[Step] = []
    free = datetime.min.replace(tzinfo=SHANGHAI)
    for act, day in days.items():
        if day >= today:
            break
        at = max(datetime.combine(day, time(9), SHANGHAI), free)
        free = at + timedelta(minutes=ACT_MINUTES)
        moments = {
            "at": law.stamp(at),
            "start": law.stamp(at - VISIT),
            "end": law.stamp(at - timedelta(minutes=5)),
        }
        fields = told.fields(act, day, moments)
        if fields.get("masks") == "=masks":
            fields["masks"] = masks
        collects = act == "collect_evidence"
        steps.append(Step(
            act=act, at=at, fields=fields, reasons=chapters.REASONS,
            officers=("handler", "second") if act in NEEDS_TWO else (),
            evidence=told.evidence() if collects else (),
            files={f"{told.row.id}.txt": told.row.text.encode()} if collects else {},
        ))  # fmt: skip
    return steps
