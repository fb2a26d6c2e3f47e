"""期限计算书: all that a deadline was computed from, as JSON, and the arguments that compute it again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .accrual import Accrued
from .calendar import WorkCalendar
from .due import Due, Extension
from .instants import CHINA, stamp
from .procedure import Deadline

FORMAT = "mingjing-clock-proof/1"
Json = dict[str, Any]


def proof_of(
    found: Due | Accrued, on: dt.date, calendar: WorkCalendar, *, cause: str = "", pack: str = ""
) -> Json:
    """Everything that a due day (or an accrual) rests on. `on` = the day whose law was applied.

    `recompute` are the words after `mingjing` that give the same again; `pack` = id of the last layer.
    """
    due = found if isinstance(found, Due) else None
    return {
        "format": FORMAT,
        "rule": _rule(found.rule),
        "law_of": on.isoformat(),
        "trigger": {"cause": cause, "at": iso(found.start)},
        "period": [{"amount": amount, "unit": unit} for amount, unit in due.parts[:1]] if due else [],
        "pauses": [{"first": iso(span.first), "last": iso(span.last) if span.last else ""} for span in found.pauses],
        "extensions": [_extension(one) for one in due.extensions] if due else [],
        "calendar": _notices(found, calendar),
        "result": _result(found),
        "provisional": found.provisional,
        "derivation": found.sentences(cause),
        "recompute": _words(found, on, cause, pack),
    }  # fmt: skip


def iso(moment: dt.date) -> str:
    """A date, or an instant in Chinese time, as ISO text."""
    return stamp(moment) if isinstance(moment, dt.datetime) else moment.isoformat()


def _rule(rule: Deadline) -> Json:
    return {
        "id": rule.id, "title": rule.title, "citation": rule.citation, "kind": rule.kind, "lasts": rule.lasts,
        "before": rule.before, "from_next_day": rule.from_next_day, "rolls": rule.rolls, "internal": rule.internal,
        "provisional": rule.provisional, "who": rule.who, "consequence": rule.consequence,
    }  # fmt: skip


def _extension(one: Extension) -> Json:
    return {
        "amount": one.amount, "unit": one.unit, "approved": iso(one.approved) if one.approved else "",
        "until": iso(one.until) if one.until else "", "counts": one.counts,
    }  # fmt: skip


def _notices(found: Due | Accrued, calendar: WorkCalendar) -> list[Json]:
    """The notices of the years that took part; a year without one is said to be unpublished."""
    if not isinstance(found, Due) or not found.counts_workdays:
        return []
    return [_notice(year, calendar) for year in found.years]


def _notice(year: int, calendar: WorkCalendar) -> Json:
    notice = calendar.years.get(year)
    if notice is None:
        return {"year": year, "published": False}
    published_on = iso(notice.published_on) if notice.published_on else ""
    return {"year": year, "published": True, "notice": notice.notice, "title": notice.title,
            "published_on": published_on, "amends": notice.amends}  # fmt: skip


def _result(found: Due | Accrued) -> Json:
    if isinstance(found, Due):
        return {"due": iso(found.day), "before_rolling": iso(found.plain)}
    amount = found.amount
    return {"first": iso(found.first), "until": iso(found.until), "days": found.days,
            "amount": f"{amount:.2f}" if amount is not None else ""}  # fmt: skip


def _words(found: Due | Accrued, on: dt.date, cause: str, pack: str) -> list[str]:
    words = ["law", "clock", found.rule.id, "--from", _given(found.start), "--on", iso(on)]
    words += ["--cause", cause] if cause else []
    for span in found.pauses:
        words += ["--pause", f"{iso(span.first)}..{iso(span.last) if span.last else ''}"]
    if isinstance(found, Due):
        amount, unit = found.parts[0]
        words += ["--lasts", f"{amount} {unit}"]
        for one in found.extensions:
            approved = f"@{_given(one.approved)}" if one.approved else ""
            words += ["--extend", f"{one.amount} {one.unit}{approved}"]
    else:
        words += ["--until", iso(found.until)]
        words += ["--of", str(found.money.of)] if found.money else []
    return [*words, *(["--pack", pack] if pack else []), "--json"]


def _given(moment: dt.date) -> str:
    return moment.astimezone(CHINA).isoformat() if isinstance(moment, dt.datetime) else moment.isoformat()
