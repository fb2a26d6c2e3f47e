"""How the last day of one deadline was found (期限计算书): the page, the paper, the JSON."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils.http import content_disposition_header

from mingjing.cases import queries
from mingjing.desk.answers import answered
from mingjing.desk.shell import page, show


@page("desk:cases")
@answered
def proof(request: Any, case_id: UUID, deadline: str, kind: str = "page") -> HttpResponse:
    try:
        found = queries.clock_proof(request.user, case_id, deadline, request.GET.get("item", ""))
    except queries.NoSuchClock:
        return show(request, "desk/trouble.html", NO_CLOCK, status=404)
    if kind == "page":
        return show(request, "desk/clock_proof.html", {"case": found.case, "found": found})
    if kind == "json":
        answer: HttpResponse = JsonResponse(
            found.proof, json_dumps_params={"ensure_ascii": False, "indent": 1}
        )
    else:
        answer = HttpResponse(found.paper().pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = (
        content_disposition_header(True, f"{found.file_name}.{kind}") or "attachment"
    )
    return answer


NO_CLOCK = {
    "title": "没有这一期限",
    "text": "本案没有起算过这一期限，或者它的条件现在不成立。请从案件页的期限打开。",
    "sign": "clock-x",
}
