"""Privacy and accessibility: what this site really does."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mingjing.portal.page import show


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return show(request, "portal/privacy.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return show(request, "portal/accessibility.html")
