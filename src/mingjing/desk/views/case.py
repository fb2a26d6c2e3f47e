"""One case: its page, its records, who read it, its export."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse

from mingjing.cases import queries
from mingjing.desk.answers import answered
from mingjing.desk.present.case import FILTERS, CaseView, record_line
from mingjing.desk.shell import page, show


@page("desk:cases")
@answered
def case(request: Any, case_id: UUID) -> HttpResponse:
    asked = request.GET.get("show", "all")
    chosen = asked if asked in dict(FILTERS) else "all"
    view = CaseView(queries.case_page(request.user, case_id), chosen)
    return show(request, "desk/case/page.html", {"case": view.page.case, "page": view, "show": chosen})


@page("desk:cases")
@answered
def record(request: Any, case_id: UUID, seq: int) -> HttpResponse:
    found = queries.case_page(request.user, case_id)
    entry = next((one for one in found.entries if one.seq == seq), None)
    if entry is None:
        return show(request, "desk/trouble.html", NO_RECORD, status=404)
    previous = next((one.digest for one in found.entries if one.seq == seq - 1), "")
    context = {"case": found.case, "record": record_line(entry), "previous": previous}
    return show(request, "desk/record.html", context)


@page("desk:cases")
@answered
def access(request: Any, case_id: UUID) -> HttpResponse:
    found = queries.access_list(request.user, case_id)
    return show(request, "desk/access.html", {"case": found.case, "rows": found.rows})


@page("desk:cases")
@answered
def export(request: Any, case_id: UUID) -> HttpResponse | FileResponse:
    name, stream = queries.export_case(request.user, case_id)
    return FileResponse(stream, as_attachment=True, filename=name)


NO_RECORD = {
    "title": "没有这条记录",
    "text": "这个案件没有这个序号的记录。请从案件页的时间轴打开。",
    "sign": "list-search",
}
