"""Resumable upload: tus 1.0 with creation, checksum, termination and expiration (tus.io/protocols/resumable-upload).

The body of a piece is read from the line as it comes, never as a whole.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from ninja import Router

from mingjing.api import schema
from mingjing.api.limits import UPLOAD_PIECE, problem_response
from mingjing.uploads import handing_over, receiving
from mingjing.uploads.models import Upload
from mingjing.uploads.refusing import UploadRefused

VERSION = "1.0.0"
LINE_LIMIT_SECONDS = 60  # a line that says nothing for so long is given up, and with it the lock on the file
router = Router()


@router.api_operation(["OPTIONS"], "", include_in_schema=False, auth=None)
def what_can_be(request: HttpRequest) -> HttpResponse:
    answer = _answer(204)
    answer["Tus-Version"] = VERSION
    answer["Tus-Extension"] = "creation,checksum,termination,expiration"
    answer["Tus-Max-Size"] = str(settings.MINGJING_UPLOAD_LIMIT)
    answer["Tus-Checksum-Algorithm"] = ",".join(receiving.ALGORITHMS)
    return answer


@router.get(
    "",
    response={200: list[schema.UploadOut], 401: schema.Problem},
    operation_id="listUploads",
    summary="可用于办理的上传",
)
def list_uploads(request: HttpRequest) -> list[Any]:
    """本人已经传完、还没有用于办理的文件。上传按 tus 1.0 协议，地址相同；办理时在 uploads 中写编号。"""
    return handing_over.waiting(request.user)


@router.post("", include_in_schema=False)
def begin(request: HttpRequest) -> HttpResponse:
    def made() -> HttpResponse:
        length = _number(request, "Upload-Length")
        upload = receiving.begin(request.user, _file_name(request.headers.get("Upload-Metadata", "")), length)
        answer = _told(upload, 201)
        answer["Location"] = f"{request.path.rstrip('/')}/{upload.pk}"
        return answer

    return _guarded(request, made)


@router.api_operation(["HEAD", "PATCH", "DELETE", "POST"], "/{upload_id}", include_in_schema=False)
def one(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    method = request.method
    if method == "POST":  # for lines that let nothing else pass
        method = request.headers.get("X-HTTP-Method-Override", "").upper()
    match method:
        case "HEAD":
            return _guarded(request, lambda: _told(receiving.how_far(request.user, upload_id), 200))
        case "PATCH":
            return _guarded(request, lambda: _told(_receive(request, upload_id), 204))
        case "DELETE":
            return _guarded(request, lambda: _given_up(request, upload_id))
    return problem_response(405, "这个地址不接受这种请求方法；请按接口说明改正。")


def _receive(request: HttpRequest, upload_id: UUID) -> Upload:
    if request.content_type != UPLOAD_PIECE:
        raise UploadRefused(415, f"内容类型应当是 {UPLOAD_PIECE}，未接收。")
    offset = _number(request, "Upload-Offset")
    stated = request.headers.get("Upload-Checksum")
    checksum = receiving.Checksum.parse(stated) if stated else None
    line = request.META.get("gunicorn.socket")
    if line is not None:
        line.settimeout(LINE_LIMIT_SECONDS)
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    return receiving.receive(request.user, upload_id, offset, request, length, checksum)


def _given_up(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    receiving.give_up(request.user, upload_id)
    return _answer(204)


def _guarded(request: HttpRequest, asked: Callable[[], HttpResponse]) -> HttpResponse:
    spoken = request.headers.get("Tus-Resumable", "")
    if spoken != VERSION:
        answer = problem_response(412, f"上传协议的版本应当是 {VERSION}；请更新上传工具。")
        answer["Tus-Version"] = VERSION
    else:
        try:
            return asked()
        except UploadRefused as fault:
            answer = problem_response(fault.status, str(fault))
    answer["Tus-Resumable"] = VERSION
    answer["Cache-Control"] = "no-store"
    return answer


def _told(upload: Upload, status: int) -> HttpResponse:
    answer = _answer(status)
    answer["Upload-Offset"] = str(upload.offset)
    answer["Upload-Length"] = str(upload.size)
    answer["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return answer


def _answer(status: int) -> HttpResponse:
    answer = HttpResponse(status=status)
    answer["Tus-Resumable"] = VERSION
    answer["Cache-Control"] = "no-store"
    return answer


def _number(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise UploadRefused(400, f"请求没有写明 {header}，或者写法不对，未接收；请按 tus 协议改正。")
    return int(text)


def _file_name(metadata: str) -> str:
    """`filename <base64 of UTF-8>` among the comma-separated pairs of `Upload-Metadata`."""
    for pair in metadata.split(","):
        key, _, encoded = pair.strip().partition(" ")
        if key == "filename":
            try:
                return b64decode(encoded, validate=True).decode("utf-8")
            except (binascii.Error, ValueError) as fault:
                raise UploadRefused(400, "文件名的写法不对，未接收；请按 tus 协议改正。") from fault
    raise UploadRefused(400, "没有写明文件名，未接收；请在 Upload-Metadata 中写明 filename。")
