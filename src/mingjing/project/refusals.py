"""Requests that never reach a page: too large a body, too many wrong passwords."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mingjing.project.answers import BAD, answer

MIB = 1024 * 1024
JUDGES_ITSELF = "/api/"  # knows its callers by token, and answers in its own shape (mingjing.api.limits)


def readable(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an address with NUL, which no database takes, and a body in an unknown alphabet go no further."""

    def middleware(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path_info or "%00" in query or "\x00" in query or not _known_charset(request):
            return answer(request, 400, *BAD)
        return get_response(request)

    return middleware


def _known_charset(request: HttpRequest) -> bool:
    name = (request.content_params or {}).get("charset", "utf-8")
    try:
        return codecs.lookup(name).name != "undefined"
    except (LookupError, ValueError):
        return False


def body_limit(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: refuse a body by its announced length, before a byte of it is read.

    Only who has logged in may send files; anybody else gets the limit of a plain form. A body without a length
    is read as empty (WSGI). The API has limits and words of its own.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(JUDGES_ITSELF):
            return get_response(request)
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return answer(request, 400, "请求无效", "请求的长度写法不对，未作任何处理。")
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if length > limit and request.user.is_authenticated:
            limit = settings.MINGJING_BODY_LIMIT
        if length > limit:
            return answer(
                request,
                413,
                "内容过大",
                f"本次提交约{length // MIB}兆字节，超过上限{limit // MIB}兆字节，未接收任何内容；"
                "请压缩或者分段后重新提交，音像资料可以登记存放处并移交原始载体。",
            )
        return get_response(request)

    return middleware


def locked_out(request: HttpRequest, _credentials: Any = None, *_: Any, **__: Any) -> HttpResponse:
    """What axes answers after too many wrong passwords."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return answer(
        request,
        429,
        "暂停登录",
        f"连续{settings.AXES_FAILURE_LIMIT}次输错密码，该账号已暂停登录，请{minutes}分钟后再试，或者联系系统管理员。",
    )
