"""A file per party: the search, which never puts a code into an address, and the party over all its cases."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mingjing.cases.refused import Refused
from mingjing.desk.answers import answered
from mingjing.desk.shell import page, show
from mingjing.reading.parties import MOST, parties
from mingjing.reading.party_page import party_file
from mingjing.reading.same_party import DECIDE, decide

HERE = "desk:parties"


@page(HERE)
def party_search(request: Any) -> HttpResponse:
    """Words come by POST: an identity number typed here must not stand in an address or a log of the web server."""
    words = request.POST.get("q", "").strip()[:80]
    found = parties(request.user, words) if words else []
    context = {"words": words, "rows": found, "most": MOST if len(found) == MOST else 0}
    return show(request, "desk/reading/parties.html", context)


@page(HERE)
@answered
def party(request: Any, case_id: UUID) -> HttpResponse:
    context = {"file": party_file(request.user, case_id), "key": case_id, "may": request.desk.held & DECIDE}
    return show(request, "desk/reading/party.html", context)


@require_POST
@page(HERE)
@answered
def same_party(request: Any, case_id: UUID) -> HttpResponse:
    """A person decides whether a case of the same name is of this party."""
    same = request.POST.get("same") == "yes"
    try:
        decide(request.user, case_id, request.POST.get("other", ""), same, request.POST.get("reason", ""))
    except Refused as refusal:
        messages.error(request, "".join(f"{one.say}{one.mend}" for one in refusal.findings))
    else:
        messages.success(request, "已认定为同一当事人，归入本页。" if same else "已认定为不同的当事人。")
    return redirect("desk:party", case_id)
