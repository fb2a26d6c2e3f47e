"""The API below /api/. The machine-readable description is at /api/openapi.json and in docs/openapi.json."""

from django.urls import path

from mingjing.api.api import api

urlpatterns = [path("v1/", api.urls)]
