"""The year in numbers, a table for each procedure in its kind; every number is counted from the records."""

from typing import Any

from django.http import HttpResponse

from mingjing.cases.libraries import pack_on
from mingjing.cases.queries import statistics as counted
from mingjing.desk.shell import page, show
from mingjing.desk.views.opening import NO_AGENCY

YEARS = 6  # years to choose from


@page("desk:statistics")
def statistics(request: Any) -> HttpResponse:
    desk = request.desk
    if desk.agency is None:
        return show(request, "desk/trouble.html", NO_AGENCY | {"title": "没有可以统计的机关"}, status=403)
    pack = pack_on(desk.agency, desk.today)
    years = [desk.today.year - step for step in range(YEARS)]
    asked = request.GET.get("year", "")
    year = int(asked) if asked in map(str, years) else years[0]
    kinds: dict[str, list[counted.ProcedureTable]] = {title: [] for title in pack.kind_titles.values()}
    for table in counted.year_of(request.user, pack, year):
        title = pack.kind_titles.get(table.procedure.kind, table.procedure.title)
        kinds.setdefault(title, []).append(table)
    context = {
        "kinds": [(title, tables) for title, tables in kinds.items() if tables],
        "years": years,
        "year": year,
    }
    return show(request, "desk/statistics.html", context)
