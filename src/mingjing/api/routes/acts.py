"""Doing: a new case, an act, an approval, a return, a withdrawal. The law decides; the route only carries."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Header
from ninja.files import UploadedFile

from mingjing.api import schema, shapes
from mingjing.api.routes.cases import router
from mingjing.cases.attachments import Attachment
from mingjing.cases.perform import open_case, perform
from mingjing.cases.refused import bad
from mingjing.cases.standing import standing_of
from mingjing.reading.copies import refuse_foreign
from mingjing.uploads import handing_over

ANSWERS = {
    200: schema.Done, 400: schema.Problem, 401: schema.Problem, 404: schema.Problem, 409: schema.Problem,
    411: schema.Problem, 413: schema.Problem, 422: schema.Problem,
}  # fmt: skip
KEY = Header("", alias="Idempotency-Key", description="同一编号的重复请求只办理一次，答复相同")


@router.post("", response=ANSWERS, operation_id="openCase", summary="登记新案件")
def open_a_case(request: HttpRequest, payload: schema.OpenIn, idempotency_key: str = KEY) -> schema.Done:
    """办理程序的第一个事项，产生一件新案件。"""
    agency = _own_agency(request.user)
    done = open_case(
        payload.procedure, payload.act, request.user, agency, _parts(payload),
        attachments=handing_over.attachments(request.user, payload.uploads), officers=payload.officers,
        key=idempotency_key, parent=payload.parent, carry=payload.carry,
    )  # fmt: skip
    handing_over.spend(request.user, payload.uploads)
    return shapes.done(done)


@router.post("/{case_id}/acts", response=ANSWERS, operation_id="performAct", summary="办理一个事项")
def perform_act(
    request: HttpRequest, case_id: UUID, payload: schema.ActIn, idempotency_key: str = KEY
) -> schema.Done:
    """提交一个事项；须审批的，最后一级批准时生效。"""
    return shapes.done(_perform(request, case_id, payload, (), idempotency_key))


@router.post(
    "/{case_id}/acts-with-files", response=ANSWERS, operation_id="performActWithFiles", summary="办理并附文件"
)
def perform_act_with_files(
    request: HttpRequest,
    case_id: UUID,
    files: File[list[UploadedFile]],
    payload: Form[str],
    idempotency_key: str = KEY,
) -> schema.Done:
    """`payload` 是办理内容的 JSON；证据和音像记录的 `file` 写文件名。"""
    try:
        told = schema.ActIn(**json.loads(payload))
    except (ValueError, TypeError, RecursionError) as fault:
        raise bad("办理内容不是正确的 JSON；请改正后重新提交。") from fault
    attached = [Attachment(one.name or "", one.file) for one in files]
    return shapes.done(_perform(request, case_id, told, attached, idempotency_key))


@router.post("/{case_id}/approvals", response=ANSWERS, operation_id="approve", summary="批准")
def approve(
    request: HttpRequest, case_id: UUID, payload: schema.ApprovalIn, idempotency_key: str = KEY
) -> schema.Done:
    """批准正在等待本岗位审批的事项。"""
    return shapes.done(_step(request, case_id, payload, "approve", idempotency_key))


@router.post("/{case_id}/returns", response=ANSWERS, operation_id="returnAct", summary="退回")
def return_act(
    request: HttpRequest, case_id: UUID, payload: schema.ApprovalIn, idempotency_key: str = KEY
) -> schema.Done:
    """退回正在等待审批的事项，须写明理由（fields.reason）。"""
    return shapes.done(_step(request, case_id, payload, "return", idempotency_key))


@router.post("/{case_id}/withdrawals", response=ANSWERS, operation_id="withdraw", summary="撤回")
def withdraw(
    request: HttpRequest, case_id: UUID, payload: schema.ApprovalIn, idempotency_key: str = KEY
) -> schema.Done:
    """撤回自己提交、尚未批准的事项。"""
    return shapes.done(_step(request, case_id, payload, "withdraw", idempotency_key))


def _perform(
    request: HttpRequest, case_id: UUID, payload: schema.ActIn, attached: list[Attachment], key: str
) -> Any:
    refuse_foreign(case_id, payload.act, payload.fields)
    uploaded = handing_over.attachments(request.user, payload.uploads)
    done = perform(
        case_id, payload.act, request.user, _parts(payload), attachments=[*attached, *uploaded],
        officers=payload.officers, expected_seq=payload.expected_seq, key=key,
    )  # fmt: skip
    handing_over.spend(request.user, payload.uploads)
    return done


def _step(request: HttpRequest, case_id: UUID, payload: schema.ApprovalIn, step: str, key: str) -> Any:
    return perform(
        case_id, payload.act, request.user, {"fields": payload.fields}, step=step,
        expected_seq=payload.expected_seq, key=key,
    )  # fmt: skip


def _parts(payload: schema.ActIn) -> dict[str, Any]:
    return payload.dict(include={"fields", "evidence", "media", "reasons", "at"})


def _own_agency(user: Any) -> Any:
    """The agency for which the person may register a case."""
    from mingjing.agencies.models import Agency

    standing = standing_of(user)
    first = standing.places[0].agency_id if standing and standing.places else None
    if first is None:
        raise bad("您没有任何岗位，不能登记案件；请联系系统管理员。", check="role")
    return Agency.objects.get(pk=first)
