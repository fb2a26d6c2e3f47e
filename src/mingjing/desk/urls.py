"""Addresses of the desk."""

from django.urls import path

from mingjing.desk.views import (
    act,
    approval,
    case,
    disclosures,
    document,
    home,
    lists,
    opening,
    redaction,
    review,
    session,
    staff,
    statistics,
)

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("login/", session.SignIn.as_view(), name="login"),
    path("logout/", session.SignOut.as_view(), name="logout"),
    path("cases/", lists.cases, name="cases"),
    path("cases/new/", opening.new_case, name="new_case"),
    path("cases/new/<str:procedure>/check/", opening.check_new, name="check_new"),
    path("approvals/", home.approvals, name="approvals"),
    path("reviews/", lists.reviews, name="reviews"),
    path("disclosures/", disclosures.disclosures, name="disclosures"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("staff/", staff.staff, name="staff"),
    path("cases/<uuid:case_id>/", case.case, name="case"),
    path("cases/<uuid:case_id>/not-now/", case.not_now, name="not_now"),
    path("cases/<uuid:case_id>/related/", opening.related, name="related"),
    path("cases/<uuid:case_id>/access/", case.access, name="access"),
    path("cases/<uuid:case_id>/export/", case.export, name="export"),
    path("cases/<uuid:case_id>/records/<int:seq>/", case.record, name="record"),
    path("cases/<uuid:case_id>/review/", review.sheet, name="review"),
    path("cases/<uuid:case_id>/redaction/", redaction.redaction, name="redaction"),
    path("cases/<uuid:case_id>/redaction/check/", redaction.redaction_check, name="redaction_check"),
    path("cases/<uuid:case_id>/act/publish_decision/", redaction.from_act, name="publish"),
    path("cases/<uuid:case_id>/act/<slug:act_id>/", act.act, name="act"),
    path("cases/<uuid:case_id>/act/<slug:act_id>/check/", act.check, name="check"),
    path("cases/<uuid:case_id>/act/<slug:act_id>/preview/", document.preview, name="preview"),
    path("cases/<uuid:case_id>/act/<slug:act_id>/approval/", approval.approval, name="approval"),
    path("cases/<uuid:case_id>/act/<slug:act_id>/withdraw/", approval.withdraw, name="withdraw"),
    path("cases/<uuid:case_id>/documents/<str:digest>/", document.document, name="document"),
    path("cases/<uuid:case_id>/documents/<str:digest>/sheet/", document.sheet, name="sheet"),
    path("cases/<uuid:case_id>/documents/<str:digest>/file/", document.file, name="document_file"),
    path(
        "cases/<uuid:case_id>/documents/<str:digest>/pages/<int:number>/",
        document.page_picture,
        name="document_page",
    ),
]
