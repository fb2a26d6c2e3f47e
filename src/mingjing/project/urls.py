"""Addresses: the portal at the root, the desk, the API and the log below their own names."""

from importlib.util import find_spec

from django.urls import include, path

handler400 = "mingjing.project.answers.bad_request"
handler403 = "mingjing.project.answers.forbidden"
handler404 = "mingjing.project.answers.not_found"
handler500 = "mingjing.project.answers.server_fault"

FACES = (
    ("log/", "mingjing.records.urls"),
    ("desk/", "mingjing.desk.urls"),
    ("api/", "mingjing.api.urls"),
    ("", "mingjing.portal.urls"),
)
urlpatterns = [path(prefix, include(urls)) for prefix, urls in FACES if find_spec(urls)]
