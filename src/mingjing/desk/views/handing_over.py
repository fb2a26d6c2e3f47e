"""Lists of files handed over, and of files destroyed."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_POST

from mingjing.archive import disposing, holding, transferring
from mingjing.cases.destruction import ROLES
from mingjing.cases.refused import Refused
from mingjing.desk.answers import decided, done, ids
from mingjing.desk.present.archive import terms
from mingjing.desk.shell import page, show
from mingjing.desk.views.archive import NOT_YOURS, page_number
from mingjing.papers import PaperError

NOT_YOUR_LIST = {
    "title": "不能查看销毁清单",
    "text": "案卷的销毁由档案管理员鉴定提出，法制审核人员核对，机关负责人批准。",
    "sign": "lock",
}
GIVERS = frozenset({"handler", "unit_head", "archivist", "agency_head"})


@page("desk:archive")
def transfers(request: Any) -> HttpResponse:
    """Make a list of files, and the lists made."""
    if not request.desk.held & GIVERS:
        return show(request, "desk/trouble.html", NOT_YOURS, status=403)
    words = request.GET.get("q", "").strip()[:60]
    context = {
        "ready": transferring.ready(request.user, words, page_number(request.GET.get("page", ""))),
        "lists": transferring.transfers(request.user, page_number(request.GET.get("lists", ""))),
        "words": words,
        "terms": terms(request.desk.pack),
        "held": request.desk.held,
    }
    return show(request, "desk/archive/transfers.html", context)


@require_POST
@page("desk:archive")
def hand_over(request: Any) -> HttpResponse:
    sent = request.POST
    return done(
        request,
        lambda: transferring.hand_over(
            request.user, sent.get("kind", ""), ids(sent.getlist("files")), sent.get("note", "")
        ),
        "已编好移交清单，请打印后与信息包一并移交；由接收人确认。",
        "desk:transfers",
    )


@require_POST
@page("desk:archive")
def confirm(request: Any, transfer_id: UUID) -> HttpResponse:
    taker = request.POST.get("taker", "")
    return done(
        request,
        lambda: transferring.confirm(request.user, transfer_id, taker),
        "已确认接收。",
        "desk:transfers",
    )


@page("desk:archive")
def transfer_paper(request: Any, transfer_id: UUID) -> HttpResponse | FileResponse:
    try:
        found, stream = transferring.paper_of(request.user, transfer_id)
    except (Refused, PaperError) as refusal:
        context = {"title": "看不到这份移交清单", "text": str(refusal), "sign": "lock"}
        return show(request, "desk/trouble.html", context, status=404)
    return FileResponse(
        stream, as_attachment=True, filename=f"移交清单{found.number}.pdf", content_type="application/pdf"
    )


@page("desk:archive")
def file_disposals(request: Any) -> HttpResponse:
    """Files whose term is over, and the lists."""
    if not request.desk.held & ROLES:
        return show(request, "desk/trouble.html", NOT_YOUR_LIST, status=403)
    archivist = "archivist" in request.desk.held
    context = {
        "due": holding.due(request.user) if archivist else [],
        "disposals": disposing.disposals(request.user),
        "may_propose": archivist,
        "held": request.desk.held,
        "terms": terms(request.desk.pack),
    }
    return show(request, "desk/archive/disposals.html", context)


@require_POST
@page("desk:archive")
def propose(request: Any) -> HttpResponse:
    sent = request.POST
    return done(
        request,
        lambda: disposing.propose(request.user, ids(sent.getlist("files")), sent.get("opinion", "")),
        "已提出销毁，等待法制机构核对。",
        "desk:file_disposals",
    )


@require_POST
@page("desk:archive")
def decide(request: Any, disposal_id: UUID) -> HttpResponse:
    """Approve, or with `stop` return or undo."""
    return decided(request, disposing, disposal_id, "desk:file_disposals")
