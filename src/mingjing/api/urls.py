"""The API below /api/. The machine-readable description is at /api/v1/openapi.json and in docs/openapi.json."""

from django.urls import path

from mingjing.api.api import api
from mingjing.api.limits import limited

patterns, app_name, namespace = api.urls
for pattern in patterns:
    pattern.callback = limited(pattern.callback)

urlpatterns = [path("v1/", (patterns, app_name, namespace))]
