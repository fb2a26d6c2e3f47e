"""Requests to read and copy a case file: the list, one request, the masks of each paper, the copy, the handing over."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingjing.cases.perform import perform
from mingjing.cases.refused import Refused
from mingjing.desk.answers import answered
from mingjing.desk.forms.judged import shown
from mingjing.desk.shell import page, show
from mingjing.desk.views.redaction import sent
from mingjing.disclosure.basis import basis
from mingjing.reading import copies, copying, deciding, pages
from mingjing.reading.copy_zip import COPIED, READ
from mingjing.reading.inbox import dismiss, seen_waiting
from mingjing.reading.requests import STEPS

HERE = "desk:cases"
NO_REQUEST = {"title": "没有这件申请", "sign": "file-search"}


@page(HERE)
@answered
def readings(request: Any, case_id: UUID) -> HttpResponse:
    case, lines, asked = pages.requests_page(request.user, case_id)
    return show(request, "desk/reading/list.html", {"case": case, "lines": lines, "asked": asked})


@page("desk:asked")
def asked(request: Any) -> HttpResponse:
    """Requests that came through the portal and wait to be registered."""
    return show(request, "desk/reading/asked.html", {"asked": seen_waiting(request.user)})


@require_POST
@page("desk:asked")
@answered
def dismiss_asked(request: Any, receipt: str) -> HttpResponse:
    """A request from the portal that isn't one: not registered, with a reason that its sender reads."""
    try:
        dismiss(request.user, receipt, request.POST.get("reason", "")[:2000])
    except Refused as refusal:
        messages.error(request, "".join(f"{one.say}{one.mend}" for one in refusal.findings))
    else:
        messages.success(request, "已写明理由，不登记；申请人凭回执编号看得到。")
    return redirect("desk:asked")


@page(HERE)
@answered
def reading(request: Any, case_id: UUID, number: str) -> HttpResponse:
    """One request (GET); what the desk hands over is recorded from here (POST). How far its copy is, alone for the live part."""
    live = request.headers.get("HX-Request") == "true"
    try:
        found = pages.request_page(request.user, case_id, number, live=live)
    except Refused as refusal:
        return show(request, "desk/trouble.html", NO_REQUEST | {"text": str(refusal)}, status=404)
    refused: list[Any] = []
    if request.method == "POST":
        try:
            made = copies.chosen(found.case, found.line.request, request.POST.get("copy", "")[:20])
            perform(
                found.case, STEPS[found.line.request.kind][4], request.user, handed(request.POST, found, made),
                key=request.POST.get("key", "")[:120],
            )  # fmt: skip
        except Refused as refusal:
            refused = [shown(one) for one in refusal.findings]
        else:
            messages.success(request, "已登记提供，签收单已编入案卷。")
            return redirect("desk:reading", case_id, number)
    context = {
        "case": found.case,
        "found": found,
        "one": found.line.request,
        "line": found.line,
        "refused": refused,
        "given": request.POST,
        "today": request.desk.today.isoformat(),
        "key": uuid4().hex,
        "act_titles": {act.id: act.title for act in found.pack.procedure(found.case.procedure).acts},
    }
    if live:
        return render(request, "desk/reading/copies.html", context)
    return show(request, "desk/reading/request.html", context, status=422 if refused else 200)


def handed(post: Any, found: pages.OneRequest, made: copies.Copy | None) -> dict[str, Any]:
    """The payload of the act that hands over: the copy that the person saw and what is in it; without one, what was granted."""
    request = found.line.request
    granted = [{"item": one.get("item"), "kind": one.get("kind"), "way": READ} for one in request.items]
    items = made.items if made else granted
    fields: dict[str, Any] = {
        "request_no": request.no,
        "receiver": post.get("receiver", "").strip(),
        "receiver_signed": post.get("receiver_signed") == "on",
        "handed_on": post.get("handed_on", ""),
    }
    if made:
        fields["digest"] = made.sha256
    if request.kind == "party":
        fields |= {"ways": list((request.granted or {}).get("ways") or ()), "items": items}
        fields |= {"pages": made.pages} if made else {}
    else:
        fields |= {name: request.asked.get(name) for name in ("body", "letter_no")}
        fields["items"] = [
            {key: one[key] for key in ("item", "kind")} for one in items if one["way"] == COPIED
        ]
        fields |= {"files": made.files} if made else {}
    reasons = {key[2:]: text for key, text in post.items() if key.startswith("r.")}
    return {"fields": fields, "reasons": reasons}


@require_POST
@page(HERE)
@answered
def make_copy(request: Any, case_id: UUID, number: str) -> HttpResponse:
    """Have the worker make a copy."""
    try:
        copying.ask(request.user, case_id, number)
    except Refused as refusal:
        messages.error(request, "".join(f"{one.say}{one.mend}" for one in refusal.findings))
    else:
        messages.success(request, "已提出制作复制件，由后台任务制作。")
    return redirect("desk:reading", case_id, number)


@require_POST
@page(HERE)
@answered
def confirm_unmarked(request: Any, case_id: UUID, number: str) -> HttpResponse:
    """Papers without proposals are confirmed together; the person says that they were read."""
    try:
        done, left = deciding.confirm_unmarked(
            request.user, case_id, number, read=request.POST.get("read") == "on"
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        still = f"，还有{left}份有遮盖建议，请逐份打开" if left else ""
        messages.success(request, f"已确认{done}份没有遮盖建议的文书{still}。")
    return redirect("desk:reading", case_id, number)


@page(HERE)
@answered
def copy_file(request: Any, case_id: UUID, number: str, copy_id: int) -> HttpResponse | FileResponse:
    try:
        found, stream = copies.opened(request.user, case_id, copy_id)
    except Refused as refusal:
        return show(request, "desk/trouble.html", NO_REQUEST | {"text": str(refusal)}, status=404)
    return FileResponse(stream, as_attachment=True, filename=found.name)


@page(HERE)
@answered
def reading_masks(request: Any, case_id: UUID, number: str, digest: str) -> HttpResponse:
    """The masks of one paper: proposed by the search, confirmed, added to or taken away by a person."""
    refused: list[Any] = []
    try:
        if request.method == "POST":
            try:
                rows, why = sent(request.POST)["masks"], request.POST.get("kept_reason", "")
                deciding.decide(request.user, case_id, number, digest, rows, why)
            except Refused as refusal:
                refused = [shown(one) for one in refusal.findings]
            else:
                messages.success(request, "已确认这份文书的遮盖。")
                return redirect("desk:reading", case_id, number)
        found = deciding.paper_page(request.user, case_id, number, digest)
    except Refused as refusal:
        return show(request, "desk/trouble.html", NO_REQUEST | {"text": str(refusal)}, status=404)
    decided = found.proposed.paper.decided
    data = {
        "text": found.proposed.text,
        "masks": found.proposed.masks,
        "reasons": found.proposed.reasons,
        "kept": sent(request.POST)["masks"]
        if refused
        else decided.masks
        if decided and not decided.on_site
        else None,
        "check": reverse("desk:reading_check", args=[case_id, number, digest]),
        "number": found.proposed.paper.number,
        "agency": found.proposed.agency,
    }
    context = {
        "case": found.case, "number": number, "paper": found.proposed.paper, "data": data, "refused": refused,
        "basis": basis(),
        "kept_reason": request.POST.get("kept_reason") or (decided.kept_reason if decided else ""),
    }  # fmt: skip
    return show(request, "desk/reading/masks.html", context, status=422 if refused else 200)


@require_POST
@page(HERE)
@answered
def reading_on_site(request: Any, case_id: UUID, number: str, digest: str) -> HttpResponse:
    """A paper that isn't given as a copy: the person says why, and the applicant reads it at the agency."""
    try:
        deciding.keep_on_site(request.user, case_id, number, digest, request.POST.get("reason", "")[:2000])
    except Refused as refusal:
        messages.error(request, "".join(f"{one.say}{one.mend}" for one in refusal.findings))
    else:
        messages.success(request, "已记下：这份文书不提供复制件，申请人到本机关查阅。")
    return redirect("desk:reading", case_id, number)


@require_POST
@page(HERE)
@answered
def reading_check(request: Any, case_id: UUID, number: str, digest: str) -> HttpResponse:
    """The live leak check: {"ok", "findings": [{say, mend, citation}]}. Nothing is kept."""
    try:
        deciding.trial(request.user, case_id, number, digest, sent(request.POST)["masks"])
        found: list[Any] = []
    except Refused as refusal:
        found = list(refusal.findings)
    rows = [{"say": one.say, "mend": one.mend, "citation": one.citation} for one in found]
    return JsonResponse({"ok": not rows, "findings": rows})
