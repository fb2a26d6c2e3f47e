"""The list of cases and the list of cases under legal review."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse

from mingjing.cases import queries
from mingjing.cases.libraries import pack_on
from mingjing.desk.shell import page, show

FILTERS = ("q", "procedure", "stage", "due", "open", "review", "undisclosed", "mine", "order")
REVIEWS = {
    "waiting": ("待审核", "is-brand"),
    "returned": ("退回补正", "is-warn"),
    "revise": ("修改后再审", "is-warn"),
    "oppose": ("不同意", "is-seal"),
    "pass": ("审核通过", "is-ok"),
}
TO_SEND = ("尚未送审", "")


@page("desk:cases")
def cases(request: Any) -> HttpResponse:
    asked = {key: request.GET[key].strip() for key in FILTERS if request.GET.get(key, "").strip()}
    number = _number(request.GET.get("page", ""))
    found = queries.case_list(request.user, asked, number)
    context = {
        "rows": found.rows,
        "filters": {"open": "all" if asked.get("q") else "open"} | asked,
        "procedures": procedures(request.desk),
        "stages": stages(request.desk, asked.get("procedure", "")),
        "number": found.page,
        "first_url": "?" + urlencode(asked) if found.page > 1 else "",
        "previous_url": _leaf(asked, found.page - 1) if found.page > 1 else "",
        "next_url": _leaf(asked, found.page + 1) if found.has_more else "",
    }
    return show(request, "desk/cases.html", context)


@page("desk:reviews")
def reviews(request: Any) -> HttpResponse:
    found = queries.case_list(
        request.user, {"major": "1", "open": "open"}, _number(request.GET.get("page", ""))
    )
    rows = [{"row": row, "review": REVIEWS.get(row.review, TO_SEND)} for row in found.rows]
    next_url = _leaf({}, found.page + 1) if found.has_more else ""
    return show(request, "desk/review/list.html", {"rows": rows, "next_url": next_url})


def procedures(desk: Any) -> list[tuple[str, str]]:
    """Procedures in force, to filter by."""
    if desk.agency is None:
        return []
    return [(one.id, one.title) for one in pack_on(desk.agency, desk.today).procedures.values()]


def stages(desk: Any, procedure: str = "") -> list[tuple[str, str]]:
    """Stages to filter by, of one procedure or of all in force."""
    if desk.agency is None:
        return []
    known = pack_on(desk.agency, desk.today).procedures
    chosen = [known[procedure]] if procedure in known else known.values()
    return list({key: title for one in chosen for key, title in one.stages.items()}.items())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _leaf(asked: dict[str, str], number: int) -> str:
    return "?" + urlencode({**asked, "page": number})
