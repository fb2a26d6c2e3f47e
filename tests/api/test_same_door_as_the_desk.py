"""The API goes through the same door: same visibility, same law, same sentences; whatever comes in wrong changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from mingjing.api import limits
from mingjing.api.api import api
from mingjing.api.models import ApiToken
from mingjing.cases.models import Case
from mingjing.records.models import AccessLog, Record, RefusalLog

pytestmark = pytest.mark.django_db(transaction=True)


def test_case_is_registered_and_read_back(matter, calling):
    lu = calling("lu")
    body = {"procedure": "penalty.ordinary", "act": "register_clue", **matter.payload("register_clue")}
    status, done = lu.post("/cases", body)
    assert (status, done["seq"], done["took_effect"]) == (200, 1, True)
    status, case = lu.get(f"/cases/{done['case']}")
    assert (status, case["party_name"]) == (200, "江临恒远仓储有限公司")
    assert case["timeline"][0]["sentence"].startswith("陆知行办理“登记案件来源”")
    assert AccessLog.objects.filter(case_id=done["case"]).count() == 1


def test_refusal_names_article_and_mending(matter, calling):
    matter.go("register_clue")
    body = {"act": "file_case", **matter.payload("file_case", competent=False)}
    status, problem = calling("lu").post(f"/cases/{matter.case.pk}/acts", body)
    assert status == 422
    assert problem["findings"]
    assert all(
        one["sentence"].endswith("。") and one["mend"] and one["citation"] for one in problem["findings"]
    )
    assert Record.objects.count() == 1
    assert RefusalLog.objects.get(case_id=matter.case.pk).act == "file_case"


def test_approval_return_and_withdrawal(matter, calling):
    matter.go("file_case", before=True)
    case = f"/cases/{matter.go('order_rectification').case.pk}"
    lu, ye, cheng = calling("lu"), calling("ye"), calling("cheng")
    submit = {"act": "file_case", **matter.payload("file_case")}
    assert lu.post(f"{case}/acts", submit)[0] == 200
    assert cheng.post(f"{case}/approvals", {"act": "file_case"})[0] == 422, "the unit head comes first"
    assert lu.post(f"{case}/approvals", {"act": "file_case"})[0] == 422, "nobody approves their own"
    assert ye.post(f"{case}/returns", {"act": "file_case"})[0] == 422, "a return asks for a reason"
    assert ye.post(f"{case}/returns", {"act": "file_case", "fields": {"reason": "补充管辖依据"}})[0] == 200
    assert lu.post(f"{case}/acts", submit)[0] == 200
    assert ye.post(f"{case}/withdrawals", {"act": "file_case"})[0] == 422, "only who submitted withdraws"
    assert lu.post(f"{case}/withdrawals", {"act": "file_case"})[0] == 200
    assert lu.post(f"{case}/acts", submit)[0] == 200
    assert ye.post(f"{case}/approvals", {"act": "file_case", "fields": {"opinion": "同意"}})[0] == 200
    status, done = cheng.post(f"{case}/approvals", {"act": "file_case"})
    assert (status, done["took_effect"]) == (200, True)
    assert done["number"].startswith("（江云）应急立〔")


def test_approver_cannot_slip_in_fields_or_another_role(matter, calling):
    matter.go("file_case", before=True)
    matter.act("file_case", approve=False)
    case = f"/cases/{matter.case.pk}/approvals"
    for fields in ({"role": "agency_head", "by": "9"}, {"facts": "改动"}, {"opinion": ["x"]}):
        assert calling("ye").post(case, {"act": "file_case", "fields": fields})[0] == 400
    assert Case.objects.get().state["pending"]["file_case"]["approvals"] == []


def test_same_request_is_carried_out_once(matter, calling):
    lu = calling("lu")
    body = {"procedure": "penalty.ordinary", "act": "register_clue", **matter.payload("register_clue")}
    first = lu.post("/cases", body, **{"Idempotency-Key": "a1"})
    again = lu.post("/cases", body, **{"Idempotency-Key": "a1"})
    assert (first[0], again[0]) == (200, 200)
    assert again[1] == first[1] | {"repeated": True}
    other = lu.post(
        "/cases", body | {"fields": body["fields"] | {"region": "别处"}}, **{"Idempotency-Key": "a1"}
    )
    assert other[0] == 400
    assert Record.objects.count() == 1


def test_stale_page_is_refused(matter, calling):
    matter.go("inspect_site")
    body = {"act": "order_rectification", "expected_seq": 1, **matter.payload("order_rectification")}
    status, problem = calling("lu").post(f"/cases/{matter.case.pk}/acts", body)
    assert status == 409
    assert "刷新页面" in problem["findings"][0]["mend"]


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        "null",
        '{"act": 5}',
        '{"act": "file_case", "now": "2020-01-01T00:00:00+08:00"}',
        '{"act": "file_case", "state": {"closed": true}}',
        '{"act": "file_case", "fields": {"facts": "\\u0000"}}',
        '{"act": "file_case", "fields": {"facts": "\\ud800"}}',
        '{"act": "file_case", "fields": {"amount": 1e999}}',
        '{"act": "file_case", "officers": ["99999999999999999999"]}',
        '{"act": "file_case", "officers": ["x"]}',
        '{"act": "file_case", "at": "yesterday"}',
        '{"act": "no_such_act"}',
    ],
)
def test_bad_body_gets_a_chinese_sentence_and_changes_nothing(matter, calling, body):
    matter.go("register_clue")
    status, problem = calling("lu").post(f"/cases/{matter.case.pk}/acts", body)
    assert status in {400, 422}
    assert problem["title"]
    assert set(problem) == {"title", "findings"}
    assert Record.objects.count() == 1


def test_unknown_procedure_and_unknown_case(matter, calling):
    assert calling("lu").post("/cases", {"procedure": "no.such", "act": "register_clue"})[0] == 400
    status, problem = calling("lu").get("/cases/3fa85f64-5717-4562-b3fc-2c963f66afa6")
    assert status == 404
    assert "没有找到" in problem["title"]
    assert calling("lu").get("/cases/not-an-id")[0] == 400


def test_time_of_recording_is_never_the_callers(matter, calling):
    """An act may say when it happened; a time in the future, or before its cause, is refused by the law."""
    matter.go("register_clue")
    lu = calling("lu")
    for at in ("2199-01-01T10:00:00+08:00", "2001-01-01T10:00:00+08:00"):
        body = {"act": "file_case", "at": at, **matter.payload("file_case")}
        assert lu.post(f"/cases/{matter.case.pk}/acts", body)[0] in (400, 422)
    before = timezone.now()
    body = {
        "act": "inspect_site",
        "officers": matter.officers("inspect_site"),
        **matter.payload("inspect_site"),
    }
    lu.post(f"/cases/{matter.case.pk}/acts", body)
    assert all(one.recorded_at >= before for one in Record.objects.filter(act="inspect_site"))


def test_two_gigabyte_body_is_refused_before_it_is_read(matter, calling):
    matter.go("register_clue")

    class Never:
        def read(self, *_: object) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    for kind in ("application/json", "multipart/form-data; boundary=x"):
        answer = Client().generic(
            "POST", f"/api/v1/cases/{matter.case.pk}/acts", b"", content_type=kind,
            CONTENT_LENGTH=str(2 * 1024**3), **{"wsgi.input": Never()},
        )  # fmt: skip
        assert answer.status_code == 413
        assert "上限" in answer.content.decode()
    answer = Client().generic(
        "POST", f"/api/v1/cases/{matter.case.pk}/acts", b"", CONTENT_LENGTH="",
        HTTP_TRANSFER_ENCODING="chunked", **{"wsgi.input": Never()},
    )  # fmt: skip
    assert answer.status_code == 411


def test_body_that_grows_beyond_the_limit_ends_the_reading(matter, calling, monkeypatch):
    """The stated length passes; the files together don't."""
    matter.go("register_clue")
    monkeypatch.setattr(limits, "FILES_LIMIT", 64 * 1024)
    monkeypatch.setattr(limits, "refuse_body", _only_counting)
    lu = calling("lu")
    files = [SimpleUploadedFile("大.pdf", b"%PDF-1.7\n" + b" " * 400_000, "application/pdf")]
    answer = lu.client.post(
        f"/api/v1/cases/{matter.case.pk}/acts-with-files", {"payload": "{}", "files": files}
    )
    assert answer.status_code in {400, 413}
    assert Record.objects.count() == 1


def _only_counting(request):
    request.upload_handlers.insert(0, limits.CountingHandler(request))


def test_file_that_is_not_what_its_name_says(matter, calling):
    matter.go("file_case")
    told = matter.payload("collect_evidence", extracted_at="2026-06-03T11:00:00+08:00")
    payload = {"act": "collect_evidence", "officers": matter.officers("collect_evidence"), **told}
    send = {"payload": json.dumps(payload), "files": [SimpleUploadedFile("照片.jpg", b"%PDF-1.7\n")]}
    lu = calling("lu")
    answer = lu.client.post(f"/api/v1/cases/{matter.case.pk}/acts-with-files", send)
    assert answer.status_code == 400
    assert "不符" in answer.json()["findings"][0]["sentence"]
    good = {"payload": json.dumps(payload), "files": [SimpleUploadedFile("照片.pdf", b"%PDF-1.7\n%%EOF\n")]}
    answer = lu.client.post(f"/api/v1/cases/{matter.case.pk}/acts-with-files", good)
    assert answer.status_code == 200, answer.json()
    kept = Case.objects.get().state["evidence"][-1]
    got = lu.client.get(f"/api/v1/cases/{matter.case.pk}/files/{kept['sha256']}")
    assert b"".join(got.streaming_content) == b"%PDF-1.7\n%%EOF\n"
    assert (
        calling("xu").client.get(f"/api/v1/cases/{matter.case.pk}/files/{kept['sha256']}").status_code == 404
    )


def test_tokens_end(bureau, calling):
    lu = calling("lu")
    assert lu.get("/cases")[0] == 200
    ApiToken.objects.update(revoked_at=timezone.now())
    assert lu.get("/cases")[0] == 401
    ApiToken.objects.update(revoked_at=None, expires_at=timezone.now())
    assert lu.get("/cases")[0] == 401
    assert calling("").get("/cases")[0] == 401


def test_session_needs_a_csrf_token_to_write(matter, bureau):
    matter.go("register_clue")
    client = Client(enforce_csrf_checks=True)
    client.force_login(bureau.users["lu"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/cases").status_code == 200
    answer = client.post(
        f"/api/v1/cases/{matter.case.pk}/acts", {"act": "file_case"}, content_type="application/json"
    )
    assert answer.status_code == 403
    assert Record.objects.count() == 1


def test_description_in_the_repository_is_that_of_the_code():
    kept = json.loads((Path(__file__).parents[2] / "docs/openapi.json").read_text(encoding="utf-8"))
    made = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    assert kept == made, "run: python -m mingjing.api.describe > docs/openapi.json"


def test_every_refusal_before_a_route_has_the_same_shape(calling, bureau):
    lu = calling("lu")
    told = [
        (405, lu.client.put("/api/v1/cases", b"{}", content_type="application/json")),
        (404, lu.client.get("/api/v1/nothing")),
        (404, lu.client.get("/api/")),
        (
            413,
            lu.client.post("/api/v1/cases", b"x" * (limits.JSON_LIMIT + 1), content_type="application/json"),
        ),
        (401, Client().get("/api/v1/cases")),
    ]
    signed_in = Client(enforce_csrf_checks=True)
    signed_in.force_login(bureau.users["lu"])
    told.append((403, signed_in.post("/api/v1/cases", b"{}", content_type="application/json")))
    for status, answer in told:
        assert answer.status_code == status
        body = answer.json()
        assert set(body) == {"title", "findings"}
        assert body["title"].endswith("。")
        assert not any("a" <= one <= "z" for one in body["title"]), body["title"]


def test_body_of_a_token_holder_is_judged_by_the_interface(calling):
    """Six megabytes of files are more than a plain form may have, and far less than an act may bring."""
    big = SimpleUploadedFile("照片.jpg", b"\xff\xd8\xff" + b"0" * 6 * 1024**2)
    answer = calling("lu").client.post(
        "/api/v1/cases/00000000-0000-4000-8000-000000000000/acts-with-files",
        {"payload": json.dumps({"act": "inquire"}), "files": big},
    )
    assert answer.status_code == 404, "read and understood; there is no such case"
