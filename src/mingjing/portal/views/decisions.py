"""Published decisions: list, page, file, and what proves them."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from mingjing.disclosure import proofs, queries
from mingjing.disclosure.models import Publication
from mingjing.portal.page import Site, not_found, show
from mingjing.portal.sheet import lines
from mingjing.reading import asking

HERE = "portal:decisions"


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    site = Site(HERE)
    kinds = list(site.pack.kind_titles.values())
    words = request.GET.get("q", "").strip()[:200]
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else ""
    asked = request.GET.get("page", "")
    page = queries.search(words, kind, int(asked) if asked.isdecimal() and len(asked) < 6 else 1)
    context = {"page": page, "q": words, "kind": kind, "kinds": kinds}
    return show(request, "portal/decisions.html", context, site=site)


@require_safe
def decision(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.by_code(code)
    if found is None:
        return not_found(
            request,
            "没有这份公示",
            "地址可能不完整，或者决定还没有公开。可以用文号或者当事人名称查找。",
            HERE,
        )
    context = {
        "decision": found,
        "logged": found.statement.outbox.idx is not None,
        "lines": lines(found.segments, found.agency.name, found.document),
        "hidden": sum(row["count"] for row in found.hidden),
        "ways": [
            found.remedy[name] for name in ("reconsideration_apply", "suit_direct") if name in found.remedy
        ],
        "kept": all(row.get("kept") for row in found.periods),
    }
    site = Site(HERE)
    context["readable"] = asking.open_to_all(site.pack, found.procedure)
    template = "portal/tombstone.html" if found.withdrawn_on else "portal/decision.html"
    return show(request, template, context, site=site)


@require_safe
def pdf(request: HttpRequest, code: str) -> HttpResponse | FileResponse:
    """The public file, by `Publication.pdf` only."""
    found = _found(code)
    if found.withdrawn_on or not found.pdf:
        text = f"{found.withdrawn_reason or '该决定已撤下公示。'}文件不再提供。"
        return not_found(request, "这份公示已经撤下", text, HERE, status=410)
    name = f"{found.form.partition('（')[0]}{found.document}.pdf"
    answer = FileResponse(queries.file_of(found), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, name)
    answer["Cache-Control"] = "public, max-age=60"
    return answer


@require_safe
def part(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """statement.json, statement.key, statement.entry, statement.tlog-proof: what a verifier needs, byte for byte."""
    found = _found(code)
    return serve(proofs.part(found.withdrawal or found.statement, part))


@require_safe
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """File, statement, key, entry, proof, log key and instructions in one archive."""
    found = _found(code)
    if found.withdrawn_on:
        return not_found(request, "这份公示已经撤下", "文件不再提供。", HERE, status=410)
    made = proofs.bundle(found)
    if made is None:
        return not_found(
            request, "证明还没有生成", "这份决定正在写入存证日志，请一分钟后再试。", HERE, status=503
        )
    answer = HttpResponse(made, content_type="application/zip")
    answer["Content-Disposition"] = content_disposition_header(True, f"{found.document}-存证证明.zip")
    return answer


def serve(found: proofs.Part | None) -> HttpResponse:
    """A part of a proof, or 404 while there is none."""
    if found is None:
        raise Http404
    answer = HttpResponse(found.data, content_type=found.content_type)
    answer["Cache-Control"] = "public, max-age=5"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _found(code: str) -> Publication:
    found = queries.by_code(code)
    if found is None:
        raise Http404
    return found
