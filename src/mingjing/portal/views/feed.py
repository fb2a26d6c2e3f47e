"""Atom feed of publications, and what robots are told."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingjing.disclosure import queries
from mingjing.portal.page import Site, show

ENTRIES = 50


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """RFC 4287; a withdrawn publication stays as a tombstone entry without content."""
    root = settings.MINGJING_PUBLIC_URL.rstrip("/")
    context = {"entries": queries.latest(ENTRIES), "root": root}
    answer = show(request, "portal/feed.xml", context, site=Site(""))
    answer["Content-Type"] = "application/atom+xml; charset=utf-8"
    return answer


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('desk:home')}",
        "Disallow: /api/",
        "Disallow: /check/",
        "Disallow: /verify/lookup/",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
