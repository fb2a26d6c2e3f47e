"""Who looked: at one case, and at all cases that a supervisor oversees."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from mingjing.desk.answers import answered
from mingjing.desk.nav import OVERSEEING
from mingjing.desk.shell import page, show
from mingjing.reading import accesses as log
from mingjing.reading import case_log
from mingjing.reading.readers import KINDS, PAGES

HERE = "desk:accesses"
FILTERS = ("person", "case", "since", "until", "kind", "outside")
NOT_YOURS = {
    "title": "不能查看全部查阅记录",
    "text": "跨案件的查阅记录由执法监督人员和机关负责人查看；一件案件的查阅记录在案件页的“谁看过本案”。",
    "sign": "lock",
}


@page(HERE)
def accesses(request: Any) -> HttpResponse:
    """Readings over all cases, filtered, with what stands out."""
    if not request.desk.held & OVERSEEING:
        return show(request, "desk/trouble.html", NOT_YOURS, status=403)
    asked = {key: request.GET[key].strip() for key in FILTERS if request.GET.get(key, "").strip()}
    text = request.GET.get("page", "")
    found = log.accesses(
        request.user,
        request.desk.pack,
        asked,
        int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1,
    )
    kept = asked | {"since": found.since.isoformat(), "until": found.until.isoformat()}
    context = {
        "found": found,
        "filters": kept,
        "kinds": [("page", PAGES), *((key, title) for key, (title, _) in KINDS.items())],
        "previous_url": _leaf(kept, found.page - 1) if found.page > 1 else "",
        "next_url": _leaf(kept, found.page + 1) if found.has_more else "",
    }
    return show(request, "desk/reading/accesses.html", context)


@page("desk:cases")
@answered
def access(request: Any, case_id: UUID) -> HttpResponse:
    """Who looked at one case, day by day."""
    found = case_log.case_log(request.user, case_id)
    return show(request, "desk/reading/case_log.html", {"case": found.case, "found": found})


@page("desk:cases")
@answered
def access_pdf(request: Any, case_id: UUID) -> HttpResponse:
    """The same on paper, as the party may get it."""
    name, paper = case_log.printed_case_log(request.user, case_id)
    answer = HttpResponse(paper.pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _leaf(asked: dict[str, str], number: int) -> str:
    return "?" + urlencode({**asked, "page": number})
