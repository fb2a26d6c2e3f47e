"""The redaction page: source beside the public version, every mask confirmed by a person, then the act itself."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingjing import law
from mingjing.cases import queries
from mingjing.cases.libraries import pack_on
from mingjing.cases.perform import perform
from mingjing.cases.queries import part_of_page, visible_case
from mingjing.cases.refused import Refused
from mingjing.desk.answers import answered
from mingjing.desk.forms.judged import shown
from mingjing.desk.shell import page, show
from mingjing.disclosure import drafts

# What some procedures ask at publication and others before it: read from the form where the act has the field.
REVIEWED = ("secrecy_checked", "privacy_checked")
HERE = "desk:disclosures"
NOTHING = {
    "title": "本案还没有可以公开的决定书",
    "text": "作出决定并制作决定书以后，从这里确认隐去的内容、公开决定。",
    "sign": "file-off",
}


@page(HERE)
@answered
def redaction(request: Any, case_id: UUID) -> HttpResponse:
    """The page (GET) and the publication (POST)."""
    case = visible_case(request.user, case_id, "公示脱敏")
    state = law.CaseState.from_json(case.state)
    pack = pack_on(case.agency, request.desk.today)
    procedure = pack.procedure(case.procedure)
    act, documents = procedure.with_effect("publish"), drafts.documents_of(state.documents, procedure)
    if not documents or act is None:
        return show(request, "desk/trouble.html", NOTHING, status=404)
    asked = request.POST.get("document") or request.GET.get("document", "")
    chosen = next((one for one in documents if asked in (one["number"], one["digest"])), documents[0])
    try:
        draft = drafts.draft_of(case, chosen["number"], pack)
    except Refused as refusal:
        text = "".join(f"{one.say}{one.mend}" for one in refusal.findings)
        context = {"title": "不能据以公开", "text": text, "sign": "file-alert"}
        return show(request, "desk/trouble.html", context, status=409)
    posted = request.method == "POST"
    fields = sent(request.POST, act) if posted else proposed(state, draft, chosen, request, act, procedure)
    refused: list[Any] = []
    reasons = {key[2:]: text for key, text in request.POST.items() if key.startswith("r.")}
    if posted:
        try:
            payload = {"fields": fields, "reasons": reasons}
            done = perform(case, act.id, request.user, payload, key=request.POST.get("key", "")[:120])
        except Refused as refusal:
            refused = [shown(one) for one in refusal.findings]
        else:
            messages.success(request, done_words(chosen["number"], act, done.took_effect))
            return redirect("desk:case", case.pk)
    findings = judge(request, case, act.id, fields, reasons)
    context = {
        "case": case,
        "document": chosen,
        "documents": documents,
        "draft": draft,
        "data": {
            "text": draft.source.text,
            "masks": draft.masks,
            "reasons": draft.reasons,
            "kept": fields.get("masks") if refused else None,
            "check": reverse("desk:redaction_check", args=[case.pk]),
            "number": chosen["number"],
            "agency": draft.source.agency,
        },
        "fields": fields,
        "act": act,
        "secrecy": act.fields.get(REVIEWED[0]),
        "channels": pack.catalogue("disclosure_channels").rows,
        "person": draft.source.state.party.get("kind") == "person",
        "refused": refused,
        "failing": [one for one in findings if one.on_fail != "reason"],
        "explain": [one for one in findings if one.on_fail == "reason"],
        "given": reasons,
        "clock": clock_of(pack, state, request.desk.now),
        "act_titles": {one.id: one.title for one in procedure.acts},
        "key": uuid4().hex,
    }
    return show(request, "desk/redaction.html", context, status=422 if refused else 200)


def done_words(number: str, act: law.Act, took_effect: bool) -> str:
    """What has happened to the paper, for the message on the next page."""
    if took_effect:
        return f"已公开{number}，公众现在可以查到，几秒后可以核验。"
    return f"“{act.title}”已提交，等待审批；批准后公开{number}。"


@require_POST
@page(HERE)
@answered
def redaction_check(request: Any, case_id: UUID) -> HttpResponse:
    """The live leak check: {"ok", "findings": [{say, mend, citation}]}. Nothing is kept."""
    case = part_of_page(request.user, case_id, "公示脱敏")
    fields = sent(request.POST)
    pack = pack_on(case.agency, request.desk.today)
    try:
        draft = drafts.draft_of(case, fields["document"], pack)
        found = drafts.trial(draft.source, fields["masks"], fields["masked_name"], [fields["summary"]])
    except Refused as refusal:
        found = list(refusal.findings)
    rows = [{"say": one.say, "mend": one.mend, "citation": one.citation} for one in found]
    return JsonResponse({"ok": not rows, "findings": rows})


def sent(post: Any, act: law.Act | None = None) -> dict[str, Any]:
    """The fields of `act` as the form sends them. Masks that can't be read are refused by the act itself."""
    try:
        masks = json.loads(post.get("masks") or "[]")
    except ValueError:
        masks = [{}]
    kept = ("kind", "start", "end", "reason")
    fields = {
        "document": post.get("document", ""),
        "published_on": post.get("published_on", ""),
        "channels": post.getlist("channels"),
        "until": post.get("until", ""),
        "masked_name": post.get("masked_name", "").strip(),
        "summary": post.get("summary", "").strip(),
        "redaction_confirmed": post.get("redaction_confirmed") == "on",
        # Publishing makes the file anew and searches it, or refuses: in the transaction of this very act.
        "rebuilt_and_searched": True,
        "masks": [{key: row.get(key) for key in kept} for row in masks if isinstance(row, dict)],
    }
    if act and REVIEWED[0] in act.fields:
        fields |= {REVIEWED[0]: post.get(REVIEWED[0], ""), REVIEWED[1]: post.get(REVIEWED[1]) == "on"}
    return {key: value for key, value in fields.items() if key != "until" or value}


def proposed(
    state: law.CaseState,
    draft: drafts.Draft,
    document: Any,
    request: Any,
    act: law.Act,
    procedure: law.Procedure,
) -> dict[str, Any]:
    """What the form holds on the first view: the approved proposal, the day, the name to be shown."""
    proposal = procedure.with_effect("propose")
    approved = ((state.acts.get(proposal.id) if proposal else None) or [{}])[-1]
    return {
        "document": document["number"],
        "published_on": request.desk.today.isoformat(),
        "channels": list(approved.get("channels") or ()),
        "until": approved.get("until") or "",
        "masked_name": drafts.public_name(draft.source),
        "summary": "",
        "redaction_confirmed": True,
        "rebuilt_and_searched": True,
        "masks": [],
        **({REVIEWED[0]: "public", REVIEWED[1]: False} if REVIEWED[0] in act.fields else {}),
    }


def judge(request: Any, case: Any, act: str, fields: dict[str, Any], reasons: dict[str, str]) -> list[Any]:
    """What the law says of publishing now: failed checks, without those about fields still to be filled in."""
    confirmed = {name: True for name in ("redaction_confirmed", REVIEWED[1]) if name in fields}
    payload = {"fields": {**fields, **confirmed}, "reasons": reasons}
    try:
        findings = queries.preview_findings(request.user, case, act, payload)
    except Refused as refusal:
        return [shown(one) for one in refusal.findings]
    failed = [
        one
        for one in findings.items
        if not one.passed and one.on_fail != "score" and not _to_fill(one.check, fields)
    ]
    return [shown(one, reasons.get(one.check, "")) for one in failed]


def _to_fill(check: str, fields: dict[str, Any]) -> bool:
    """Does the finding only say that a field of this page is still empty?"""
    name = check.removeprefix("field.")
    return name != check and name in fields and not fields[name]


def clock_of(pack: law.Pack, state: law.CaseState, now: datetime) -> Any:
    """The period for publishing that ends first, if one runs."""
    running = [
        one
        for one in law.clocks(pack, state, pack.calendar, now)
        if one.id.startswith("publish_") and not one.done and one.due
    ]
    return min(running, key=lambda one: one.due, default=None)
