"""Procedures as the system runs them: charts, acts, rules, periods; on paper and as files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from mingjing.disclosure import programme
from mingjing.law import chart
from mingjing.portal.charts import content_of, linked, pages_of
from mingjing.portal.page import Site, not_found, show

HERE = "portal:procedures"


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    site = Site(HERE)
    pack = site.pack
    rows: dict[str, list[chart.Content]] = {}
    for one in pack.procedures.values():
        rows.setdefault(programme.kind_title(pack, one), []).append(content_of(pack, one.id))
    return show(
        request,
        "portal/procedures.html",
        {"rows": rows.items(), "pack": pack, "checks": len(pack.checks)},
        site=site,
    )


@require_safe
def procedure(request: HttpRequest, procedure_id: str) -> HttpResponse:
    """`?stage=` opens a stage, `?act=` an act with all that belongs to it."""
    site = Site(HERE)
    pack = site.pack
    if procedure_id not in pack.procedures:
        return _missing(request)
    content = content_of(pack, procedure_id)
    act = content.by_id.get(request.GET.get("act", ""))
    stage = content.stage(act.stage if act else request.GET.get("stage", ""))
    context = {
        "procedure": content,
        "kind": programme.kind_title(pack, pack.procedure(procedure_id)),
        "pack": pack,
        "act": act,
        "stage": stage,
        "told": [stage] if stage else content.stages,
    }
    for name, narrow in (("wide", False), ("narrow", True)):
        drawing = (
            chart.stage_sheet(content, stage, narrow=narrow)
            if stage
            else chart.overview(content, narrow=narrow)
        )
        context[name] = linked(drawing, procedure_id, name)
    return show(request, "portal/procedure.html", context, site=site)


@require_safe
def picture(request: HttpRequest, procedure_id: str) -> HttpResponse:
    """The chart as a file: the overview, or with `?paper=A3` the whole procedure on one sheet."""
    pack = Site(HERE).pack
    if procedure_id not in pack.procedures:
        return _missing(request)
    content, paper = content_of(pack, procedure_id), chart.PAPERS["A3"]
    if request.GET.get("paper") == paper.name:
        drawing = chart.printed(content, paper)[0]
        text = chart.svg(drawing, size=paper.size_of(drawing))
    else:
        text = chart.svg(chart.alone(content))
    answer = HttpResponse(text, content_type="image/svg+xml; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, f"{content.title}流程图.svg")
    answer["Cache-Control"] = "public, max-age=60"
    return answer


@require_safe
def pages(request: HttpRequest, procedure_id: str) -> HttpResponse:
    """The pages to be printed and put up: A4 (several) or A3 (one)."""
    site = Site(HERE)
    pack = site.pack
    if procedure_id not in pack.procedures:
        return _missing(request)
    content = content_of(pack, procedure_id)
    paper = chart.PAPERS.get(request.GET.get("paper", ""), chart.PAPERS["A4"])
    drawn = pages_of(pack, procedure_id, paper.name)
    context = {
        "procedure": content,
        "paper": paper,
        "papers": chart.PAPERS.values(),
        "pages": drawn,
        "pack": pack,
    }
    return show(request, "portal/procedure_pages.html", context, site=site)


def _missing(request: HttpRequest) -> HttpResponse:
    return not_found(request, "没有这个程序", "请从办理流程的目录中选择。", HERE)
