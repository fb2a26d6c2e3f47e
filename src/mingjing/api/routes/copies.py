"""Copies of a case file for a request to read: asked for, made by the worker, taken when they are done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Router, Status

from mingjing.api import schema, shapes
from mingjing.cases.refused import bad
from mingjing.reading import copies, copying

router = Router()
PROBLEMS = {400: schema.Problem, 401: schema.Problem, 404: schema.Problem}


@router.post(
    "/{case_id}/copies",
    response={202: schema.CopyOut, **PROBLEMS},
    operation_id="askForCopy",
    summary="制作案卷复制件",
)
def ask_for_copy(
    request: HttpRequest, case_id: UUID, payload: schema.CopyIn, response: HttpResponse
) -> Status[dict[str, Any]]:
    """为已经准予（批准）的申请制作复制件，由后台任务制作；进度见 Location 所指的地址。"""
    order = copying.ask(request.user, case_id, payload.request_no)
    response["Location"] = f"{request.path}/{order.pk}"
    return Status(202, shapes.copy(order))


@router.get(
    "/{case_id}/copies/{order_id}",
    response={200: schema.CopyOut, **PROBLEMS},
    operation_id="getCopy",
    summary="复制件的制作进度",
)
def get_copy(request: HttpRequest, case_id: UUID, order_id: UUID) -> dict[str, Any]:
    """做好的，有文件名、校验值、大小和页数；没有做成的，有原因。"""
    return shapes.copy(copies.asked_for(request.user, case_id, order_id))


@router.get(
    "/{case_id}/copies/{order_id}/file",
    response={**PROBLEMS},
    operation_id="getCopyFile",
    summary="下载复制件",
)
def get_copy_file(request: HttpRequest, case_id: UUID, order_id: UUID) -> FileResponse:
    """ZIP 压缩包，内为可以离线核验的案卷。每次下载都留痕。"""
    order = copies.asked_for(request.user, case_id, order_id)
    if order.copy_id is None:
        raise bad("这份复制件还没有做好。", check="copy", mend="请按进度等它做好后下载。")
    found, stream = copies.opened(request.user, case_id, order.copy_id)
    return FileResponse(stream, as_attachment=True, filename=found.name)
