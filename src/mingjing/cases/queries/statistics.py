"""How many cases were begun and which decisions were issued in a year, counted from the records' own rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from mingjing import law
from mingjing.cases.models import Case, Document
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.standing import Person


@dataclass(frozen=True)
class Line:
    """A unit ("" = cases of no unit): cases registered in the year, how many of them are closed, and the columns."""

    unit: str
    begun: int
    closed: int
    counts: Sequence[int]


@dataclass(frozen=True)
class ProcedureTable:
    """The year of one procedure; `columns` are those that the pack names for it."""

    procedure: law.Procedure
    columns: Sequence[str]
    lines: Sequence[Line]

    @property
    def total(self) -> Line:
        """All units together."""
        sums = [sum(found) for found in zip(*(line.counts for line in self.lines), strict=True)]
        return Line(
            "合计",
            sum(line.begun for line in self.lines),
            sum(line.closed for line in self.lines),
            sums or [0] * len(self.columns),
        )


def year_of(person: Person, pack: law.Pack, year: int) -> list[ProcedureTable]:
    """One table for each procedure of the pack, over the cases that the person may see (2 queries).

    A case counts in the year (Asia/Shanghai) in which it was registered, a document in that of its date.
    """
    visible = Case.objects.visible_to(person)
    first, after = (datetime(one, 1, 1, tzinfo=SHANGHAI) for one in (year, year + 1))
    begun = {
        (row["procedure"], row["unit__name"] or ""): (row["begun"], row["done"])
        for row in visible.filter(opened_at__gte=first, opened_at__lt=after)
        .values("procedure", "unit__name")
        .annotate(begun=Count("pk"), done=Count("pk", filter=Q(closed=True)))
        .order_by()
    }
    issued = {
        (row["case__procedure"], row["case__unit__name"] or "", row["form"]): row["found"]
        for row in Document.objects.filter(
            form__in=_forms(pack), issued_on__range=(date(year, 1, 1), date(year, 12, 31)), case__in=visible
        )
        .values("case__procedure", "case__unit__name", "form")
        .annotate(found=Count("pk"))
        .order_by()
    }
    return [_table(procedure, begun, issued) for procedure in pack.procedures.values()]


def _forms(pack: law.Pack) -> set[str]:
    return {form for one in pack.procedures.values() for column in one.statistics for form in column.forms}


def _table(
    procedure: law.Procedure,
    begun: Mapping[tuple[str, str], tuple[int, int]],
    issued: Mapping[tuple[str, str, str], int],
) -> ProcedureTable:
    units = {key[1] for key in [*begun, *issued] if key[0] == procedure.id}
    lines = [
        Line(
            unit,
            *begun.get((procedure.id, unit), (0, 0)),
            [
                sum(issued.get((procedure.id, unit, form), 0) for form in column.forms)
                for column in procedure.statistics
            ],
        )
        for unit in sorted(units)
    ]
    return ProcedureTable(procedure, [column.title for column in procedure.statistics], lines)
