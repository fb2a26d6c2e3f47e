"""The API below /api/. The machine-readable description is at /api/v1/openapi.json and in docs/openapi.json."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from mingjing.api.api import api
from mingjing.api.limits import limited, problem_response

patterns, app_name, namespace = api.urls
for pattern in patterns:
    pattern.callback = limited(pattern.callback)


def no_such_address(_request: HttpRequest, _rest: str) -> HttpResponse:
    """Below /api/ even a wrong address is answered in the API's shape."""
    return problem_response(404, "接口没有这个地址；请按接口说明核对。")


urlpatterns = [path("v1/", (patterns, app_name, namespace)), re_path(r"^(.*)$", no_such_address)]
