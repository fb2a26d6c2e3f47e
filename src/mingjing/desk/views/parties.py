"""A file per party: the search, which never puts a code into an address, and the party over all its cases."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from mingjing.desk.answers import answered
from mingjing.desk.shell import page, show
from mingjing.reading.parties import MOST, parties
from mingjing.reading.party_page import party_file

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
    return show(request, "desk/reading/party.html", {"file": party_file(request.user, case_id)})
