"""Issued documents and drafts: the page about one, its pages as pictures, the file itself."""

import base64
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from mingjing.cases import queries
from mingjing.cases.refused import Refused
from mingjing.desk import pages_of_pdf
from mingjing.desk.answers import answered
from mingjing.desk.forms.act_form import NoSuchAct, form_for
from mingjing.desk.forms.judged import shown
from mingjing.desk.forms.sent import read
from mingjing.desk.pages_of_pdf import NoSuchPage
from mingjing.desk.shell import page, show

DAY = 86_400
MOST = 6  # pages of a draft shown at once


@page("desk:cases")
@answered
def document(request: Any, case_id: UUID, digest: str) -> HttpResponse:
    found, stream = queries.document_file(request.user, case_id, digest)
    stream.close()
    context = {"case": found.case, "document": found, "pages": range(1, found.pages + 1)}
    return show(request, "desk/document.html", context)


@page("desk:cases")
@answered
def sheet(request: Any, case_id: UUID, digest: str) -> HttpResponse:
    """The pages of a document, to be put beside a form."""
    found, stream = queries.document_file(request.user, case_id, digest)
    stream.close()
    context = {"case": found.case, "document": found, "pages": range(1, found.pages + 1)}
    return render(request, "desk/sheet.html", context)


@page("desk:cases")
@answered
def file(request: Any, case_id: UUID, digest: str) -> FileResponse:
    found, stream = queries.document_file(request.user, case_id, digest)
    name = f"{found.title}{found.number}.pdf"
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/pdf")


@page("desk:cases")
@answered
def page_picture(request: Any, case_id: UUID, digest: str, number: int) -> HttpResponse:
    """One page of an issued document as PNG; it never changes, so the browser may keep it."""
    _, stream = queries.document_file(request.user, case_id, digest, what="文书页面")
    with stream:
        return _png(stream.read(), number)


@require_POST
@page("desk:cases")
@answered
def preview(request: Any, case_id: UUID, act_id: str) -> HttpResponse:
    """A draft of one of the act's documents from the form as it stands."""
    case = queries.visible_case(request.user, case_id, "文书预览")
    try:
        form = form_for(request.desk, case, act_id)
        sent = read(form.act.fields, request.POST)
        paper = queries.preview_document(
            request.user, case, act_id, sent.payload, request.GET.get("form", ""), officers=sent.officers
        )
    except NoSuchAct:
        return HttpResponse(status=404)
    except Refused as refusal:
        context = {"case": case, "refused": [shown(one) for one in refusal.findings]}
        return render(request, "desk/act/no_preview.html", context)
    count = pages_of_pdf.count(paper.pdf)
    images = [_inline(paper.pdf, number) for number in range(1, min(count, MOST) + 1)]
    return render(
        request, "desk/act/preview_pages.html", {"images": images, "left_out": max(0, count - MOST)}
    )


def _inline(content: bytes, number: int) -> str:
    """A page inside the answer itself: a draft is kept nowhere."""
    return "data:image/png;base64," + base64.b64encode(pages_of_pdf.picture(content, number)).decode("ascii")


def _png(content: bytes, number: int) -> HttpResponse:
    try:
        image = pages_of_pdf.picture(content, number)
    except NoSuchPage:
        return HttpResponse(status=404)
    answer = HttpResponse(image, content_type="image/png")
    answer["Cache-Control"] = f"private, max-age={DAY}, immutable"
    return answer
