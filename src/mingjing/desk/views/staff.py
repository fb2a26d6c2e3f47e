"""Officers and their credentials, as they stand today."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from mingjing.agencies.models import Officer
from mingjing.desk.credentials import state_of
from mingjing.desk.shell import page, show


@page("desk:staff")
def staff(request: Any) -> HttpResponse:
    desk = request.desk
    people: QuerySet[Officer] = Officer.objects.none()
    if desk.agency:
        people = (
            Officer.objects.filter(unit__agency=desk.agency, active=True)
            .select_related("unit")
            .prefetch_related("credentials__events")
            .order_by("unit__id", "pinyin", "id")
        )
    rows = [
        {"officer": one, "card": one.credential_on(desk.today), "state": state_of(one, desk.today)}
        for one in people
    ]
    return show(request, "desk/staff.html", {"rows": rows})
