"""The reviewer's sheet: prefilled from the same checks that guard the acts; the judgement is the reviewer's."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from mingjing.cases import queries
from mingjing.cases.perform import perform
from mingjing.cases.refused import Refused
from mingjing.desk.answers import answered
from mingjing.desk.forms.act_form import ActForm, NoSuchAct, form_for
from mingjing.desk.forms.sent import read
from mingjing.desk.present.review import PointView, points, trail
from mingjing.desk.shell import page, show
from mingjing.desk.views.act import NO_ACT, judge, said
from mingjing.review.grounds import grounds_of
from mingjing.review.sheet import sheet_of
from mingjing.review.submission import submission_of

REVIEW = "legal_review"
HIDDEN = frozenset({"points"})


@dataclass(frozen=True, slots=True)
class Counts:
    all: int
    passed: int
    failed: int


@page("desk:reviews")
@answered
def sheet(request: Any, case_id: UUID) -> HttpResponse:
    """The sheet (GET) and the opinion (POST)."""
    found = queries.case_page(request.user, case_id)
    try:
        form = form_for(request.desk, found.case, REVIEW)
    except NoSuchAct:
        return show(request, "desk/trouble.html", NO_ACT, status=404)
    if request.method == "POST":
        form.sent = read(form.act.fields, request.POST, request.FILES)
        form.values = dict(form.sent.fields)
        try:
            done = perform(
                found.case, REVIEW, request.user, form.sent.payload, attachments=form.sent.files,
                officers=form.sent.officers, expected_seq=form.sent.expected_seq, key=request.POST.get("key", "")[:120],
            )  # fmt: skip
        except Refused as refusal:
            form.refuse(refusal.findings)
        else:
            messages.success(request, said(done, form))
            return redirect("desk:case", found.case.pk)
    judge(request, form)
    return show(request, "desk/review/sheet.html", context(found, form), status=422 if form.refused else 200)


def context(found: Any, form: ActForm) -> dict[str, Any]:
    """What the sheet shows."""
    given = form.values.get("points") or []
    listed = points(sheet_of(found), given)
    option = next((one for one in found.options if one.act.id == REVIEW), None)
    why = [one.say for one in option.findings.bars] if option else []
    may = bool(option and option.possible and option.role_ok)
    results = form.act.fields["points"].columns["result"].options
    values = form.context()
    return values | {
        "points": listed,
        "results": list(results.items()) if isinstance(results, dict) else [],
        "counts": tally(listed),
        "trail": trail(found.state),
        "round": len(found.state.acts.get("submit_review", ())),
        "materials": found.documents,
        "grounds": grounds_of(found.pack, found.derived),
        "submission": submission_of(found.pack, found.state, found.derived),
        "clocks": [
            one for one in found.clocks if one.state in ("running", "overdue") and one.kind == "limit"
        ][:2],
        "fields": [field for field in values["fields"] if field.id not in HIDDEN],
        "may_review": may,
        "why_not": "".join(why) or "审核意见由法制审核人员出具；您可以查看，不能签署。",
        "check_url": reverse("desk:check", args=[found.case.pk, REVIEW]),
    }


def tally(listed: list[PointView]) -> Counts:
    passed = sum(len(point.passing) for point in listed)
    failed = sum(len(point.failing) for point in listed)
    return Counts(passed + failed, passed, failed)
