"""The archive room: what is to come, what is there, one file with its packages."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from mingjing.archive import forecasting, holding, packing, registering, room
from mingjing.cases.libraries import pack_on
from mingjing.cases.refused import NoSuchCase, Refused
from mingjing.desk.present.archive import FileView, bars, terms
from mingjing.desk.shell import page, show
from mingjing.desk.views.opening import NO_AGENCY
from mingjing.vault import NotInVaultError

ROLES = frozenset({"handler", "unit_head", "agency_head", "legal_reviewer", "archivist", "supervisor"})
NOT_YOURS = {"title": "不能查看档案室", "text": "档案室由办案、审核和档案管理人员查看。", "sign": "lock"}


@page("desk:archive")
def archive(request: Any) -> HttpResponse:
    """Files to come with their clock, and the files that are there."""
    if not request.desk.held & ROLES:
        return show(request, "desk/trouble.html", NOT_YOURS, status=403)
    words = request.GET.get("q", "").strip()[:60]
    found = room.shelf(request.user, words, page_number(request.GET.get("page", "")))
    context = {
        "waiting": room.waiting(request.user) if found.page == 1 and not words else [],
        "shelf": found,
        "terms": terms(request.desk.pack),
        "words": words,
        "archivist": "archivist" in request.desk.held,
    }
    return show(request, "desk/archive/room.html", context)


@page("desk:archive")
def archived(request: Any, file_id: UUID) -> HttpResponse:
    """One file: number, term and why, packages, lists. The progress of a package alone for its live part."""
    live = request.headers.get("HX-Request") == "true"
    try:
        found = room.one(request.user, file_id, logged=not live)
    except Refused as refusal:
        context = {"title": "看不到这份归档案卷", "text": str(refusal), "sign": "lock"}
        return show(request, "desk/trouble.html", context, status=404)
    pack = pack_on(found.agency, request.desk.today)
    context = {"file": FileView(found, pack), "archivist": "archivist" in request.desk.held}
    context |= {
        "may_hold": bool(request.desk.held & holding.ROLES),
        "may_take": packing.may_download(request.user, found),
    }
    if live:
        return render(request, "desk/archive/packages.html", context)
    return show(request, "desk/archive/file.html", context)


@require_POST
@page("desk:archive")
def register(request: Any, case_id: UUID) -> HttpResponse:
    """A file that was bound before there was an archive room."""
    try:
        made = registering.register(request.user, case_id)
    except (Refused, NoSuchCase) as fault:
        messages.error(request, str(fault))
        return redirect("desk:archive")
    messages.success(request, f"已登记，档号 {made.number}。")
    return redirect("desk:archived", made.pk)


@require_POST
@page("desk:archive")
def build(request: Any, file_id: UUID) -> HttpResponse:
    """Have the worker make a package."""
    try:
        packing.ask(request.user, file_id)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已提出制作信息包，由后台任务制作并作四性检测。")
    return redirect("desk:archived", file_id)


@require_POST
@page("desk:archive")
def download(request: Any, package_id: UUID) -> HttpResponse | FileResponse:
    """A package; the download is a reading that is logged."""
    try:
        made, stream = packing.download(request.user, package_id)
    except (Refused, NotInVaultError) as fault:
        messages.error(request, str(fault))
        return redirect("desk:archive")
    return FileResponse(
        stream, as_attachment=True, filename=f"{made.file.number}.zip", content_type="application/zip"
    )


@require_POST
@page("desk:archive")
def hold(request: Any, file_id: UUID) -> HttpResponse:
    on = "on" in request.POST
    try:
        holding.hold(request.user, file_id, on, request.POST.get("reason", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已冻结，在解除以前不能销毁。" if on else "已解除冻结。")
    return redirect("desk:archived", file_id)


@page("desk:archive")
def forecast(request: Any) -> HttpResponse:
    """How many files fall due, by year and term."""
    desk = request.desk
    if desk.agency is None or not desk.held & ROLES:
        return show(request, "desk/trouble.html", NO_AGENCY | {"title": "没有可以预测的机关"}, status=403)
    found = forecasting.forecast(request.user, desk.pack, desk.today.year)
    return show(request, "desk/archive/forecast.html", {"found": found, "chart": bars(found)})


def page_number(text: str) -> int:
    """A page as asked for; the first where that is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
