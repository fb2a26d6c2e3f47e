"""Trying a case or a scenario: choose it and an act, change what the act's checks read, and see what the law says."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from mingjing.cases import queries
from mingjing.desk.answers import answered
from mingjing.desk.shell import show
from mingjing.desk.views.rules.guard import rules_page, shown
from mingjing.law import LawError
from mingjing.rules import scenarios
from mingjing.rules import trial as trials

CASE, SCENARIO = "case", "scenario"
CHOICES = 25
NOT_TRIED = {"title": "不能试算", "sign": "flask-off"}


@rules_page
def choose(request: Any) -> HttpResponse:
    """Choose a case or a scenario, then an act of its procedure."""
    library = request.reader.library
    words = request.GET.get("q", "").strip()[:80]
    found = queries.case_list(request.user, {"q": words, "open": "all"} if words else {"open": "open"})
    prepared = scenarios.prepared_of(scenarios.layers_on_disk(library))
    fitting = [one for one in prepared if words in one.scenario.title] if words else list(prepared)
    subject = _subject(request, library)
    context = {
        "words": words,
        "cases": found.rows[:CHOICES],
        "scenarios": fitting[:CHOICES],
        "more": len(fitting) > CHOICES,
        "subject": subject,
        "groups": _acts(request, library, subject) if subject else [],
    }
    return shown(request, "desk/rules/choose.html", context)


def _subject(request: Any, library: Any) -> dict[str, str] | None:
    """What was chosen: its kind, id, title and procedure. A case is read (and logged) only when it is tried."""
    scenario = request.GET.get("scenario", "")
    for one in scenarios.prepared_of(scenarios.layers_on_disk(library)):
        if one.scenario.id == scenario:
            return {"kind": SCENARIO, "id": scenario, "title": one.scenario.title, "procedure": one.procedure}
    case = request.GET.get("case", "")
    return (
        {"kind": CASE, "id": case, "title": "", "procedure": request.GET.get("procedure", "")}
        if case
        else None
    )


def _acts(request: Any, library: Any, subject: dict[str, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The acts of the procedure by stage, with the address at which each is tried."""
    pack = library.on(request.desk.today)
    procedure = pack.procedures.get(subject["procedure"])
    acts = list(procedure.acts) if procedure else []
    if subject["kind"] == SCENARIO:
        one = scenarios.find(library, subject["id"])
        done = {step["act"] for step in one.steps} if one else set()
        acts = [act for act in acts if act.id in done]
    groups: dict[str, list[tuple[str, str]]] = {}
    for act in acts:
        url = reverse("desk:rule_trial", args=[subject["kind"], subject["id"], act.id])
        stage = procedure.stages.get(act.stage, "") if procedure else ""
        groups.setdefault(stage, []).append((act.title, url))
    return list(groups.items())


@rules_page
@answered
def trial(request: Any, kind: str, subject: str, act_id: str) -> HttpResponse:
    try:
        given = _given(request, kind, subject, act_id)
        sent = dict(request.POST.lists()) if request.method == "POST" else None
        found = trials.try_out(given, sent)
    except LawError as fault:
        return show(request, "desk/trouble.html", NOT_TRIED | {"text": str(fault)}, status=404)
    act = given.pack.procedure(given.state.procedure).act(act_id)
    groups = [
        ("案件事实", [one for one in found.inputs if one.name.startswith(("case.", "party."))]),
        ("限值", [one for one in found.inputs if one.name.startswith("limits.")]),
        ("本事项所填的内容", [one for one in found.inputs if one.name.startswith("act.")]),
    ]
    context = {
        "trial": found,
        "given": given,
        "act": act,
        # What stands in the case first; limits, and for a case the form, only when asked for or changed.
        "groups": [
            (title, inputs, not at or (kind == SCENARIO and at == 2) or any(one.changed for one in inputs))
            for at, (title, inputs) in enumerate(groups)
            if inputs
        ],
        "verdicts": [
            (title, verdict)
            for title, verdict in (("按现在的情况", found.before), ("改动以后", found.after))
            if verdict
        ],
        "is_case": kind == CASE,
    }
    return shown(request, "desk/rules/trial.html", context, status=422 if found.faults else 200)


def _given(request: Any, kind: str, subject: str, act_id: str) -> Any:
    if kind == CASE:
        return trials.of_case(request.user, subject, act_id, request.desk.now)
    library = request.reader.library
    prepared = scenarios.find(library, subject) if kind == SCENARIO else None
    if prepared is None:
        raise LawError("没有这一情景，请重新选择。")
    return trials.of_scenario(scenarios.library_for(prepared, library), prepared, act_id)
