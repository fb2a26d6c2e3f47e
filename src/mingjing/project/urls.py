"""Addresses: the portal at the root, the desk, the API and the log below their own names."""

from importlib.util import find_spec

from django.urls import include, path

FACES = (
    ("log/", "mingjing.records.urls"),
    ("desk/", "mingjing.desk.urls"),
    ("api/", "mingjing.api.urls"),
    ("", "mingjing.portal.urls"),
)
urlpatterns = [path(prefix, include(urls)) for prefix, urls in FACES if find_spec(urls)]
