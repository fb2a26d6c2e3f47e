"""Approving, returning and withdrawing what was submitted."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from mingjing.cases import queries
from mingjing.cases.perform import perform
from mingjing.cases.refused import Refused
from mingjing.desk.answers import answered
from mingjing.desk.forms.judged import Judged, shown, sort
from mingjing.desk.shell import page, show

DONE = {"text": "它可能已经批准、退回或者撤回。请回到案件页查看最新记录。", "sign": "checklist"}
NOT_WAITING = {"title": "这个事项不在等待审批", **DONE}
STEPS = ("approve", "return")
SAID = {"approve": "已同意“{}”。", "return": "已退回“{}”，理由写进了记录。", "withdraw": "已撤回“{}”的提交。"}


@page("desk:approvals")
@answered
def approval(request: Any, case_id: UUID, act_id: str) -> HttpResponse:
    """What was submitted, what the law says of it now, and the decision."""
    found = queries.case_page(request.user, case_id)
    item = next((one for one in found.pending if one.act == act_id), None)
    if item is None:
        return show(request, "desk/trouble.html", NOT_WAITING, status=404)
    refused: list[Any] = []
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST":
        step = request.POST.get("step", "")
        try:
            return _decide(request, found, item, step if step in STEPS else "approve", reason)
        except Refused as refusal:
            refused = [shown(one) for one in refusal.findings]
    judged, stopped = _judged(request, found, act_id)
    act = found.procedure.act(act_id)
    last = bool(act) and len(item.approvals) + 1 >= len(act.approvals)
    context = {
        "case": found.case, "act": act, "item": item, "judged": judged, "refused": refused or stopped,
        "reason": reason, "expected_seq": found.case.seq, "effect": "同意后生效并存证。" if last else "同意后转下一级审批。",
        "act_titles": {one.id: one.title for one in found.procedure.acts},
    }  # fmt: skip
    return show(request, "desk/act/approval.html", context, status=422 if refused else 200)


@page("desk:cases")
@answered
def withdraw(request: Any, case_id: UUID, act_id: str) -> HttpResponse:
    """Take back one's own submission, after asking once more."""
    found = queries.case_page(request.user, case_id)
    item = next((one for one in found.pending if one.act == act_id), None)
    if item is None:
        return show(request, "desk/trouble.html", NOT_WAITING, status=404)
    refused: list[Any] = []
    if request.method == "POST":
        try:
            return _decide(request, found, item, "withdraw", "")
        except Refused as refusal:
            refused = [shown(one) for one in refusal.findings]
    context = {"case": found.case, "act": item, "refused": refused, "expected_seq": found.case.seq}
    return show(request, "desk/act/withdraw.html", context, status=422 if refused else 200)


def _decide(request: Any, found: Any, item: Any, step: str, reason: str) -> HttpResponse:
    seq = request.POST.get("expected_seq", "")
    payload = {"fields": {"reason": reason} if reason and step == "return" else {}}
    perform(
        found.case, item.act, request.user, payload, step=step,
        expected_seq=int(seq) if seq.isascii() and seq.isdigit() and len(seq) < 10 else None,
    )  # fmt: skip
    messages.success(request, SAID[step].format(item.title))
    return redirect("desk:case", found.case.pk)


def _judged(request: Any, found: Any, act_id: str) -> tuple[Judged, list[Any]]:
    """What the law would say to approving it now."""
    try:
        findings = queries.preview_findings(request.user, found.case, act_id, {}, step="approve")
    except Refused as refusal:
        return Judged(), [shown(one) for one in refusal.findings]
    waiting = found.state.pending[act_id]
    return sort(findings.items, waiting["fields"], waiting["reasons"], {}), []
