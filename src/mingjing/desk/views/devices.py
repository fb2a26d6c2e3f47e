"""The devices' book."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mingjing.agencies.models import Officer
from mingjing.cases.refused import Refused, bad
from mingjing.desk.shell import page, show
from mingjing.media import devices as book


@page("desk:recordings")
def devices(request: Any) -> HttpResponse:
    """The list (GET), and an entry in the book of one device (POST)."""
    told = ""
    if request.method == "POST":
        try:
            _note(request)
        except Refused as refusal:
            told = str(refusal)
        else:
            messages.success(request, "已登记到设备台账。")
            return redirect("desk:devices")
    held = request.desk.held
    agency = request.desk.agency
    context = {
        "lines": book.register_of(request.user),
        "may_note": bool(held & book.KEEPERS),
        "may_add": bool(held & book.ADDERS),
        "kinds": book.KINDS,
        "officers": Officer.objects.filter(unit__agency=agency, active=True).order_by("pinyin")
        if agency
        else [],
        "told": told,
        "sent": request.POST,
    }
    return show(request, "desk/media/devices.html", context, status=422 if told else 200)


@require_POST
@page("desk:recordings")
def device_new(request: Any) -> HttpResponse:
    sent = request.POST
    try:
        made = book.add(
            request.user,
            sent.get("number", "").strip(),
            sent.get("serial", "").strip(),
            sent.get("model", "").strip(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已登记设备 {made.number}。")
    return redirect("desk:devices")


def _note(request: Any) -> None:
    sent = request.POST
    book.note(
        request.user,
        _whole(sent.get("device"), "设备") or 0,
        sent.get("kind", ""),
        request.desk.now,
        officer_id=_whole(sent.get("officer"), "使用人"),
        battery=_whole(sent.get("battery"), "电量"),
        free_mb=_whole(sent.get("free_mb"), "剩余存储"),
        clock_offset=_seconds(sent.get("clock_offset")),
        remark=sent.get("remark", "").strip(),
    )


def _whole(text: str | None, title: str) -> int | None:
    text = (text or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise bad(f"“{title}”应当是整数；请改正。")
    return int(text)


def _seconds(text: str | None) -> Decimal | None:
    text = (text or "").strip().replace("－", "-")
    if not text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise bad("“钟差”应当是秒数，快为正、慢为负；请改正。")
    return found
