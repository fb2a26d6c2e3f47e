"""Officers and their credentials, as they stand today, and the entry of a reviewer's experience."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect

from mingjing.agencies.models import Officer
from mingjing.agencies.reviewing import NotEntered, enter_reviewing_since, may_enter, reviewers
from mingjing.cases.libraries import pack_on
from mingjing.desk.credentials import state_of
from mingjing.desk.shell import page, show

RULE = "reviewer_qualification"  # the limit that asks since when somebody has reviewed
NOBODY = {
    "title": "名录里没有这名法制审核人员",
    "text": "只能为本机关的法制审核人员登记审核经历，由本机关的系统管理员登记。请回到人员与证件页查看。",
    "sign": "users",
}


@page("desk:staff")
def staff(request: Any) -> HttpResponse:
    desk = request.desk
    people: QuerySet[Officer] = Officer.objects.none()
    able: frozenset[int] = frozenset()
    if desk.agency:
        people = (
            Officer.objects.filter(unit__agency=desk.agency, active=True)
            .select_related("unit")
            .prefetch_related("credentials__events")
            .order_by("unit__id", "pinyin", "id")
        )
        able = reviewers(desk.agency.pk, desk.today)
    keeper = bool(desk.agency) and may_enter(request.user, desk.agency.pk, desk.today)
    rows = [
        {
            "officer": one,
            "card": one.credential_on(desk.today),
            "state": state_of(one, desk.today),
            "reviewer": one.pk in able,
        }
        for one in people
    ]
    return show(request, "desk/staff.html", {"rows": rows, "keeper": keeper})


@page("desk:staff")
def reviewing(request: Any, officer_id: int) -> HttpResponse:
    """The entries of one reviewer (GET) and a new one (POST), for the administrator of the agency."""
    desk = request.desk
    officer = (
        Officer.objects.select_related("unit").filter(pk=officer_id, unit__agency=desk.agency).first()
        if desk.agency
        else None
    )
    if officer is None or not may_enter(request.user, desk.agency.pk, desk.today):
        return show(request, "desk/trouble.html", NOBODY, status=404)
    if officer.pk not in reviewers(desk.agency.pk, desk.today):
        return show(request, "desk/trouble.html", NOBODY, status=404)
    asked, ground = request.POST.get("since", "").strip(), request.POST.get("ground", "")
    rule = pack_on(desk.agency, desk.today).limits[RULE]
    refusals: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            enter_reviewing_since(officer, _day(asked), ground, request.user, desk.today)
        except NotEntered as refusal:
            refusals = [{"say": refusal.say, "mend": refusal.mend, "citation": rule.citation}]
        else:
            messages.success(request, f"已登记{officer.name}的审核经历。")
            return redirect("desk:staff")
    context = {
        "officer": officer,
        "entries": officer.reviewing_entries.select_related("recorded_by").order_by("-pk"),
        "since": asked,
        "ground": ground,
        "refusals": refusals,
        "citation": rule.citation,
    }
    return show(request, "desk/reviewing.html", context, status=422 if refusals else 200)


def _day(text: str) -> date | None:
    """The day that was typed; None for an empty field. Raises NotEntered."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as fault:
        raise NotEntered("日期不能识别。", "按“年-月-日”填写日期。") from fault
