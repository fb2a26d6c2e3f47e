"""Addresses: the portal at the root, the desk, the API and the log below their own names."""

from django.urls import include, path

handler400 = "mingjing.project.answers.bad_request"
handler403 = "mingjing.project.answers.forbidden"
handler404 = "mingjing.project.answers.not_found"
handler500 = "mingjing.project.answers.server_fault"

urlpatterns = [
    path("log/", include("mingjing.records.urls")),
    path("desk/", include("mingjing.desk.urls")),
    path("api/", include("mingjing.api.urls")),
    path("", include("mingjing.portal.urls")),
]
