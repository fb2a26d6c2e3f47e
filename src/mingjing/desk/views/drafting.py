"""Keeping a form that isn't submitted yet: by itself after a pause, on leaving, and throwing it away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingjing.cases import drafts
from mingjing.cases.queries import part_of_page
from mingjing.cases.refused import Refused
from mingjing.desk.answers import answered
from mingjing.desk.forms.act_form import ActForm, NoSuchAct, form_for
from mingjing.desk.forms.sent import read
from mingjing.desk.shell import page


@require_POST
@page("desk:cases")
@answered
def save(request: Any, case_id: UUID, act_id: str) -> HttpResponse:
    """Keep the form of an act in a case; `discard` in the form throws it away."""
    case = part_of_page(request.user, case_id, "办理页")
    try:
        form = form_for(request.desk, case, act_id)
    except NoSuchAct:
        return HttpResponse(status=404)
    return kept(request, form, reverse("desk:case", args=[case.pk]))


def kept(request: Any, form: ActForm, away: str) -> HttpResponse:
    """Save or discard as the form says; `away` = where a person who leaves goes."""
    if "discard" in request.POST:
        forget(request, form)
        messages.success(request, f"“{form.act.title}”的草稿已丢弃。")
        return redirect(away)
    try:
        form.draft = drafts.save_draft(
            request.user, form.case, form.procedure.id, form.act.id, dict(request.POST.lists()), form.desk.now
        )
    except Refused as refusal:
        said = "".join(one.say for one in refusal.findings)
        if request.headers.get("HX-Request") == "true":
            return render(request, "desk/act/draft_saved.html", {"said": said})
        messages.error(request, said)
        return redirect(away)
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/act/draft_saved.html", {"draft": form.draft})
    messages.success(request, f"“{form.act.title}”的草稿已保存，再次打开时自动载入；上传的文件须重新选择。")
    return redirect(away)


def resume(request: Any, form: ActForm) -> None:
    """Fill the form with the person's own draft of it, if there is one."""
    form.draft = drafts.draft_of(request.user, form.case, form.procedure.id, form.act.id)
    if form.draft is None:
        return
    data = QueryDict(mutable=True)
    for name, texts in form.draft.content.items():
        data.setlist(name, texts)
    form.sent = read(form.act.fields, data)
    form.values = dict(form.sent.fields)


def forget(request: Any, form: ActForm) -> None:
    """The act is done, or the draft no longer wanted."""
    drafts.drop_draft(request.user, form.case, form.procedure.id, form.act.id)
