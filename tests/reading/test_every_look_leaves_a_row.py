"""Every address of the desk and the API that shows a case writes down who looked: walked one by one from the URL lists."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingjing.api.api import api
from mingjing.api.models import ApiToken
from mingjing.cases.keeping import vault
from mingjing.cases.perform import perform
from mingjing.desk.urls import urlpatterns
from mingjing.reading.models import Copy, CopyOrder, PortalRequest
from mingjing.records import log
from mingjing.records.models import AccessLog
from mingjing.records.sequencer import Sequencer

REQUEST = "阅1"
pytestmark = pytest.mark.django_db(transaction=True)
# Addresses that change or judge and are asked by a page that has been written down: they answer no GET.
ASKED_BY_PAGES = {
    "check", "draft", "preview", "withdraw", "redaction_check", "reading_check", "make_copy", "confirm_unmarked", "same_party",
    "register_file", "reading_on_site",
}  # fmt: skip
# Parts that the case's page loads: who has opened it within the hour is not written down again for them.
PARTS = {"coverage", "related"}
LIVE = "/copies/{order_id}"  # of the interface: how far a copy is, asked again and again
# Lists of cases (their search is written down), the rules, the staff, and things whose own tests say what they note.
BESIDE_CASES = {
    "home", "login", "logout", "cases", "new_case", "check_new", "draft_new", "approvals", "reviews", "disclosures", "statistics",
    "asked", "dismiss_asked", "accesses", "parties", "moved_clocks", "upkeep", "retry_job", "staff", "reviewing",
    "rules", "rule_try", "rule_trial", "rule_changes", "rule_change", "rule", "rule_effect", "rule_propose",
    "archive", "archive_forecast", "transfers", "hand_over", "confirm_transfer", "transfer_paper", "file_disposals",
    "propose_file_disposal", "decide_file_disposal", "download_package", "archived", "build_package", "hold_file",
    "devices", "device_new", "disposals", "propose_disposal", "decide_disposal", "hold_recording", "recordings", "recording",
    "link_recording", "media_download", "media_file", "media_still",
}  # fmt: skip
OF_CASES = [one for one in urlpatterns if "case_id" in str(one.pattern)]


ACTS = {"approval": "release_recordings", "withdraw": "release_recordings", "discretion": "draft_disposition"}


@pytest.fixture
def waiting(granted: Any) -> Any:
    """Beside the request an approval waits, and a copy has been made."""
    told = granted.payload("release_recordings", request_no=REQUEST)
    perform(granted.case, "release_recordings", granted.bureau.users["lu"], told)
    Sequencer(log.store(), log.signer()).drain()
    blob = vault().put(b"PK")
    told = {"case_id": granted.case.pk, "request_no": REQUEST, "user": granted.bureau.users["lu"]}
    made = Copy.objects.create(
        kind="party", sha256=blob.sha256, sm3=blob.sm3, size=2, files=1, pages=1, name="a.zip", at=timezone.now(), **told
    )  # fmt: skip
    CopyOrder.objects.create(state="done", copy=made, asked_at=timezone.now(), **told)
    return granted


def address(pattern: Any, matter: Any) -> str:
    """The address of this page for the case: with a record, a paper, a clock, a request and its copy."""
    paper = next(one for one in matter.case.state["documents"] if one["form"] == "penalty_decision_org")
    known = {
        "case_id": matter.case.pk, "seq": 1, "key": "main", "deadline": "reading_handover", "digest": paper["digest"],
        "number": 1 if pattern.name == "document_page" else REQUEST,
        "act_id": ACTS.get(pattern.name, "record_remedy"), "copy_id": Copy.objects.get().pk,
    }  # fmt: skip
    return reverse(f"desk:{pattern.name}", kwargs={name: known[name] for name in pattern.pattern.converters})


def rows(matter: Any) -> int:
    return AccessLog.objects.filter(case_id=matter.case.pk).count()


def test_every_address_of_the_desk_is_walked_or_said_to_show_no_case() -> None:
    walked = {one.name for one in OF_CASES}
    assert {getattr(one, "name", "") for one in urlpatterns} - walked == BESIDE_CASES


def test_portal_requests_of_a_case_are_written_down(waiting: Any) -> None:
    PortalRequest.objects.create(
        receipt="7KQ2-M4XD-91RP", agency=waiting.bureau.agency, case_id=waiting.case.pk, at=timezone.now(),
        asked={"applicant": "甲", "standing": "interested", "wanted": "决定书"}, sender="x",
    )  # fmt: skip
    client = Client()
    client.force_login(waiting.bureau.users["lu"])
    before = rows(waiting)
    assert "甲" in client.get("/desk/reading-requests/").content.decode()
    assert rows(waiting) == before + 1


def test_every_page_of_a_case_is_written_down(waiting: Any) -> None:
    silent = []
    for pattern in (one for one in OF_CASES if one.name not in PARTS):
        client = Client()
        client.force_login(waiting.bureau.users["han" if pattern.name == "approval" else "lu"])
        before, answer = rows(waiting), client.get(address(pattern, waiting))
        if answer.streaming:
            b"".join(answer.streaming_content)
        if answer.status_code == 405:
            assert pattern.name in ASKED_BY_PAGES, pattern.name
            continue
        assert answer.status_code in (200, 302, 409), (pattern.name, answer.status_code)
        if rows(waiting) == before and answer.status_code != 302:
            silent.append(pattern.name)
    assert silent == []


@pytest.mark.parametrize(
    ("alias", "part", "posted"),
    [("lu", "coverage/", False), ("ye", "related/", False), ("shen", "act/record_remedy/check/", True)],
)
def test_a_part_asked_for_without_its_page_is_written_down(
    waiting: Any, alias: str, part: str, posted: bool
) -> None:
    client = Client()
    client.force_login(waiting.bureau.users[alias])
    place = f"/desk/cases/{waiting.case.pk}/{part}"
    before = rows(waiting)
    for _ in range(2):
        answer = client.post(place, {}) if posted else client.get(place, headers={"HX-Request": "true"})
        assert answer.status_code == 200
    assert rows(waiting) == before + 1


def test_every_reading_through_the_interface_is_written_down(waiting: Any) -> None:
    paper = next(one for one in waiting.case.state["documents"] if one["form"] == "penalty_decision_org")
    _, token = ApiToken.issue(waiting.bureau.users["lu"], "测试")
    known = {
        "case_id": str(waiting.case.pk),
        "sha256": paper["digest"],
        "order_id": CopyOrder.objects.get().pk,
    }
    walked = []
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        if "{case_id}" not in path or "get" not in methods or path.endswith(LIVE):
            continue
        before = rows(waiting)
        answer = Client().get(path.format(**known), headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, (path, answer.content)
        assert rows(waiting) == before + 1, path
        walked.append(path)
    assert len(walked) >= 4


@pytest.mark.parametrize("path", ["/desk/cases/?q={}", "/api/v1/cases?q={}"])
def test_a_search_that_shows_a_case_is_written_down_without_its_words(waiting: Any, path: str) -> None:
    client, headers = Client(), {}
    if path.startswith("/api"):
        headers = {"Authorization": f"Bearer {ApiToken.issue(waiting.bureau.users['lu'], '测试')[1]}"}
    else:
        client.force_login(waiting.bureau.users["lu"])
    before = rows(waiting)
    assert client.get(path.format(waiting.case.party_name), headers=headers).status_code == 200
    assert rows(waiting) == before + 1
    assert AccessLog.objects.order_by("pk").last().what == "检索到本案"
    client.get(path.format("没有这样的当事人名称"), headers=headers)
    assert rows(waiting) == before + 1


def test_nobody_changes_or_erases_a_row(waiting: Any) -> None:
    AccessLog.objects.create(
        case_id=waiting.case.pk, user=waiting.bureau.users["lu"], what="案件", at=timezone.now()
    )
    for words in ("UPDATE records_accesslog SET what = 'x'", "DELETE FROM records_accesslog"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(words)
