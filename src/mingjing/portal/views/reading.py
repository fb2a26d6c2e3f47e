"""Asking to read a case file: the form, the receipt, and how the request stands. No cookie, no script needed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.portal.client_address import client_address
from mingjing.portal.page import not_found, show
from mingjing.reading import asking

HERE = "portal:reading"
UNKNOWN = (
    "查不到这个回执编号",
    "请核对回执编号（三组、每组四位）。仍然查不到的，请与本机关联系。",
)


@csrf_exempt  # nobody is signed in here and no cookie is read: there is nothing that a foreign page could abuse
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form (GET) and what is sent with it (POST): a receipt, or every fault beside its field."""
    sent: dict[str, Any] = {name: request.POST.get(name, "")[:2000] for name in (*asking.FIELDS, "standing")}
    sent["standing"] = sent["standing"] or request.GET.get("standing", "")[:20]
    sent["ways"] = request.POST.getlist("ways")
    number = request.POST.get("number", "")[:200]
    code = (request.POST.get("code") or request.GET.get("code", ""))[:60]
    faults: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            made = asking.ask(number, code, sent, client_address(request))
        except asking.Refused as refusal:
            faults = {(one.fields or (one.check,))[0]: one.say for one in refusal.findings}
            status = 429 if "rate" in faults else 422
        else:
            return redirect("portal:reading_receipt", made.receipt)
    context = {
        "sent": sent, "number": number, "code": code, "faults": faults, "standings": asking.STANDINGS,
        "ways": asking.WAYS, "fields": asking.FIELDS,
    }  # fmt: skip
    answer = show(request, "portal/reading.html", context, here=HERE, status=status)
    if request.method == "POST":
        add_never_cache_headers(answer)
    return answer


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The form that asks for a receipt."""
    found = asking.by_receipt(request.GET.get("receipt", ""))
    return redirect("portal:reading_receipt", found.receipt) if found else not_found(request, *UNKNOWN, HERE)


@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    found = asking.by_receipt(code)
    if found is None:
        return not_found(request, *UNKNOWN, HERE)
    answer = show(request, "portal/reading_receipt.html", {"found": found}, here=HERE)
    add_never_cache_headers(answer)
    return answer
