"""Doing an act: the form, its live check, and the door. What may be done is for the law to say, here only shown."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingjing import law
from mingjing.cases import queries
from mingjing.cases.perform import Performed, perform
from mingjing.cases.queries import note_reading, part_of_page, visible_case
from mingjing.cases.refused import Refused
from mingjing.desk.answers import answered
from mingjing.desk.forms.act_form import ActForm, NoSuchAct, form_for
from mingjing.desk.forms.sent import read
from mingjing.desk.shell import page, show
from mingjing.desk.views.drafting import forget, resume
from mingjing.reading.copies import refuse_foreign
from mingjing.reading.inbox import REGISTERS, begins_with
from mingjing.reading.part_file import recordings_in
from mingjing.reading.requests import RELEASE, begins
from mingjing.review.grounds import grounds_of
from mingjing.review.submission import MATERIALS, submission_of
from mingjing.uploads import handing_over

WEIGHED = "discretion_items"  # an act with this field is filled by the page of discretion
NO_ACT = {
    "title": "没有这个事项",
    "text": "本案的办理程序里没有这个事项。请回到案件页，从列出的事项中选择。",
    "sign": "list-search",
}


@page("desk:cases")
@answered
def act(request: Any, case_id: UUID, act_id: str) -> HttpResponse:
    """The form (GET) and the act itself (POST)."""
    case = visible_case(request.user, case_id, "")
    try:
        form = form_for(request.desk, case, act_id)
    except NoSuchAct:
        return show(request, "desk/trouble.html", NO_ACT, status=404)
    if (
        form.act.effect == "publish"
    ):  # done on the page where what is hidden is confirmed, which logs the reading
        return redirect("desk:redaction", case.pk)
    note_reading(request.user, case, "办理页")
    if request.method == "POST":
        form.sent = read(form.act.fields, request.POST, request.FILES)
        form.values = dict(form.sent.fields)
        try:
            done = _do(request, form)
        except Refused as refusal:
            form.refuse(refusal.findings)
        else:
            handing_over.spend(request.user, form.sent.uploads)
            forget(request, form)
            messages.success(request, said(done, form))
            return redirect("desk:case", case.pk)
    else:
        form.begins = begins(
            form.act, form.state, request.GET.get("request", ""), request.GET.get("inquiry", "")
        ) or (begins_with(case, request.GET.get("receipt", "")) if form.act.id in REGISTERS else {})
        if form.begins and form.act.id == RELEASE:
            form.begins["files"] = recordings_in(case)
        resume(request, form)
    judge(request, form)
    return show(
        request,
        "desk/act/page.html",
        form_context(form) | uploaded(request, form),
        status=422 if form.refused else 200,
    )


@require_POST
@page("desk:cases")
@answered
def check(request: Any, case_id: UUID, act_id: str) -> HttpResponse:
    """The live check: what the law would say of the form as it stands. The page itself has logged the reading."""
    case = part_of_page(request.user, case_id, "办理页")
    try:
        form = form_for(request.desk, case, act_id)
    except NoSuchAct:
        return HttpResponse(status=404)
    form.sent = read(form.act.fields, request.POST)
    form.values = dict(form.sent.fields)
    judge(request, form)
    return checked(request, form)


def judge(request: Any, form: ActForm) -> None:
    """Ask the law about the form; what can't be read at all is shown as a refusal."""
    payload = form.sent.payload if form.sent else {"fields": form.proposed_people() | form.begins}
    officers = form.sent.officers if form.sent else [one.id for one in form.officers() if one.chosen]
    try:
        form.judge(queries.preview_findings(request.user, form.case, form.act.id, payload, officers=officers))
    except Refused as refusal:
        form.refuse(refusal.findings)


def form_context(form: ActForm) -> dict[str, Any]:
    arguments = [form.case.pk, form.act.id]
    return form.context() | {
        "check_url": reverse("desk:check", args=arguments),
        "preview_url": reverse("desk:preview", args=arguments),
        "draft_url": draft_address(form),
        "act_url": reverse("desk:act", args=arguments),
        "scope": scope_of(form),
        "weigh_url": reverse("desk:discretion", args=arguments) if WEIGHED in form.act.fields else "",
        "clocks": [],
    }


def uploaded(request: Any, form: ActForm) -> dict[str, Any]:
    """Files that the person has sent ahead; those that the form named are ticked again."""
    named = set(form.sent.uploads) if form.sent else set()
    return {"uploads": [(one, one.id in named) for one in handing_over.waiting(request.user)]}


def draft_address(form: ActForm) -> str:
    """Where the form is kept while it isn't submitted."""
    if form.case is None:
        return reverse("desk:draft_new", args=[form.procedure.id])
    return reverse("desk:draft", args=[form.case.pk, form.act.id])


def scope_of(form: ActForm) -> dict[str, Any] | None:
    """For the act that hands the case in for review: why it is reviewed, and the materials that the case needs."""
    if not any(
        column.of == MATERIALS for kind in form.act.fields.values() for column in kind.columns.values()
    ):
        return None
    derived = law.facts_of(form.pack, form.state, form.desk.now)
    needed = [one for one in submission_of(form.pack, form.state, derived).materials if one.needed]
    return {"grounds": grounds_of(form.pack, derived), "needed": needed}


def checked(request: Any, form: ActForm) -> HttpResponse:
    """The answer to a live check: verdict, findings beside the fields, fields now asked for, amounts in capitals."""
    fields = form.fields()
    shown_reasons = {key[2:] for key in request.POST if key.startswith("r.")}
    places = [*form.act.fields, "at", *form.places()]
    context = {
        "case": form.case,
        "act_titles": {act.id: act.title for act in form.procedure.acts},
        "judged": form.judged,
        "effect": form.effect,
        "draft_url": draft_address(form) if "parent" not in request.POST else "",
        "beside": [(place, form.judged.beside.get(place, [])) for place in places],
        "refreshed": [
            view
            for view in fields
            if view.kind == "elements" and request.POST.get(f"o.{view.id}", "") != view.stamp
        ],
        "papers_changed": request.POST.get("papers", "").split() != list(form.due),
        "documents": form.documents(),
        "outcome": form.outcome,
        "preview_url": reverse("desk:preview", args=[form.case.pk, form.act.id]) if form.case else "",
        "reasons_changed": shown_reasons != {one.id for one in form.judged.reasons},
    }
    answer = render(request, "desk/act/checked.html", context)
    answer["HX-Trigger"] = json.dumps({
        "mj:form": {
            "asked": {view.id: view.asked for view in fields if form.act.fields[view.id].when},
            "capitals": {f"{view.dom}-cap": view.capitals for view in fields if view.kind == "money"},
        }
    })  # fmt: skip
    return answer


def _do(request: Any, form: ActForm) -> Performed:
    sent = form.sent
    assert sent is not None
    refuse_foreign(form.case.pk, form.act.id, sent.fields)
    return perform(
        form.case,
        form.act.id,
        request.user,
        sent.payload,
        attachments=[*sent.files, *handing_over.attachments(request.user, sent.uploads)],
        officers=sent.officers,
        expected_seq=sent.expected_seq,
        key=request.POST.get("key", "")[:120],
    )


def said(done: Performed, form: ActForm) -> str:
    """What happened, in a sentence."""
    if done.took_effect:
        papers = "、".join(f"《{one.title}》" for one in done.documents)
        return f"已办理“{form.act.title}”，记为第 {done.seq} 条记录" + (
            f"，制作{papers}。" if papers else "。"
        )
    waits = form.pack.role_title(form.act.approvals[0])
    return f"“{form.act.title}”已提交，等待{waits}审批；批准前可以撤回。"
