"""Recordings whose term is over: the list, the proposal, the approvals, the days to undo, the proof."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from mingjing.cases.destruction import ROLES
from mingjing.desk.answers import decided, done, ids
from mingjing.desk.shell import page, show
from mingjing.media import disposing, retention

NOT_YOURS = {
    "title": "不能查看销毁清单",
    "text": "音像记录的销毁由档案管理员提出，法制审核人员核对，机关负责人批准。",
    "sign": "lock",
}


@page("desk:recordings")
def disposals(request: Any) -> HttpResponse:
    if not request.desk.held & ROLES:
        return show(request, "desk/trouble.html", NOT_YOURS, status=403)
    context = {
        "due": retention.due(request.user) if "archivist" in request.desk.held else [],
        "disposals": disposing.disposals(request.user),
        "may_propose": "archivist" in request.desk.held,
        "held": request.desk.held,
    }
    return show(request, "desk/media/disposals.html", context)


@require_POST
@page("desk:recordings")
def propose(request: Any) -> HttpResponse:
    return done(
        request,
        lambda: disposing.propose(
            request.user, ids(request.POST.getlist("recordings")), request.POST.get("reason", "")
        ),
        "已提出销毁，等待法制机构核对。",
        "desk:disposals",
    )


@require_POST
@page("desk:recordings")
def decide(request: Any, disposal_id: UUID) -> HttpResponse:
    """Approve, or with `stop` return or undo."""
    return decided(request, disposing, disposal_id, "desk:disposals")


@require_POST
@page("desk:recordings")
def hold(request: Any, recording_id: UUID) -> HttpResponse:
    on = "on" in request.POST
    return done(
        request,
        lambda: retention.hold(request.user, recording_id, on, request.POST.get("reason", "")),
        "已冻结，在解除以前不能销毁。" if on else "已解除冻结。",
        "desk:recording",
        recording_id,
    )
