"""Which open cases a change of the law touches: every open case judged by the law of two days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from mingjing import law
from mingjing.cases.circumstances import context_of, state_of
from mingjing.cases.libraries import layers_of, library_of
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.law.touched import Touched, touched

BATCH = 200


@dataclass(frozen=True)
class TouchedCase:
    """An open case with what changes for it."""

    case: Case
    how: Touched


def touched_cases(first: date, last: date, layer: str = "") -> Iterator[TouchedCase]:
    """Open cases that the law of `last` treats otherwise than that of `first`, judged as at noon on `last`.

    A case as it stands now, under its own agency's packs; one that was begun after `last` has known no other law and is
    left out. `layer`: only cases of agencies that work under this pack. One pass, 1 query. Raises `law.LawError`.
    """
    now = datetime.combine(last, time(12), SHANGHAI)
    for case in _open(layer, datetime.combine(last, time.max, SHANGHAI)):
        library = library_of(case.agency)
        before, after = library.on(first), library.on(last)
        if before is after:
            continue
        how = touched(before, after, state_of(case), context_of(case, None, {}, now))
        if how:
            yield TouchedCase(case, how)


def _open(layer: str, by: datetime) -> Iterator[Case]:
    cases = Case.objects.filter(closed=False, opened_at__lte=by).select_related("agency")
    cases = cases.order_by("agency", "number", "pk")
    for case in cases.iterator(chunk_size=BATCH):
        if not layer or layer in layers_of(case.agency.layer):
            yield case


def as_data(found: Sequence[TouchedCase]) -> list[dict[str, object]]:
    """For machines."""
    return [
        {
            "case": str(one.case.pk), "number": one.case.number, "title": one.case.title,
            "agency": one.case.agency.name,
            "clocks": [
                {"id": m.id, "title": m.title, "citation": m.citation, "before": m.before, "after": m.after,
                 "provisional": m.provisional}
                for m in one.how.moved
            ],
            "barred": [
                {"act": b.act, "title": b.title,
                 "findings": [{"check": f.check, "citation": f.citation, "say": f.say, "mend": f.mend}
                              for f in b.findings]}
                for b in one.how.barred
            ],
        }
        for one in found
    ]  # fmt: skip


def as_text(found: Sequence[TouchedCase]) -> Iterator[str]:
    """For people, in Chinese."""
    if not found:
        yield "没有未办结的案件受影响。"
        return
    yield f"受影响的未办结案件（{len(found)}件）"
    for one in found:
        name = f"{one.case.number} {one.case.title}".strip() or str(one.case.pk)
        yield f"  {name}（{one.case.agency.name}）"
        for clock in one.how.moved:
            yield f"      期限“{clock.title}”（{clock.citation}）：{_day(clock.before)} → {_day(clock.after)}"
        for barred in one.how.barred:
            for finding in barred.findings:
                yield f"      不能再“{barred.title}”：{finding.say}（{finding.citation}）{finding.mend}"


def _day(text: str) -> str:
    return law.parse_instant(text).strftime("%Y-%m-%d %H:%M") if "T" in text else text or "（没有这一期限）"
