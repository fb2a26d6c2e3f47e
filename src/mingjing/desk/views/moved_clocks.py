"""Deadlines that the last holiday notice moved."""

from typing import Any

from django.http import HttpResponse

from mingjing.cases import queries
from mingjing.desk.shell import page, show


@page("desk:moved_clocks")
def moved_clocks(request: Any) -> HttpResponse:
    asked = request.GET.get("page", "1")
    found = queries.moved_clocks(request.user, int(asked) if asked.isdecimal() and len(asked) < 5 else 1)
    return show(
        request,
        "desk/moved_clocks.html",
        {"found": found, "next": found.page + 1 if found.has_more else None},
    )
