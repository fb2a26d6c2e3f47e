"""What every public page shows around its content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from mingjing import law
from mingjing.disclosure import place

SHANGHAI = ZoneInfo("Asia/Shanghai")
NAV = (
    ("portal:home", "首页"),
    ("portal:decisions", "执法公示"),
    ("portal:procedures", "办理流程"),
    ("portal:officers", "执法人员"),
    ("portal:verify", "核验"),
    ("portal:reading", "申请查阅"),
)


@dataclass
class Site:
    """The frame: whose place (1 query) and law, log state (1 query), today in Asia/Shanghai, and the place in the menu."""

    here: str
    nav = NAV

    @cached_property
    def whose(self) -> place.Place:
        return place.here()

    @property
    def agency(self) -> place.PublicAgency | None:
        return self.whose.agency

    @cached_property
    def pack(self) -> law.Pack:
        """The law that the agency works by today, with what it changed itself."""
        return self.whose.library.on(self.today)

    @cached_property
    def log(self) -> place.LogState | None:
        return place.log_state()

    @cached_property
    def today(self) -> date:
        return timezone.now().astimezone(SHANGHAI).date()


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    here: str = "",
    status: int = 200,
    seconds: int = 30,
    site: Site | None = None,
) -> HttpResponse:
    """Render a public page. No cookie is set or read; caches may keep it for some seconds."""
    response = render(request, template, {"site": site or Site(here), **(context or {})}, status=status)
    patch_cache_control(response, public=True, max_age=seconds)
    return response


def not_found(request: HttpRequest, title: str, text: str, here: str = "", status: int = 404) -> HttpResponse:
    """A page that says what isn't there and where to go on."""
    return show(request, "portal/missing.html", {"title": title, "text": text}, here=here, status=status)
