"""Periods that the public sees kept, and until when the party may seek a remedy: read off the pack's clocks."""

from __future__ import annotations

from datetime import date
from typing import Any

from mingjing import law
from mingjing.cases.effects import Done
from mingjing.cases.payload import SHANGHAI

REMEDIES = {
    "reconsideration_apply": ("行政复议", "reconsideration_body"),
    "suit_direct": ("行政诉讼", "court"),
}
_UNITS = {"days": "日", "workdays": "个工作日", "months": "个月"}


def periods(done: Done) -> list[dict[str, Any]]:
    """Ended periods: {title, used, allowed, unit, kept, due, citation}; `used` in the unit of the period.

    Only of deadlines that the pack marks as public; a clock that hasn't ended is left out.
    """
    found = []
    for clock in _clocks(done):
        if done.pack.deadlines[clock.id].public and clock.done and clock.ended_on and clock.computed:
            amount, unit = clock.computed.parts[0]
            allowed = sum(part for part, of in clock.computed.parts if of == unit)
            if unit not in ("days", "workdays"):
                continue
            found.append(
                {
                    "title": clock.title,
                    "used": clock.computed.used(date.fromisoformat(clock.ended_on[:10])),
                    "allowed": allowed or amount,
                    "unit": _UNITS[unit],
                    "kept": not clock.over,
                    "due": clock.due_iso[:10],
                    "citation": clock.citation,
                }
            )
    return _without_twins(found)


def _without_twins(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two rules that ask for the same (sector and general) are one line, the stricter one."""
    kept: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in found:
        kept.setdefault((one["used"], one["allowed"], one["unit"], one["due"]), one)
    return list(kept.values())


def remedy(done: Done) -> dict[str, dict[str, str]]:
    """The ways that the procedure names: {right: {title, body, due, lasts, citation}}; without service `due` is empty.

    `right` = reconsideration_apply or suit_direct; a procedure's own clock for the same right names it as its row.
    """
    agency, published = done.agency.facts, done.pack.procedure(done.state.procedure).published
    clocks = {clock.id: clock for clock in _clocks(done)}
    found = {}
    for own in published.remedies if published else ():
        rule, clock = done.pack.deadlines.get(own), clocks.get(own)
        name = next((one for one in (own, *(rule.row if rule else ())) if one in REMEDIES), "")
        title, body = REMEDIES.get(name, ("", ""))
        if rule is None or not agency.get(body):
            continue
        amount, unit = rule.lasts.split(" ")
        found[name] = {
            "title": title,
            "body": str(agency[body]),
            "due": clock.due_iso[:10] if clock else "",
            "lasts": f"{amount}{_UNITS.get(unit if unit.endswith('s') else unit + 's', '')}",
            "citation": rule.citation,
        }
    return found


def _clocks(done: Done) -> list[law.Clock]:
    today = done.now.astimezone(SHANGHAI).date()
    return list(law.clocks(done.pack, done.state, done.pack.calendar, today))
