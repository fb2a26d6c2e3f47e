"""Addresses of the portal."""

from django.urls import path

from mingjing.portal.views import check, decisions, feed, home, officers, procedures, reading, texts, verify

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("decisions/", decisions.listing, name="decisions"),
    path("decisions/<slug:code>/", decisions.decision, name="decision"),
    path("decisions/<slug:code>/document.pdf", decisions.pdf, name="pdf"),
    path("decisions/<slug:code>/proof.zip", decisions.bundle, name="bundle"),
    path("decisions/<slug:code>/<str:part>", decisions.part, name="part"),
    path("verify/", verify.verify, name="verify"),
    path("verify/lookup/<str:sha256>", verify.lookup, name="lookup"),
    path("check/", check.find, name="find"),
    path("check/<str:code>", check.paper, name="check"),
    path("check/<str:code>/<str:part>", check.part, name="check_part"),
    path("reading/", reading.ask, name="reading"),
    path("reading/find/", reading.find, name="reading_find"),
    path("reading/<str:code>/", reading.receipt, name="reading_receipt"),
    path("procedures/", procedures.listing, name="procedures"),
    path("procedures/<str:procedure_id>/", procedures.procedure, name="procedure"),
    path("procedures/<str:procedure_id>/chart.svg", procedures.picture, name="procedure_picture"),
    path("procedures/<str:procedure_id>/print/", procedures.pages, name="procedure_pages"),
    path("officers/", officers.listing, name="officers"),
    path("officers/<str:number>/", officers.officer, name="officer"),
    path("privacy/", texts.privacy, name="privacy"),
    path("accessibility/", texts.accessibility, name="accessibility"),
    path("feed.xml", feed.feed, name="feed"),
    path("robots.txt", feed.robots, name="robots"),
]
