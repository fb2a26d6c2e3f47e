"""Opening a case: choosing the procedure, and the form of its first act, also of a case born of another."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingjing import law
from mingjing.cases import queries
from mingjing.cases.libraries import pack_on
from mingjing.cases.perform import open_case
from mingjing.cases.queries import Origin
from mingjing.cases.refused import Refused
from mingjing.desk.answers import answered
from mingjing.desk.forms.act_form import ActForm
from mingjing.desk.forms.sent import read
from mingjing.desk.present.procedures import by_kind, first_act
from mingjing.desk.shell import Shell, page, show
from mingjing.desk.views.act import checked, draft_address, uploaded
from mingjing.desk.views.drafting import forget, kept, resume
from mingjing.uploads import handing_over

NO_AGENCY = {
    "title": "不能登记案件",
    "text": "您的账号没有对应的执法机关，不能登记案件。请联系系统管理员核对岗位授权。",
}
NO_PROCEDURE = "没有这种办理程序；请刷新页面，重新选择。"
NOT_BORN = {
    "title": "现在不能由本案另立这类案件",
    "text": "本案还没有可以据以另立的已生效事项，或者没有这种办理程序。请回到案件页，先办理有关事项。",
    "sign": "git-branch",
}


@dataclass(frozen=True, slots=True)
class Carried:
    """An item of the parent's evidence to take along; `place` as `open_case` counts it."""

    place: int
    title: str
    source: str
    chosen: bool


@page("desk:cases")
@answered
def new_case(request: Any) -> HttpResponse:
    """The choice of a procedure, or with `procedure` the form of its first act (GET) and its doing (POST)."""
    if request.desk.agency is None:
        return show(request, "desk/trouble.html", NO_AGENCY, status=403)
    procedure = _procedure(request)
    if procedure is None:
        pack = pack_on(request.desk.agency, request.desk.today)
        return show(request, "desk/opening.html", {"kinds": by_kind(pack, request.desk.held)})
    form = _form(request.desk, procedure)
    asked = request.POST if request.method == "POST" else request.GET
    origin = (
        queries.birth_of(request.user, asked.get("parent", ""), procedure) if asked.get("parent") else None
    )
    if origin is None and asked.get("parent"):
        return show(request, "desk/trouble.html", NOT_BORN, status=409)
    if request.method == "POST":
        form.sent = read(form.act.fields, request.POST, request.FILES)
        form.values = dict(form.sent.fields)
        try:
            done = open_case(
                form.procedure.id, form.act.id, request.user, request.desk.agency, form.sent.payload,
                attachments=[*form.sent.files, *handing_over.attachments(request.user, form.sent.uploads)],
                officers=form.sent.officers, key=request.POST.get("key", "")[:120],
                parent=origin.case if origin else None, carry=_places(request) if origin else None,
            )  # fmt: skip
        except Refused as refusal:
            form.refuse(refusal.findings)
        else:
            handing_over.spend(request.user, form.sent.uploads)
            forget(request, form)
            messages.success(request, f"已办理“{form.act.title}”，案件已建立。")
            return redirect("desk:case", done.case.pk)
    elif origin:
        form.values = dict(origin.birth.begins)
    else:
        resume(request, form)
    _judge(request, form)
    context = (
        form.context()
        | uploaded(request, form)
        | {
            "check_url": reverse("desk:check_new", args=[form.procedure.id]),
            "draft_url": "" if origin else draft_address(form),
            "clocks": [],
            "procedure": form.procedure,
            "origin": origin,
            "carried": _carried(request, origin) if origin else [],
        }
    )
    return show(request, "desk/act/page.html", context, status=422 if form.refused else 200)


@require_POST
@page("desk:cases")
def check_new(request: Any, procedure: str) -> HttpResponse:
    """The live check of the first act's form."""
    if request.desk.agency is None or procedure not in _procedures(request.desk):
        return HttpResponse(NO_PROCEDURE, status=404)
    form = _form(request.desk, procedure)
    form.sent = read(form.act.fields, request.POST)
    form.values = dict(form.sent.fields)
    _judge(request, form)
    return checked(request, form)


@require_POST
@page("desk:cases")
@answered
def draft_new(request: Any, procedure: str) -> HttpResponse:
    """Keep or throw away the form of the first act."""
    if request.desk.agency is None or procedure not in _procedures(request.desk):
        return HttpResponse(NO_PROCEDURE, status=404)
    return kept(request, _form(request.desk, procedure), reverse("desk:cases"))


@page("desk:cases")
@answered
def related(request: Any, case_id: UUID) -> HttpResponse:
    """Cases that this one was born of or gave birth to, and what may be born of it: a page, or its lines alone."""
    found = queries.related_cases(request.user, case_id)
    alone = request.headers.get("HX-Request") == "true"
    template = "desk/case/related_lines.html" if alone else "desk/case/related.html"
    answer = show(request, template, {"case": found.case, "related": found})
    answer["Vary"] = "HX-Request"
    return answer


def _procedures(desk: Shell) -> Any:
    return pack_on(desk.agency, desk.today).procedures


def _procedure(request: Any) -> str | None:
    """The procedure asked for; the only one there is; or None, to be chosen."""
    known = _procedures(request.desk)
    asked = request.GET.get("procedure", "")
    return asked if asked in known else next(iter(known)) if len(known) == 1 else None


def _form(desk: Shell, procedure_id: str) -> ActForm:
    pack = pack_on(desk.agency, desk.today)
    procedure = pack.procedures[procedure_id]
    return ActForm(desk, procedure, first_act(procedure), pack, law.CaseState.new(procedure.id))


def _places(request: Any) -> list[int]:
    return [
        int(text)
        for text in request.POST.getlist("carry")
        if text.isascii() and text.isdigit() and len(text) < 6
    ]


def _carried(request: Any, origin: Origin) -> list[Carried]:
    """All evidence of the parent is ticked to begin with."""
    sent = set(_places(request)) if request.method == "POST" else None
    return [
        Carried(
            place, str(item.get("title") or item.get("file") or "未命名的证据"),
            origin.act_titles.get(str(item.get("act")), ""), sent is None or place in sent,
        )
        for place, item in enumerate(origin.evidence)
    ]  # fmt: skip


def _judge(request: Any, form: ActForm) -> None:
    payload = form.sent.payload if form.sent else {"fields": {**form.proposed_people(), **form.values}}
    officers = form.sent.officers if form.sent else [one.id for one in form.officers() if one.chosen]
    try:
        form.judge(
            queries.preview_opening(
                request.user, request.desk.agency, form.procedure.id, form.act.id, payload, officers=officers
            )
        )
    except Refused as refusal:
        form.refuse(refusal.findings)
