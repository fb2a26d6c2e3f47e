"""Weighing a penalty beside the draft: computes, shows how, and fills the draft's form. It changes no case."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from mingjing.cases.libraries import pack_on
from mingjing.cases.queries import visible_case
from mingjing.desk.answers import answered
from mingjing.desk.forms.act_form import ActForm, NoSuchAct, form_for
from mingjing.desk.forms.discretion_form import ITEMS, DiscretionForm
from mingjing.desk.forms.sent import Sent, read
from mingjing.desk.shell import page, show
from mingjing.desk.views.act import NO_ACT, form_context, judge
from mingjing.desk.views.drafting import resume

CARRIED = ("f.", "r.", "e.", "m.", "at", "at_shown", "officers")


@page("desk:cases")
@answered
def discretion(request: Any, case_id: UUID, act_id: str) -> HttpResponse:
    """The page (GET, and POST to compute or to come over from the act's form), and the filled form of the act."""
    case = visible_case(request.user, case_id, "裁量页")
    try:
        act_form = form_for(request.desk, case, act_id)
    except NoSuchAct:
        return show(request, "desk/trouble.html", NO_ACT, status=404)
    if ITEMS not in act_form.act.fields:
        return show(request, "desk/trouble.html", NO_ACT, status=404)
    form = _form(request, act_form)
    if request.method == "POST" and "d.there" in request.POST:
        form.read(request.POST)
        if "fill" in request.POST and form.ready:
            return _filled(request, act_form, form)
    else:
        form.begin("person" if act_form.state.party.get("kind") == "person" else "org")
    context = form.context() | {"case": case, "act": act_form.act, "url": reverse("desk:discretion", args=[case.pk, act_id])}  # fmt: skip
    if request.htmx:
        return render(request, "desk/discretion/weigh.html", context)
    unready = "fill" in request.POST and not form.ready
    return show(
        request, "desk/discretion/page.html", context | {"carried": _carried(request.POST), "unready": unready}, 422 if unready else 200
    )  # fmt: skip


def _form(request: Any, act_form: ActForm) -> DiscretionForm:
    facts = act_form.state.facts
    then = act_form.pack
    if facts.get("violation_on"):
        then = pack_on(act_form.case.agency, date.fromisoformat(facts["violation_on"]))
    return DiscretionForm(act_form.pack, then, list(facts.get("violations") or ()))


def _carried(data: Any) -> list[tuple[str, str]]:
    """What was typed into the act's form, to be there again when the officer comes back to it."""
    return [
        (name, value)
        for name in data
        if name in CARRIED or name[:2] in CARRIED
        for value in data.getlist(name)
    ]


def _filled(request: Any, act_form: ActForm, form: DiscretionForm) -> HttpResponse:
    """The act's form with the result in it; nothing is submitted."""
    if any(name.startswith("f.") for name in request.POST):
        act_form.sent = read(act_form.act.fields, request.POST)
    else:
        resume(request, act_form)  # the page was opened by itself: the person's own draft, if there is one
    if act_form.sent is None:
        judge(request, act_form)  # the defaults of a form that was not opened before
        values = dict(act_form.values)
        act_form.sent = Sent({"fields": {}, "evidence": [], "media": [], "reasons": {}})
        act_form.sent.officers = [one.id for one in act_form.officers() if one.chosen]
    else:
        values = dict(act_form.sent.fields)
    values |= {name: value for name, value in form.fields().items() if name in act_form.act.fields}
    if form.found.effect != "exempt":
        values["penalty_kinds"] = list(dict.fromkeys([*(values.get("penalty_kinds") or ()), "fine"]))
    act_form.values = {name: value for name, value in values.items() if value not in (None, "", [])}
    act_form.sent.payload["fields"] = dict(act_form.values)
    judge(request, act_form)
    return show(request, "desk/act/page.html", form_context(act_form) | {"weighed": True})
