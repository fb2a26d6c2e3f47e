"""Every error as `{title, findings: [{check, sentence, citation, mend, fields, provisional}]}`, in Chinese sentences."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from mingjing.api.limits import problem_response
from mingjing.cases.export import ExportRefused
from mingjing.cases.refused import NoSuchCase, Refused
from mingjing.records.proofs import NotYetLogged

STATUS = {"barred": 422, "stale": 409, "bad": 400}
BAD_REQUEST = "请求的写法不对，未办理。"


def install(api: NinjaAPI) -> None:
    """Give each kind of failure its status and its words."""

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, fault: Refused) -> HttpResponse:
        told = fault.as_problem()
        return problem_response(STATUS[fault.kind], told["title"], findings=told["findings"])

    @api.exception_handler(NoSuchCase)
    def no_such_case(request: HttpRequest, fault: NoSuchCase) -> HttpResponse:
        return problem_response(404, str(fault))

    @api.exception_handler(Http404)
    def not_found(request: HttpRequest, fault: Http404) -> HttpResponse:
        return problem_response(404, "没有找到所请求的内容；请核对地址。")

    @api.exception_handler(ExportRefused)
    def no_export(request: HttpRequest, fault: ExportRefused) -> HttpResponse:
        return problem_response(409, str(fault))

    @api.exception_handler(NotYetLogged)
    def not_yet_logged(request: HttpRequest, fault: NotYetLogged) -> HttpResponse:
        return problem_response(409, str(fault))

    @api.exception_handler(AuthenticationError)
    def who_are_you(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
        response = problem_response(401, "没有登录，或者访问令牌无效、已过期；请登录或者更换令牌后重试。")
        response["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(AuthorizationError)
    def not_allowed(request: HttpRequest, fault: AuthorizationError) -> HttpResponse:
        return problem_response(403, "您无权使用这一接口；请联系系统管理员核对岗位授权。")

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
        return problem_response(400, BAD_REQUEST, findings=[_finding(one) for one in fault.errors[:50]])

    for kind in (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        api.add_exception_handler(kind, _too_big)
    for broken in (UnreadablePostError, MultiPartParserError):
        api.add_exception_handler(broken, _broken)

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, fault: HttpError) -> HttpResponse:
        return problem_response(fault.status_code, BAD_REQUEST)


def _too_big(request: HttpRequest, fault: Exception) -> HttpResponse:
    return problem_response(413, "提交的内容过大，未接收；请减少附件后重新提交。")


def _broken(request: HttpRequest, fault: Exception) -> HttpResponse:
    return problem_response(400, "请求在传送中断开，未办理；请重新提交。")


def _finding(error: Any) -> dict[str, Any]:
    """A fault of the request's shape: where it is, and what was expected, without the validator's English."""
    place = [
        str(step)
        for step in error.get("loc", ())
        if step not in {"body", "payload", "query", "path", "asked"}
    ]
    where = "".join(f"“{step}”" for step in place) or "请求内容"
    said = {"missing": "没有填写", "extra_forbidden": "不认识这一项"}.get(str(error.get("type")), "写法不对")
    return {
        "check": "request",
        "sentence": f"{where}{said}。",
        "citation": "",
        "mend": "请按接口说明改正后重新提交。",
        "fields": place[-1:],
        "provisional": False,
    }
