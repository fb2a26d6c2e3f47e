"""The acts of an imported case in order, with what stands in the text about each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from mingjing import law
from mingjing.cases.importing.facts import Facts
from mingjing.cases.importing.timetable import Leg
from mingjing.cases.payload import SHANGHAI

# After the window of five working days the decision may be made on the sixth (行政处罚法 第64条第1项、第85条).
WINDOW = 6


@dataclass(frozen=True)
class Course:
    """What the law asks of the case: a hearing to be offered, a legal review, a collective deliberation."""

    hearing: bool
    review: bool
    deliberation: bool


def course_of(facts: Facts, pack: law.Pack, day: date) -> Course:
    """Ask the pack, by the facts that its derived facts read."""
    from dataclasses import replace
    from datetime import datetime, time
    from types import MappingProxyType

    known: dict[str, Any] = {
        "decision_kind": "penalty", "penalty_kinds": facts.kinds, "fine": f"{facts.fine:.2f}",
        "accident": is_accident(facts), "safety_harm": is_accident(facts),
    }  # fmt: skip
    state = replace(
        law.CaseState.new("penalty.ordinary"),
        facts=MappingProxyType(known),
        party=MappingProxyType({"kind": facts.row.party_kind or "org"}),
    )
    seen = law.facts_of(pack, state, datetime.combine(day, time(9), SHANGHAI))
    return Course(bool(seen["hearing_due"]), bool(seen["major"]), bool(seen["deliberation_due"]))


def is_accident(facts: Facts) -> bool:
    """The party is punished for an accident that has happened (安全生产法 第92条至第95条、第114条)."""
    return bool(re.search(r"事故", facts.row.violation or "")) and bool(
        re.search(r"死亡|受伤|遇难|负有责任|事故责任", facts.row.text + (facts.row.violation or ""))
    )


def ordered_correction(facts: Facts) -> bool:
    return bool(re.search(r"责令[^，。]{0,12}(整改|改正)", facts.row.text + (facts.row.penalty or "")))


def spoke(facts: Facts) -> bool:
    """The party stated or defended itself, as the text says."""
    text = facts.row.text
    return bool(re.search(r"申辩", text)) and not re.search(
        r"(未|没有|放弃|逾期)[^，。]{0,8}(陈述|申辩)", text
    )


def legs_of(facts: Facts, course: Course) -> list[Leg]:
    """All acts up to the archive, with usual and least gaps in working days."""
    corrected = ordered_correction(facts)
    legs = [Leg("register_clue", 0), Leg("inspect_site", 0)]
    legs += [Leg("order_rectification", 0)] if corrected else []
    legs += [Leg("file_case", 2), Leg("inquire", 2), Leg("collect_evidence", 1)]
    legs += [Leg("recheck_rectification", 5)] if corrected else []
    legs += [Leg("conclude_investigation", 2), Leg("draft_disposition", 1)]
    legs += [Leg("submit_review", 1), Leg("legal_review", 2)] if course.review else []
    legs += [Leg("notify_penalty", 1), Leg("serve_notice", 1)]
    heard = spoke(facts)
    legs += [Leg("record_statement", 2), Leg("review_statement", 1)] if heard else []
    waited = WINDOW - (3 if heard else 0)
    if course.deliberation:
        legs += [Leg("deliberate", waited, 0), Leg("decide", 1, 1 if heard else 0)]
    else:
        legs += [Leg("decide", waited, 0)]
    legs += [Leg("serve_decision", 2), Leg("propose_disclosure", 1), Leg("publish_decision", 1)]
    legs += [Leg("record_payment", 3)] if "fine" in facts.kinds else []
    legs += [Leg("close_case", 3), Leg("archive_case", 5)]
    return legs


def given_days(facts: Facts, calendar: Any) -> dict[str, date]:
    """The days that the source gives, by act; a month alone gives its first working day, and is noted as presumed."""
    found: dict[str, date] = {}
    first = facts.day("found") or next(
        (one for one in facts.dates if not facts.decided_on or one.first <= facts.decided_on), None
    )
    for act, one in (("register_clue", first), ("file_case", facts.day("filed")), ("inquire", facts.day("inquired")),
                     ("conclude_investigation", facts.day("concluded")), ("serve_notice", facts.day("notice_served"))):  # fmt: skip
        if one is None or (facts.decided_on and one.first > facts.decided_on):
            continue
        if one.exact:
            found[act] = one.first
        elif act == "register_clue":
            found[act] = calendar.roll(one.first)
            facts.presumed.append(
                f"发现日期原文只到{one.first.year}年{one.first.month}月，按该月第一个工作日{found[act]}"
            )
    if facts.decided_on:
        found["decide"] = facts.decided_on
    return _in_order(found)


def _in_order(found: dict[str, date]) -> dict[str, date]:
    """Days that contradict the decision's are left to the law room; a clue is never later than what follows it."""
    others = [day for act, day in found.items() if act != "register_clue"]
    if "register_clue" in found and others and found["register_clue"] > min(others):
        found["register_clue"] = min(others)
    return found
