"""A paper in somebody's hand: the page that its QR code and check code lead to."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from mingjing.disclosure import checking, proofs
from mingjing.portal.page import not_found, show
from mingjing.portal.views.decisions import serve

HERE = "portal:verify"
UNKNOWN = (
    "查不到这个核验码，无法判断",
    "请核对文书上的核验码（三组、每组四位）。仍然查不到的，文书可能不是本机关发出的：先不要付款，请向本机关核实。",
)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The form of the verify page without scripts."""
    code = checking.normal_code(request.GET.get("code", "")[:60])
    return redirect("portal:check", code) if code else not_found(request, *UNKNOWN, HERE)


@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponse:
    normal = checking.normal_code(code[:60])
    found = checking.paper_by_code(normal) if normal else None
    if found is None:
        return not_found(request, *UNKNOWN, HERE)
    return show(request, "portal/check.html", {"paper": found}, here=HERE, seconds=5)


@require_safe
def part(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """Statement, key, entry and proof of the paper."""
    found = checking.paper_by_code(code[:60])
    if found is None or found.statement is None:
        raise Http404
    return serve(proofs.part(found.statement, part))
