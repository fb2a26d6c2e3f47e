"""Verification in the visitor's browser. The server is asked for a digest only, never for the file."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingjing.disclosure import checking, queries
from mingjing.portal.page import show

HERE = "portal:verify"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    return show(request, "portal/verify.html", here=HERE)


@require_safe
def lookup(request: HttpRequest, sha256: str) -> HttpResponse:
    """{"found": "publication"|"paper"|null, "address", "title", "number", "parts"}: what has this digest (3 queries)."""
    if not _SHA256.fullmatch(sha256):
        return JsonResponse({"error": "摘要应当是64位十六进制数。"}, status=400)
    answer: dict[str, Any] = {"found": None}
    if published := queries.by_digest(sha256):
        address = reverse("portal:decision", args=[published.code])
        answer = {
            "found": "publication",
            "title": published.form.partition("（")[0],
            "number": published.document,
            "agency": published.agency.name,
            "day": published.published_on.isoformat(),
            "address": address,
            "parts": address,
            "stands": True,
            "standing": "本决定正在公示。",
        }
    elif paper := checking.paper_by_digest(sha256):
        address = reverse("portal:check", args=[paper.check_code])
        answer = {
            "found": "paper",
            "title": paper.title,
            "number": paper.number,
            "agency": paper.agency,
            "day": paper.issued_on.isoformat(),
            "address": address,
            "parts": f"{address}/",
            "stands": paper.stands,
            "standing": paper.standing,
        }
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    return response
