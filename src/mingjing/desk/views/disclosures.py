"""What waits to be made public, and what is public now."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from mingjing.cases import queries
from mingjing.desk.shell import page, show
from mingjing.disclosure import queries as public

PUBLIC = 20
WAITING = {"publish": "确认并公开", "propose": "提出审批"}  # by the effect of the act


@page("desk:disclosures")
def disclosures(request: Any) -> HttpResponse:
    # One line for each thing to do: several periods may press for the same publication, the nearest comes first.
    rows = {(row.case_id, row.act, row.kind): row for row in reversed(queries.tasks_for(request.user).rows)}
    waiting = [
        {
            "row": row,
            "verb": "审批" if row.kind == "approve" else WAITING[row.effect],
            "url": reverse(
                "desk:approval" if row.kind == "approve" else "desk:act", args=[row.case_id, row.act]
            ),
        }
        for row in reversed(rows.values())
        if row.effect in WAITING
    ]
    agency = request.desk.agency
    shown = public.latest(PUBLIC, agency) if agency else []
    withdrawing = queries.acts_with_effect(request.user, [one.case_id for one in shown], "withdraw")
    return show(
        request,
        "desk/disclosures.html",
        {
            "waiting": waiting,
            "shown": [(one, withdrawing.get(one.case_id, "")) for one in shown],
            "withheld": queries.withheld(request.user, request.desk.pack),
        },
    )
