"""No body is read before its size is known to be bearable.

A body without a stated length (chunked) is refused: the servers in front would have to read it whole to know.
What is stated and what comes are compared by Django's own stream, which never hands out more than was stated; the
upload handler counts besides, so that a file beyond the limit ends the reading at once.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse

JSON_LIMIT = 2 * 1024**2
FILES_LIMIT = 512 * 1024**2
UPLOAD_PIECE = "application/offset+octet-stream"


def limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, asked only when the body may be read: answers 411 or 413 before a byte of it is."""

    @functools.wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = refuse_body(request) or view(request, *args, **kwargs)
        if response.status_code == 405:  # the router answers in English
            told = problem_response(405, "这个地址不接受这种请求方法；请按接口说明改正。")
            told["Allow"] = response.get("Allow", "")
            return told
        return response

    return asked


def refuse_body(request: HttpRequest) -> HttpResponse | None:
    """A refusal when the body is too large or of unknown length; None when it may be read."""
    stated = request.META.get("CONTENT_LENGTH") or ""
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower() and not stated:
        return problem_response(411, "请求没有写明长度，未接收；请写明 Content-Length 后重新提交。")
    if not stated:
        return None
    if not (stated.isascii() and stated.isdigit()):
        return problem_response(400, "请求写明的长度无效，未接收；请改正 Content-Length 后重新提交。")
    kind = request.META.get("CONTENT_TYPE", "").lower()
    if (
        kind == UPLOAD_PIECE and "/uploads/" in request.path_info
    ):  # read as it comes, by the route's own limits
        return None
    files = kind.startswith("multipart/form-data")
    limit = FILES_LIMIT if files else JSON_LIMIT
    if int(stated) > limit:
        return problem_response(
            413,
            f"提交的内容超过上限 {limit // 1024**2} MB，未接收；请减少附件，或者通过音像记录上传通道提交大文件。",
        )
    if files:
        request.upload_handlers.insert(0, CountingHandler(request))
    return None


class CountingHandler(FileUploadHandler):
    """Ends the reading of a body whose files exceed the limit together."""

    chunk_size = 256 * 1024

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if self.seen > FILES_LIMIT:
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def problem_response(status: int, title: str, **more: Any) -> HttpResponse:
    """An error in the shape of this API: `{title, findings}`."""
    body = {"title": title, "findings": []} | more
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/json; charset=utf-8"
    )
