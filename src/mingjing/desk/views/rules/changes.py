"""Changes of the agency's own law: proposing, deciding, and what has been changed so far."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from mingjing.desk.shell import show
from mingjing.desk.views.rules.guard import NOT_THERE, rules_page, shown
from mingjing.law.amendments import Amendment
from mingjing.rules import changes as steps
from mingjing.rules import describe, examination
from mingjing.rules import history as past
from mingjing.rules.values import BadLimit, limit_value, mapping_value

DONE = {
    "approve": "调整已经批准，自施行之日起适用。",
    "return": "调整已经退回提出人。",
    "withdraw": "调整已经撤回。",
}
NOT_ALLOWED = {
    "title": "不能提出调整",
    "text": "调整由法制审核人员提出；请本机关法制审核人员办理。",
    "sign": "lock",
}
ROW_FIELDS = ("id", "title", "citation", "when")


@rules_page
def history(request: Any) -> HttpResponse:
    agency = request.reader.agency
    context = {
        "changes": past.changes(agency.pk),
        "faults": past.faults(agency.pk),
        "today": request.desk.today,
    }
    return shown(request, "desk/rules/history.html", context)


@rules_page
def change(request: Any, change_id: UUID) -> HttpResponse:
    """One change; the head approves or returns it here, who proposed it withdraws it."""
    reader = request.reader
    try:
        found = steps.find(reader.agency.pk, change_id)
    except steps.NoSuchChange as fault:
        return show(request, "desk/trouble.html", NOT_THERE | {"text": str(fault)}, status=404)
    refusals: tuple[Any, ...] = ()
    if request.method == "POST":
        step = request.POST.get("step", "")
        try:
            _take(reader, change_id, step, request.POST.get("reason", ""))
            messages.success(request, DONE[step])
            return redirect("desk:rule_change", change_id)
        except steps.ChangeRefused as refused:
            refusals = refused.refusals
    own = found.proposed.by == reader.standing.actor_id
    context = {
        "change": found,
        "refusals": refusals,
        "may_decide": reader.may_decide and found.state == past.WAITING and not own,
        "may_withdraw": own and found.state == past.WAITING,
        "item_kind": "limits" if found.amendment.kind == "limit" else "catalogues",
    }
    return shown(request, "desk/rules/change.html", context, status=409 if refusals else 200)


def _take(reader: Any, change_id: UUID, step: str, reason: str) -> None:
    match step:
        case "approve":
            steps.approve(reader, change_id)
        case "return":
            steps.send_back(reader, change_id, reason)
        case "withdraw":
            steps.withdraw(reader, change_id)
        case _:
            raise steps.ChangeRefused([examination.Refusal("没有这种办理。", "请刷新页面后重新办理。")])


@rules_page
def propose(request: Any, kind: str, item_id: str) -> HttpResponse:
    """The form of a proposal; it is examined before it is sent, and what stands in the way is shown with its reason."""
    reader = request.reader
    if not reader.may_propose:
        return show(request, "desk/trouble.html", NOT_ALLOWED, status=403)
    first = steps.tomorrow(request.desk.now)
    found = getattr(reader.library.on(first), kind).get(item_id) if kind in ("limits", "catalogues") else None
    if found is None:
        return show(request, "desk/trouble.html", NOT_THERE, status=404)
    context = {"kind": kind, "found": found, "first": first, "sent": request.POST}
    context |= _limit(reader, first, found) if kind == "limits" else _row(request, found)
    if request.method != "POST":
        return shown(request, "desk/rules/propose.html", context)
    try:
        one = steps.draft(reader, _amendment(request, kind, found))
        if "send" in request.POST:
            return redirect("desk:rule_change", steps.propose(reader, one))
        context |= {"draft": one, "examined": steps.examine(reader, one)}
        if kind == "catalogues" and one.amendment.value.get("when") and not context["examined"].refusals:
            context["told"] = describe.condition(reader.library.on(first), one.amendment.value["when"])
    except BadLimit as fault:
        context["refusals"] = [examination.Refusal(f"“{found.title}”{fault}", "请按参数的类型和单位填写。")]
    except steps.ChangeRefused as refused:
        context["refusals"] = refused.refusals
    examined = context.get("examined")
    if examined is not None:
        context["refusals"] = examined.refusals
    return shown(request, "desk/rules/propose.html", context, status=422 if context["refusals"] else 200)


def _limit(reader: Any, day: date, found: Any) -> dict[str, Any]:
    pack = reader.library.on(day)
    value = found.value
    typed = (
        "true"
        if value is True
        else "false"
        if value is False
        else f"{value:g}"
        if isinstance(value, float)
        else value
    )
    return {
        "value": describe.value(pack, "limits", found),
        "typed": typed,
        "input": describe.input_of(found),
        "entries": [(key, title, found.value[key], key in found.fixed) for key, title, _ in describe.entries(pack, found)],
    }  # fmt: skip


def _row(request: Any, found: Any) -> dict[str, Any]:
    row = found.row_of(request.GET.get("row", ""))
    typed = {name: request.POST.get(name) or getattr(row, name, "") for name in ROW_FIELDS}
    return {"row": row, "typed": typed}


def _amendment(request: Any, kind: str, found: Any) -> Amendment:
    """What was asked for. Raises BadLimit."""
    sent = request.POST
    try:
        since = date.fromisoformat(sent.get("since", ""))
    except ValueError:
        raise BadLimit("的施行日期应当是真实的日期（年-月-日）。") from None
    reason, source = sent.get("reason", "").strip(), sent.get("source", "").strip()
    if kind == "limits":
        value = (
            mapping_value(found, {key.removeprefix("value."): one for key, one in sent.items() if key.startswith("value.")})
            if isinstance(found.value, dict)
            else limit_value(found, sent.get("value", "").strip())
        )  # fmt: skip
        return Amendment("limit", found.id, since, value, reason=reason, source=source)
    row = found.row_of(request.GET.get("row", ""))
    told = {name: sent.get(name, "").strip()[:500] for name in ROW_FIELDS}
    if sent.get("end"):
        return Amendment(
            "row_end", found.id, since, {}, row=row.id if row else "", reason=reason, source=source
        )
    if not told["title"] or (not told["id"] and row is None):
        raise BadLimit("的新项应当写明标识和标题。")
    value = {
        name: told[name]
        for name in ("title", "citation", "when")
        if told[name] or (name == "when" and found.kind == "rules")
    }
    row_id = row.id if row else told["id"]
    return Amendment(
        "row_change" if row else "row_add", found.id, since, value, row=row_id, reason=reason, source=source
    )
