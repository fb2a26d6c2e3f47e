"""Officers with a credential, and the live page of each."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mingjing.disclosure import people
from mingjing.portal.page import SHANGHAI, Site, not_found, show

HERE = "portal:officers"


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    site = Site(HERE)
    words = request.GET.get("q", "").strip()[:60]
    found = people.officers(site.today, site.agency.name if site.agency else "")
    shown = [one for one in found if not words or words in f"{one.name} {one.number} {one.unit}"]
    return show(
        request, "portal/officers.html", {"units": by_unit(shown), "q": words, "count": len(shown)}, site=site
    )


def by_unit(found: Iterable[people.PublicOfficer]) -> list[tuple[str, list[people.PublicOfficer]]]:
    """Officers under their units, in the order of the units' first appearance."""
    units: dict[str, list[people.PublicOfficer]] = {}
    for one in found:
        units.setdefault(one.unit, []).append(one)
    return list(units.items())


@require_safe
def officer(request: HttpRequest, number: str) -> HttpResponse:
    site = Site(HERE)
    found = people.officer(number[:40], site.today)
    if found is None:
        text = "请核对证件上的号码。没有登记的证件不是本机关的执法证件，您可以拒绝检查，并向本机关核实。"
        return not_found(request, "查不到这个执法证号", text, HERE)
    now = timezone.now().astimezone(SHANGHAI)
    context = {"officer": found, "now": now, "rights": site.pack.catalogue("rights_on_site").rows}
    return show(request, "portal/officer.html", context, site=site, seconds=0)
