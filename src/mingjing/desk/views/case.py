"""One case: its page, its records, its export."""

from datetime import date, datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header

from mingjing.cases import queries
from mingjing.cases.export import ExportRefused
from mingjing.cases.refused import Refused
from mingjing.desk.answers import answered
from mingjing.desk.present.case import FILTERS, CaseView, record_line
from mingjing.desk.present.case_file import CaseFileView
from mingjing.desk.present.flow import CaseFlow
from mingjing.desk.shell import page, show
from mingjing.desk.templatetags.cn import SHANGHAI, cndate, cnmoment
from mingjing.disclosure.party_file import PartyRedaction
from mingjing.media import exporting
from mingjing.records.proofs import NotYetLogged


@page("desk:cases")
@answered
def case(request: Any, case_id: UUID) -> HttpResponse:
    asked = request.GET.get("show", "all")
    chosen = asked if asked in dict(FILTERS) else "all"
    day = earlier(request.GET.get("on", ""), request.desk.today)
    at = moment(request.GET.get("at", ""), request.desk.now)
    then = f"{cnmoment(at)}" if at else f"{cndate(day)} 日终" if day else ""
    try:
        if at is not None:
            found = queries.case_page_at(request.user, case_id, at)
        elif day is not None:
            found = queries.case_page_on(request.user, case_id, day)
        else:
            found = queries.case_page(request.user, case_id)
    except queries.NothingYet:
        text = f"到{then}为止，本案还没有记录。请另选一天，或者回到今天的案件页。"
        return show(request, "desk/trouble.html", NOT_YET | {"text": text}, status=404)
    view = CaseView(found, chosen)
    kept = f"at={quote(request.GET['at'])}" if at else f"on={day.isoformat()}" if day else ""
    context = {"case": view.page.case, "page": view, "show": chosen, "replayed": then, "kept": kept}
    return show(request, "desk/case/page.html", context)


@page("desk:cases")
@answered
def not_now(request: Any, case_id: UUID) -> HttpResponse:
    """Acts that can't be done now, and why: the lines alone for the fold on the case's page, else a page of their own."""
    view = CaseView(queries.case_page(request.user, case_id, what="不能办理的事项"))
    alone = request.headers.get("HX-Request") == "true"
    template = "desk/case/not_now_lines.html" if alone else "desk/case/not_now.html"
    answer = show(request, template, {"case": view.page.case, "page": view})
    patch_vary_headers(answer, ["HX-Request"])
    return answer


@page("desk:cases")
@answered
def flow(request: Any, case_id: UUID) -> HttpResponse:
    """Where the case stands on the chart of its procedure."""
    found = queries.case_page(request.user, case_id, what="本案流程图")
    drawn = CaseFlow(found)
    context = {
        "case": found.case,
        "procedure": drawn.content,
        "stages": drawn.stages,
        "wide": drawn.picture(narrow=False),
        "narrow": drawn.picture(narrow=True),
    }
    return show(request, "desk/case/flow.html", context)


def earlier(text: str, today: date) -> date | None:
    """The day to which the case is to be played back; None for today, for the future and for what is no date."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day < today else None


def moment(text: str, now: datetime) -> datetime | None:
    """The moment to which the case is to be played back (Asia/Shanghai unless it says otherwise); None as `earlier`."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
    return found if found < now else None


@page("desk:cases")
@answered
def replay(request: Any, case_id: UUID) -> HttpResponse:
    """Every moment of the case, and what changed between two of them."""
    since, until = (_number(request.GET.get(name, "")) for name in ("since", "until"))
    found = queries.replay_page(request.user, case_id, since=since, until=until)
    return show(request, "desk/case/replay.html", {"case": found.case, "found": found})


@page("desk:cases")
@answered
def timeline_pdf(request: Any, case_id: UUID) -> HttpResponse:
    """The whole timeline on paper."""
    name, paper = queries.printed_timeline(request.user, case_id)
    answer = HttpResponse(paper.pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


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
def case_file(request: Any, case_id: UUID) -> HttpResponse:
    """The volumes of the case file, what is missing and who owes it, and what it would score."""
    found = queries.case_file(request.user, case_id)
    return show(request, "desk/case/file.html", {"case": found.case, "file": CaseFileView(found)})


@page("desk:cases")
@answered
def volume(request: Any, case_id: UUID, key: str) -> HttpResponse | FileResponse:
    """正卷 or 副卷 bound into one PDF, to be read or printed."""
    try:
        name, pdf = queries.bound_volume_of(request.user, case_id, key)
    except queries.NothingToBind:
        return show(request, "desk/trouble.html", NOTHING_TO_BIND, status=404)
    return FileResponse(BytesIO(pdf), filename=name, content_type="application/pdf")


@page("desk:cases")
@answered
def export(request: Any, case_id: UUID, kind: str = "") -> HttpResponse | FileResponse:
    """The whole case file, or (kind = "party") the one that a party gets; for its recordings a reason may be asked (POST)."""
    try:
        if kind == "party":
            name, stream = queries.exported_case(request.user, case_id, what="遮盖", redacted=PartyRedaction)
        else:
            name, stream = exporting.exported_case(request.user, case_id, request.POST.get("reason", ""))
    except Refused as refusal:
        asked = request.method == "POST"
        context = {"case_id": case_id, "told": str(refusal) if asked else "", "most": exporting.MOST_LETTERS}
        return show(request, "desk/case/export_reason.html", context, status=422 if asked else 200)
    except ExportRefused as refusal:
        return show(request, "desk/trouble.html", NO_EXPORT | {"text": str(refusal)}, status=409)
    except NotYetLogged:
        return show(request, "desk/trouble.html", NO_EXPORT, status=409)
    return FileResponse(stream, as_attachment=True, filename=name)


NOT_YET = {"title": "当日还没有这件案件", "sign": "history"}
NO_EXPORT = {
    "title": "暂时不能导出案卷",
    "text": "本案有记录还没有写入存证日志，导出后无法核验。通常几秒钟后就会写入，请稍后再导出。",
    "sign": "clock-pause",
}
NOTHING_TO_BIND = {
    "title": "这一卷还没有文书",
    "text": "本案还没有编入这一卷的文书，没有可以合订的内容。",
    "sign": "books",
}
NO_RECORD = {
    "title": "没有这条记录",
    "text": "这个案件没有这个序号的记录。请从案件页的时间轴打开。",
    "sign": "list-search",
}
