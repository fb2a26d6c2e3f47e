"""The review sheet: each point prefilled with what the checks said of every act so far, and say of the decision now.

The points are rows of the catalogue `review_points`; a check belongs to a point by its `review_point`. The system
judges nothing here that a check doesn't: what is left for a person stays open (国办发〔2018〕118号 四(十三)).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from mingjing import law
from mingjing.cases.models import Case
from mingjing.cases.queries import CasePage
from mingjing.cases.rejudge import rejudge
from mingjing.records.stream import records_of

POINTS = "review_points"


@dataclass(frozen=True)
class Judged:
    """One finding under a point. `seq` and `act_title` name the record it is about; 0 when it is about what comes."""

    finding: law.Finding
    act: str
    act_title: str
    seq: int
    reason: str = ""


@dataclass
class Point:
    """One of the points of the sheet; `questions` are those that no check decides."""

    id: str
    title: str
    citation: str
    questions: tuple[str, ...] = ()
    judged: list[Judged] = field(default_factory=list)

    @property
    def failed(self) -> list[Judged]:
        return [one for one in self.judged if not one.finding.passed]

    @property
    def passed(self) -> int:
        return len(self.judged) - len(self.failed)


@dataclass(frozen=True)
class Sheet:
    """The points in the catalogue's order; `prefilled` findings in all."""

    points: Sequence[Point]

    @property
    def prefilled(self) -> int:
        return sum(len(point.judged) for point in self.points)


def sheet_of(page: CasePage) -> Sheet:
    """The sheet of a case that the reviewer may see (1 query more than its page)."""
    points = empty_points(page.pack)
    for one in (*_past(page.case, page.procedure), *_ahead(page)):
        point = points.get(one.finding.review_point)
        if point is not None:
            point.judged.append(one)
    for point in points.values():
        point.judged = _latest(point.judged)
    return Sheet(list(points.values()))


def empty_points(pack: law.Pack) -> dict[str, Point]:
    """The points of the pack's catalogue, without findings."""
    catalogue = pack.catalogues.get(POINTS)
    rows = catalogue.rows if catalogue else ()
    return {row.id: Point(row.id, row.title, row.citation, _questions(row)) for row in rows}


def _questions(row: Any) -> tuple[str, ...]:
    items = (row.model_extra or {}).get("checks") or ()
    return tuple(str(one["title"]) for one in items if isinstance(one, dict) and not one.get("automatic"))


def _past(case: Case, procedure: law.Procedure) -> Iterable[Judged]:
    for told in rejudge(case, records_of(case.pk)):
        act = procedure.act(told.entry.act)
        title = act.title if act else ""
        for found in told.findings.items:
            yield Judged(
                found, told.entry.act, title, told.entry.seq, told.entry.reasons.get(found.check, "")
            )


def _ahead(page: CasePage) -> Iterable[Judged]:
    for option in page.options:
        if option.act.reviewed:
            for found in option.findings.items:
                yield Judged(found, option.act.id, option.act.title, 0)


def _latest(judged: Sequence[Judged]) -> list[Judged]:
    """Of each check and act the last word; failures first."""
    last = {(one.finding.check, one.act): one for one in judged}
    return sorted(last.values(), key=lambda one: (one.finding.passed, -one.seq, one.finding.check))
