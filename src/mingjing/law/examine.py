"""Judging a proposal: `examine`, and `options` for all acts of a procedure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from . import builtin
from .conditions import compile_condition
from .extending import extension_findings
from .faults import LawError
from .fields import seen
from .findings import Finding, Findings
from .instants import law_day, stamp
from .pack import JudgedCheck, Pack
from .procedure import Act, Procedure
from .record import Context, Json, OfficerRef, Proposal
from .sentences import render
from .sight import Sight, occurrence_view
from .state import CaseState
from .values import BadValue, is_blank, normal


def examine(pack: Pack, state: CaseState, proposal: Proposal, context: Context) -> Findings:
    """Judge one step of an act: built-in findings, its fields, and (at submit and when it takes effect) its checks.

    Raises UnknownItem for an unknown procedure; LawError when a derived fact or a clock can't be worked out.
    """
    procedure = pack.procedure(state.procedure)
    act = procedure.act(proposal.act)
    if act is None:
        return Findings((builtin.unknown_act(procedure, proposal.act),))
    proposal = replace(
        proposal, at=builtin.aware(proposal.at), recorded_at=builtin.aware(proposal.recorded_at)
    )
    found: list[Finding] = []
    role = builtin.role_finding(pack, procedure, act, state, proposal.actor, proposal.step)
    found += [role] if role else []
    alone = list(builtin.birth_findings(procedure, act, proposal.born))
    if alone:
        return Findings((*found, *alone), dict(proposal.fields))
    found += builtin.stage_findings(procedure, act, state)
    found += builtin.turn_findings(pack, procedure, act, state, proposal)
    found += builtin.time_findings(procedure, act, state, proposal.at, proposal.recorded_at)
    if proposal.step in ("return", "withdraw"):
        return Findings(tuple(found), dict(proposal.fields))
    sight = Sight(pack, state, proposal.at, agency=context.agency, calendar=context.calendar,
                  elsewhere=context.elsewhere)  # fmt: skip
    moment = _moment(act, state, proposal)
    if moment is None:
        return Findings(tuple(found), dict(proposal.fields))
    pending = state.pending.get(act.id) if proposal.step == "approve" else None
    shown: frozenset[str] = frozenset()
    if pending is None:
        fields, shown, faults = _filled(pack, procedure, act, proposal, sight, context.officers)
        found += faults
        if act.evidence == "required" and not proposal.evidence:
            found.append(builtin.bar("evidence", "应当附证据", act.citation or procedure.citation,
                                     f"“{act.title}”没有附证据材料。", "请上传或者选择相应的证据材料。", "evidence"))  # fmt: skip
    else:
        fields = dict(proposal.fields)
    sight.propose(_proposed(act, proposal, fields, pending))
    submitted = pending["fields"] if pending else fields
    found += extension_findings(pack, procedure, act, sight, submitted)
    asked = [
        item
        for item in pack.checks_of(procedure, act)
        if moment in ("only", item.check.at) or item.check.at == "both"
    ]
    sight.focus(pack.reading_of(asked))
    for judged in asked:
        found += _judge(judged, sight)
    return Findings(tuple(found), fields, _given(proposal.reasons, pending), shown)


def _given(reasons: Mapping[str, str], pending: Mapping[str, Any] | None) -> frozenset[str]:
    earlier: Mapping[str, str] = pending["reasons"] if pending else {}
    return frozenset(check for check, text in {**earlier, **reasons}.items() if text.strip())


def _moment(act: Act, state: CaseState, proposal: Proposal) -> str | None:
    """Which checks this step asks: those at submit, those at effect, both ("only"), or none (None)."""
    if not act.approvals:
        return "only" if proposal.step == "submit" else None
    if proposal.step == "submit":
        return "submit"
    pending = state.pending.get(act.id)
    last = pending is not None and len(pending["approvals"]) + 1 >= len(act.approvals)
    return "effect" if last else None


def _filled(
    pack: Pack,
    procedure: Procedure,
    act: Act,
    proposal: Proposal,
    sight: Sight,
    register: Mapping[str, OfficerRef],
) -> tuple[Json, frozenset[str], list[Finding]]:
    """Fields in normal form with the defaults of those asked, which are asked, and what is wrong with them."""
    citation = act.citation or procedure.citation
    today = law_day(proposal.at)
    fields: Json = {}
    # The name is what the caller made up: it may be anything, so it goes no further than the sentence.
    faults = [
        builtin.bar(
            "field.unknown",
            "没有这一栏",
            citation,
            f"“{act.title}”没有“{name[:40]}”这一栏。",
            "请删去这一栏。",
            name[:40],
        )
        for name in proposal.fields
        if name not in act.fields
    ]
    asked: set[str] = set()
    shown = _proposed(act, proposal, {}, None)
    for name, kind in act.fields.items():
        value = proposal.fields.get(name)
        if _asked(kind.when, sight, shown):
            asked.add(name)
            if is_blank(value) and name not in proposal.fields and kind.default is not None:
                value = _default(kind.default, sight, shown)
        try:
            if is_blank(value):
                if kind.required and name in asked:
                    faults.append(builtin.bar(f"field.{name}", kind.title, citation,
                                              f"没有填写“{kind.title}”。", f"请填写“{kind.title}”。", name))  # fmt: skip
                continue
            fields[name] = normal(pack, kind, value, today)
            if kind.type == "officers":
                fields[name] = [_registered(one, register) for one in fields[name]]
            shown[name] = seen(kind, fields[name])
        except BadValue as error:
            faults.append(builtin.bar(f"field.{name}", kind.title, citation, f"“{kind.title}”{error}",
                                      f"请改正“{kind.title}”。", name))  # fmt: skip
    return fields, frozenset(asked), faults


def _registered(one: Any, register: Mapping[str, OfficerRef]) -> Json:
    """An officer named in a field, as the register has them on the day of the act; unknown = not valid.

    Whatever else the caller says of an officer (valid, auxiliary …) is not believed.
    """
    given = one if isinstance(one, Mapping) else {"id": one, "name": one}
    officer_id = str(given.get("id", ""))
    known = register.get(officer_id) or OfficerRef(officer_id, str(given.get("name", officer_id)))
    return known.to_json()


def _default(default: Any, sight: Sight, shown: Json) -> Any:
    if not (isinstance(default, str) and default.startswith("=")):
        return default
    sight.propose(shown)
    outcome = sight.value(compile_condition(default[1:]))
    if outcome.error:
        return None
    return round(outcome.value, 2) if isinstance(outcome.value, float) else outcome.value


def _asked(when: str, sight: Sight, shown: Json) -> bool:
    if not when:
        return True
    sight.propose(shown)
    outcome = sight.holds(compile_condition(when))
    if outcome.error:
        raise LawError(f"栏目条件“{when}”算不出来：{outcome.error}")
    return bool(outcome.value)


def _proposed(
    act: Act, proposal: Proposal, fields: Mapping[str, Any], pending: Mapping[str, Any] | None
) -> Json:
    """The proposed act as conditions see it; when the last approval makes it take effect, what was submitted."""
    source = pending["fields"] if pending else fields
    view = occurrence_view(act, {"at": stamp(proposal.at), **source})
    approvals = list(pending["approvals"]) if pending else []
    if pending:
        approvals.append({"role": proposal.actor.role, "by": proposal.actor.id, "at": stamp(proposal.at)})
    view.update(
        id=act.id,
        step=proposal.step,
        by=pending["by"] if pending else proposal.actor.id,
        role=pending["role"] if pending else proposal.actor.role,
        officers=list(pending["officers"])
        if pending
        else [officer.to_json() for officer in proposal.officers],
        evidence=[*(pending["evidence"] if pending else ()), *proposal.evidence],
        media=[*(pending["media"] if pending else ()), *proposal.media],
        documents=[*(pending["documents"] if pending else ()), *proposal.documents],
        reasons={**(pending["reasons"] if pending else {}), **proposal.reasons},
        approvals=approvals,
        recorded_at=stamp(proposal.recorded_at),
        conflicts=list(proposal.conflicts),
        born=dict(proposal.born),
        submitted_at=pending["at"] if pending else stamp(proposal.at),
    )
    return view


def _judge(judged: JudgedCheck, sight: Sight) -> list[Finding]:
    """[] when the check does not apply."""
    check = judged.check
    error = ""
    if judged.when is not None:
        applies = sight.holds(judged.when)
        if not applies.error and not applies.value:
            return []
        error = applies.error
    passed = False
    if not error:
        required = sight.holds(judged.require)
        passed, error = bool(required.value), required.error
    if passed:
        return [Finding(check.id, check.title, check.citation, check.on_fail, True, provisional=check.provisional,
                        review_point=check.review_point)]  # fmt: skip
    return [Finding(check.id, check.title, check.citation, check.on_fail, False, render(check.say, sight),
                    render(check.mend, sight), check.mend_act, check.fields, check.provisional, check.review_point,
                    _owed_by(check.mend_act, sight), error)]  # fmt: skip


def _owed_by(act_id: str, sight: Sight) -> tuple[str, ...]:
    act = sight.procedure.act(act_id) if act_id else None
    return tuple(sight.pack.role_title(role) for role in act.by) if act else ()


@dataclass(frozen=True, slots=True)
class Option:
    """An act of the procedure as it stands now.

    `findings` = built-in findings and the checks that can be judged before the form is filled (the others are named
    in `later`). `waits_for` = the role whose approval a submitted act waits for, or "". `possible` = nothing bars it.
    """

    act: Act
    step: str
    findings: Findings
    role_ok: bool
    waits_for: str
    possible: bool
    later: tuple[str, ...] = ()
    pending: Mapping[str, Any] | None = field(default=None)


def options(pack: Pack, state: CaseState, context: Context) -> list[Option]:
    """Every act of the procedure with what now stands in its way; `context.actor` (if given) decides `role_ok`.

    An actor's role is never a finding here: it is `role_ok`, so that the desk can say who may do the act.
    """
    procedure = pack.procedure(state.procedure)
    now = builtin.aware(context.now)
    sight = Sight(pack, state, now, agency=context.agency, calendar=context.calendar)
    judged_once: dict[str, list[Finding]] = {}
    common = {
        item.check.id: item
        for act in procedure.acts
        for item in pack.checks_of(procedure, act)
        if not item.act_bound
    }
    sight.focus(pack.reading_of(tuple(common.values())))
    return [_option(pack, procedure, act, state, context, sight, judged_once) for act in procedure.acts]


def _option(
    pack: Pack, procedure: Procedure, act: Act, state: CaseState, context: Context, sight: Sight,
    judged_once: dict[str, list[Finding]],
) -> Option:  # fmt: skip
    pending = state.pending.get(act.id)
    step = "approve" if pending else "submit"
    found = [*builtin.birth_findings(procedure, act, {}), *builtin.stage_findings(procedure, act, state)]
    actor = context.actor
    role_ok = actor is None or builtin.role_finding(pack, procedure, act, state, actor, step) is None
    if pending and actor is not None and actor.id == pending["by"]:
        role_ok = False
    judged = pack.checks_of(procedure, act)
    moment = sight.moment.isoformat(timespec="seconds")
    if any(item.act_bound and not item.needs_form for item in judged):
        sight.propose({
            "id": act.id, "at": moment, "on": sight.today.isoformat(), "step": step,
            "by": actor.id if actor else "", "role": actor.role if actor else (act.by[0] if act.by else ""),
        })  # fmt: skip
    for item in judged:
        if item.needs_form:
            continue
        if item.act_bound:
            found += _judge(item, sight)
        else:
            if item.check.id not in judged_once:
                judged_once[item.check.id] = _judge(item, sight)
            found += judged_once[item.check.id]
    findings = Findings(tuple(found))
    later = tuple(item.check.id for item in judged if item.needs_form)
    return Option(
        act,
        step,
        findings,
        role_ok,
        pending["next_role"] if pending else "",
        not findings.bars,
        later,
        pending,
    )
