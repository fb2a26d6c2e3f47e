"""Opening a case: the first act of a procedure."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingjing import law
from mingjing.cases import queries
from mingjing.cases.libraries import pack_on
from mingjing.cases.perform import open_case
from mingjing.cases.refused import Refused
from mingjing.desk.forms.act_form import ActForm
from mingjing.desk.forms.sent import read
from mingjing.desk.shell import Shell, page, show
from mingjing.desk.views.act import checked

NO_AGENCY = {
    "title": "不能登记案件",
    "text": "您的账号没有对应的执法机关，不能登记案件。请联系系统管理员核对岗位授权。",
}


@page("desk:cases")
def new_case(request: Any) -> HttpResponse:
    """The form of the first act (GET) and its doing (POST)."""
    form = _form(request.desk, request.GET.get("procedure", ""))
    if form is None:
        return show(request, "desk/trouble.html", NO_AGENCY, status=403)
    if request.method == "POST":
        form.sent = read(form.act.fields, request.POST, request.FILES)
        form.values = dict(form.sent.fields)
        try:
            done = open_case(
                form.procedure.id, form.act.id, request.user, request.desk.agency, form.sent.payload,
                attachments=form.sent.files, officers=form.sent.officers, key=request.POST.get("key", "")[:120],
            )  # fmt: skip
        except Refused as refusal:
            form.refuse(refusal.findings)
        else:
            messages.success(request, f"已办理“{form.act.title}”，案件已建立。")
            return redirect("desk:case", done.case.pk)
    _judge(request, form)
    context = form.context() | {
        "check_url": reverse("desk:check_new", args=[form.procedure.id]),
        "clocks": [],
    }
    return show(request, "desk/act/page.html", context, status=422 if form.refused else 200)


@require_POST
@page("desk:cases")
def check_new(request: Any, procedure: str) -> HttpResponse:
    """The live check of the first act's form."""
    form = _form(request.desk, procedure)
    if form is None:
        return HttpResponse(status=404)
    form.sent = read(form.act.fields, request.POST)
    form.values = dict(form.sent.fields)
    _judge(request, form)
    return checked(request, form)


def _form(desk: Shell, procedure_id: str) -> ActForm | None:
    if desk.agency is None:
        return None
    pack = pack_on(desk.agency, desk.today)
    procedure = pack.procedures.get(procedure_id) or next(iter(pack.procedures.values()))
    first = next(act for act in procedure.acts if act.starts_case)
    return ActForm(desk, procedure, first, pack, law.CaseState.new(procedure.id))


def _judge(request: Any, form: ActForm) -> None:
    payload = form.sent.payload if form.sent else {}
    officers = form.sent.officers if form.sent else [one.id for one in form.officers() if one.chosen]
    try:
        form.judge(
            queries.preview_opening(
                request.user, request.desk.agency, form.procedure.id, form.act.id, payload, officers=officers
            )
        )
    except Refused as refusal:
        form.refuse(refusal.findings)
