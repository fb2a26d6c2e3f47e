"""The start page: what this person has to do, by days left; and the list of what waits for approval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from mingjing.agencies.register import expiring
from mingjing.cases import queries
from mingjing.cases.libraries import pack_on
from mingjing.desk.chart import Chart, chart
from mingjing.desk.credentials import SOON_DAYS
from mingjing.desk.shell import Shell, page, show
from mingjing.desk.views.upkeep import troubles

SOON, URGENT = 15, 5
VERBS = {"approve": "审批", "mend": "修改"}
SIDE = 6  # lines of a card beside the tasks
OF_THE_AGENCY = frozenset({"agency_head", "administrator"})


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task with the page where it is done."""

    row: Any
    url: str
    verb: str
    hot: bool

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers at the head, counted over the tasks shown (never over the whole database)."""

    today: int
    overdue: int
    soon: int
    urgent: int
    undisclosed: int
    to_disclose: int
    disputes: int
    in_review: int


@page("desk:home")
def home(request: Any) -> HttpResponse:
    tasks = queries.tasks_for(request.user)
    beside = queries.beside(request.user, request.desk.pack)
    context = {
        "tasks": lines(tasks.rows),
        "more": tasks.has_more,
        "figures": figures(tasks.rows, beside.disclosures, queries.reviews_under_way(request.user)),
        "others": beside.others[:SIDE],
        "disclosures": beside.disclosures[:SIDE],
        "may_publish": "disclosure_officer" in request.desk.held,
        "expiring": credentials_ending(request.desk)[:SIDE],
        "chart": due_chart(request.desk, tasks.rows),
        "troubles": troubles(request.desk.held, request.desk.now),
    }
    return show(request, "desk/home.html", context)


@page("desk:approvals")
def approvals(request: Any) -> HttpResponse:
    tasks = queries.tasks_for(request.user)
    waiting = [row for row in tasks.rows if row.kind == "approve"]
    return show(request, "desk/approvals.html", {"tasks": lines(waiting)})


def lines(rows: Any) -> list[TaskLine]:
    """Tasks with the address of the page where each is done."""
    found = []
    for row in rows:
        name = "desk:approval" if row.kind == "approve" else "desk:act"
        left = row.clock.days_left
        url = reverse(name, args=[row.case_id, row.act])
        found.append(TaskLine(row, url, VERBS.get(row.kind, "办理"), left is not None and left <= 0))
    return found


def figures(rows: Any, disclosing: Sequence[Any], reviews: Mapping[str, int]) -> Figures:
    """Count what is near its end."""
    left = [(row.case_id, row.clock.days_left) for row in rows if row.clock.days_left is not None]
    return Figures(
        today=sum(days == 0 for _, days in left),
        overdue=sum(days < 0 for _, days in left),
        soon=len({case for case, days in left if days <= SOON}),
        urgent=len({case for case, days in left if days <= URGENT}),
        undisclosed=sum((row.clock.days_left or 0) < 0 for row in disclosing),
        to_disclose=len(disclosing),
        disputes=sum(reviews.get(state, 0) for state in ("revise", "oppose", "returned")),
        in_review=reviews.get("waiting", 0),
    )


def credentials_ending(desk: Shell) -> list[Any]:
    """Credentials that end soon: of the whole agency for its head, of the own unit for those who handle its cases."""
    if desk.officer is None or not desk.held:
        return []
    unit = None if desk.held & OF_THE_AGENCY else desk.officer.unit_id
    return [
        {"card": card, "left": (card.valid_to - desk.today).days}
        for card in expiring(desk.officer.unit.agency_id, unit, desk.today, SOON_DAYS)
    ]


def due_chart(desk: Shell, rows: Any) -> Chart:
    """The chart of the days on which the tasks end."""
    due = [row.clock.due for row in rows if row.clock.due]
    calendar = pack_on(desk.agency, desk.today).calendar if desk.agency else None
    return chart(due, desk.today, calendar.is_workday if calendar else lambda day: day.weekday() < 5)
