"""Procedures as the system runs them: flow chart, acts, rules, periods."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mingjing.disclosure import programme
from mingjing.portal.flow import chart
from mingjing.portal.page import Site, not_found, show

HERE = "portal:procedures"


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    site = Site(HERE)
    pack = programme.pack_on(site.today)
    rows = [(one, chart(pack, one)) for one in pack.procedures.values()]
    return show(
        request, "portal/procedures.html", {"rows": rows, "pack": pack, "checks": len(pack.checks)}, site=site
    )


@require_safe
def procedure(request: HttpRequest, procedure_id: str) -> HttpResponse:
    site = Site(HERE)
    pack = programme.pack_on(site.today)
    found = pack.procedures.get(procedure_id)
    if found is None:
        return not_found(request, "没有这个程序", "请从办理流程的目录中选择。", HERE)
    drawn = chart(pack, found)
    asked = request.GET.get("stage", "")
    chosen = next((stage for stage in drawn.stages if stage.id == asked), None) or next(
        (stage for stage in drawn.stages if stage.gates), drawn.stages[0]
    )
    context = {
        "procedure": found,
        "chart": drawn,
        "chosen": chosen,
        "pack": pack,
        "kind": programme.kind_title(pack, found),
    }
    return show(request, "portal/procedure.html", context, site=site)
