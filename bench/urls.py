"""The program's addresses, and two plain views behind the same middleware."""

from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.urls import path

from mingjing.project.urls import urlpatterns as real


def ok(request: Any) -> HttpResponse:
    return HttpResponse("ok")


def select_one(request: Any) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return HttpResponse(str(cursor.fetchone()[0]))


urlpatterns = [path("bench/ok/", ok), path("bench/select/", select_one), *real]
