"""Answers to requests that no page answers: one sentence in Chinese, as a page, or as JSON below /api/."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

NOT_FOUND = ("没有这个页面", "地址可能不完整，或者内容已经移走。请核对地址，或者从首页重新进入。")
BAD = ("请求无效", "请求的写法不对，未作任何处理。请从页面重新操作。")
FORBIDDEN = (
    "没有办理",
    "您没有权限，或者页面已经失效。请刷新页面、重新登录后再办理；仍然不行的，请联系系统管理员。",
)
FAULT = (
    "系统出错",
    "本次操作没有办理，也没有留下任何记录。请稍后重试；仍然不行的，请把操作的时间和事项告诉系统管理员。",
)


def answer(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    """The sentence as a page, or as `{title, findings}` to a caller of the API."""
    if request.path_info.startswith("/api/"):
        body = {"title": sentence, "findings": []}
        return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    return render(request, "project/refused.html", {"title": title, "sentence": sentence}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, 400, *BAD)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Also the answer to a form without its token (`CSRF_FAILURE_VIEW`)."""
    return answer(request, 403, *FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, 404, *NOT_FOUND)


def server_fault(request: HttpRequest, *_: Any) -> HttpResponse:
    """A fault of the server: what went wrong is in the log, never in the answer. Each act is one transaction."""
    return answer(request, 500, *FAULT)
