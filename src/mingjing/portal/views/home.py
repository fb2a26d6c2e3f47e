"""The start page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mingjing.disclosure import programme, queries
from mingjing.portal.page import Site, show

LATEST = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    site = Site("portal:home")
    context = {
        "latest": queries.latest(LATEST),
        "figures": queries.figures(site.today),
        "periods": programme.periods(site.pack),
    }
    return show(request, "portal/home.html", context, site=site)
