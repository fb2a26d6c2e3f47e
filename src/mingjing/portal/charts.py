"""The charts of the procedures in force, as pictures with links for the public pages."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from mingjing import law
from mingjing.law import chart


@lru_cache(maxsize=32)
def content_of(pack: law.Pack, procedure_id: str) -> chart.Content:
    """What the chart says; worked out once for each pack and procedure."""
    return chart.content_of(pack, pack.procedure(procedure_id))


def linked(drawing: chart.Drawing, procedure_id: str, name: str) -> SafeString:
    """The drawing with a link from each stage to its own picture and from each act to its panel."""
    page = reverse("portal:procedure", args=[procedure_id])

    def href(box: chart.Box) -> str:
        if box.kind in ("stage", "more"):
            return f"{page}?stage={box.stage}#stage"
        return f"{page}?act={box.key}#panel" if box.kind == "act" else ""

    return _safe(chart.svg(drawing, href, name=name))


@lru_cache(maxsize=32)
def pages_of(pack: law.Pack, procedure_id: str, paper: str) -> tuple[SafeString, ...]:
    """The pages for a paper (A3, A4), each an image without links; worked out once, as the content."""
    drawn = chart.printed(content_of(pack, procedure_id), chart.PAPERS[paper])
    return tuple(_safe(chart.svg(one, name=f"page-{at}")) for at, one in enumerate(drawn, 1))


def _safe(written: str) -> SafeString:
    return mark_safe(written)  # noqa: S308 - every text of the pack was escaped when it was written
