"""What every procedure asks, whatever its pack says: role, stage, turn, order in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from .findings import Finding
from .instants import CHINA, moment_zh, parse_instant, text_zh
from .pack import Pack
from .procedure import Act, Procedure
from .record import ActorRef, Proposal
from .state import CaseState


def bar(check: str, title: str, citation: str, say: str, mend: str, field: str = "") -> Finding:
    """A failed finding of the engine itself."""
    return Finding(check, title, citation, "bar", False, say, mend, fields=(field,) if field else ())


def unknown_act(procedure: Procedure, act_id: str) -> Finding:
    return bar("unknown_act", "程序中没有这一执法行为", procedure.citation,
               f"{procedure.title}中没有这一执法行为。", "请从本案可以办理的事项中选择。")  # fmt: skip


def birth_findings(procedure: Procedure, act: Act, born: Mapping[str, Any]) -> Iterator[Finding]:
    """`upon_birth`: what is recorded because a case was born of this one is recorded by that birth alone."""
    if act.upon_birth and not born:
        yield bar("upon_birth", "随另立案件记录", act.citation or procedure.citation,
                  f"“{act.title}”在由本案另立案件时自动记录，不能单独办理。", "由本案另立相应的案件。")  # fmt: skip


def stage_findings(procedure: Procedure, act: Act, state: CaseState) -> Iterator[Finding]:
    """`stage` (where the case stands) and `once`."""
    citation = act.citation or procedure.citation
    if not state.stage and not act.starts_case:
        first = next((a.title for a in procedure.acts if a.starts_case), "")
        yield bar("stage", "案件尚未开始", citation, f"案件尚未开始，不能{act.title}。", f"先办理“{first}”。")
    elif state.stage and act.starts_case:
        yield bar(
            "stage",
            "案件已经开始",
            citation,
            f"案件已经开始，不能再次{act.title}。",
            "需要另案处理的，请新建案件。",
        )
    elif state.closed and "closed" not in act.stages:
        yield bar(
            "stage",
            "案件已经办结",
            citation,
            f"案件已经办结，不能{act.title}。",
            "确有必要的，依法另行立案或者重新作出处理。",
        )
    elif not state.closed and state.stage and "*" not in act.stages and state.stage not in act.stages:
        now = procedure.stages.get(state.stage, state.stage)
        allowed = (
            "、".join(f"“{procedure.stages[s]}”" for s in act.stages if s in procedure.stages) or "“办结以后”"
        )
        yield bar("stage", "不在可以办理的环节", citation,
                  f"案件现在处于“{now}”环节，“{act.title}”应当在{allowed}环节办理。", f"先完成“{now}”环节的工作。")  # fmt: skip
    if not act.repeat and state.acts.get(act.id):
        when = text_zh(state.acts[act.id][0]["at"][:10])
        yield bar(
            "once",
            "只能办理一次",
            citation,
            f"“{act.title}”已于{when}办理，只能办理一次。",
            "内容有误的，通过更正类事项处理。",
        )


def role_finding(
    pack: Pack, procedure: Procedure, act: Act, state: CaseState, actor: ActorRef, step: str
) -> Finding | None:
    """`role`, for the step: the act's own roles to submit, the next approver's to approve or return."""
    citation = act.citation or procedure.citation
    pending = state.pending.get(act.id)
    if step in ("approve", "return"):
        wanted: tuple[str, ...] = (pending["next_role"],) if pending else tuple(act.approvals)
    elif step == "withdraw":
        return None
    else:
        wanted = tuple(act.by)
    if actor.role in wanted or not wanted:
        return None
    names = "、".join(pack.role_title(role) for role in wanted)
    return bar("role", "不是有权办理的岗位", citation,
               f"“{act.title}”{'由' + names + '审批' if step in ('approve', 'return') else '由' + names + '办理'}，"
               f"您现在的岗位是{pack.role_title(actor.role)}。", f"请由{names}办理。")  # fmt: skip


def turn_findings(
    pack: Pack, procedure: Procedure, act: Act, state: CaseState, proposal: Proposal
) -> Iterator[Finding]:
    """`pending` and `approval_turn`: submitted once, approved in order, never by who submitted it."""
    citation = act.citation or procedure.citation
    pending = state.pending.get(act.id)
    if proposal.step == "submit":
        if pending:
            role = pack.role_title(pending["next_role"])
            yield bar(
                "pending",
                "正在等待审批",
                citation,
                f"“{act.title}”已经提交，正在等待{role}审批。",
                "等待审批结果，或者先撤回再重新提交。",
            )
        return
    if not pending:
        yield bar(
            "pending",
            "没有待审批的事项",
            citation,
            f"“{act.title}”没有正在等待审批的申请。",
            f"先提交“{act.title}”。",
        )
        return
    for name in sorted(set(proposal.fields) - {"opinion", "reason"}):
        yield bar(
            f"field.{name}",
            "没有这一栏",
            citation,
            "审批时不能改动所提交的内容。",
            "需要改动的，退回提交人并说明理由。",
            name,
        )
    if proposal.step == "withdraw":
        if proposal.actor.id != pending["by"]:
            yield bar(
                "approval_turn",
                "只能由提交人撤回",
                citation,
                "只有提交人可以撤回。",
                "需要退回的，由审批人退回并说明理由。",
            )
        return
    if proposal.step == "return" and not str(proposal.fields.get("reason", "")).strip():
        yield bar(
            "field.reason",
            "退回理由",
            citation,
            "退回时没有写明理由。",
            "请写明退回的理由和需要补正的内容。",
            "reason",
        )
    if proposal.step == "approve" and proposal.actor.id == pending["by"]:
        yield bar(
            "approval_turn",
            "提交人不得审批",
            citation,
            "提交人不得审批自己提交的事项。",
            "请由其他有审批权的负责人审批。",
        )
    earlier = {approval["by"]: approval["role"] for approval in pending["approvals"]}
    if proposal.step == "approve" and proposal.actor.id in earlier:
        yield bar(
            "approval_turn",
            "同一人不得审批两次",
            citation,
            f"您已经以{pack.role_title(earlier[proposal.actor.id])}的身份审批过这一事项，"
            f"不能再以{pack.role_title(proposal.actor.role)}的身份审批。",
            "请由担任这一岗位的其他负责人审批；各级审批由不同的人作出。",
        )


def time_findings(
    procedure: Procedure, act: Act, state: CaseState, at: dt.datetime, recorded_at: dt.datetime
) -> Iterator[Finding]:
    """`not_future` and `not_before_cause`."""
    citation = act.citation or procedure.citation
    if at > recorded_at:
        yield bar("not_future", "时间不得在将来", citation,
                  f"办理时间{moment_zh(at)}晚于记录时间{moment_zh(recorded_at)}。", "请填写实际发生的时间；尚未发生的，待发生后再记录。", "at")  # fmt: skip
    cause = _cause(act, state)
    if cause and at < parse_instant(cause):
        yield bar("not_before_cause", "时间不得早于前因", citation,
                  f"办理时间{moment_zh(at)}早于它所依赖的环节开始的时间{text_zh(cause)}。",
                  "请核对办理时间，不得倒签；确系补记的，按实际时间和实际环节办理。", "at")  # fmt: skip


def _cause(act: Act, state: CaseState) -> str:
    """The latest moment before which the act can't have happened (RFC 3339), or ""."""
    causes = [state.started_at] if state.started_at else []
    if "*" not in act.stages:
        entered = [state.entered[stage] for stage in act.stages if stage in state.entered]
        causes += [min(entered)] if entered else []
    pending: Mapping[str, Any] | None = state.pending.get(act.id)
    if pending:
        causes.append(max([pending["at"], *(approval["at"] for approval in pending["approvals"])]))
    return max(causes, default="")


def aware(instant: dt.datetime) -> dt.datetime:
    """Instants without offset are Chinese time."""
    return instant if instant.tzinfo else instant.replace(tzinfo=CHINA)
