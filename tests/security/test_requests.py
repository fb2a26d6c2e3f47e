"""Requests to pages and to the API with anything in them: never a fault of the server, never English, nothing changed."""

from __future__ import annotations

import json
import re
from copy import copy

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from everything import everything, speaks_chinese
from whole_case import Matter

pytestmark = pytest.mark.django_db(transaction=True)

NOBODYS = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
JSON = "application/json"
DEEP = '{"act": "x", "fields": ' + '{"a":' * 90_000 + "1" + "}" * 90_000 + "}"


def said(answer) -> str:
    """What a person reads of an answer."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = body.decode("utf-8")
    if answer["Content-Type"].startswith("application/json"):
        return json.dumps(json.loads(text), ensure_ascii=False)
    text = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", text)


def sound(answer, *wanted: int) -> None:
    assert answer.status_code < 500
    assert not wanted or answer.status_code in wanted, (answer.status_code, said(answer)[:300])
    if answer.status_code >= 400:
        speaks_chinese(said(answer))


PUBLIC = (
    "/?q=%00", "/decisions/?q=%00", "/decisions/x%00y/", "/decisions/xxx/document.pdf", "/decisions/xxx/foo", "/check/%00",
    "/check/a%00b/x", "/check/?code=%00", "/procedures/%00/", "/officers/%00/", "/officers/?q=%00", "/nothing-here",
    "/verify/lookup/%00", "/log/tile/%00", "/log/tile/../../etc/passwd", "/log/checkpoints/99999999999999999999999",
    "/static/%00", "/static/../../etc/passwd", "/static/%2e%2e/%2e%2e/etc/passwd",
)  # fmt: skip
ODD_BUT_READABLE = (
    "/decisions/?q=%ED%A0%80", "/decisions/?page=٣", "/decisions/?page=99999", "/decisions/?q=" + "a" * 10_000,
    "/decisions/?q=%5C%27%22%29%3B--", "/decisions/?q=(((&kind=x", "/officers/?q=%25", "/procedures/?x=" + "y" * 3000,
)  # fmt: skip


def test_addresses_of_the_portal(bureau):
    client = Client(raise_request_exception=False)
    for address in PUBLIC:
        sound(client.get(address), 400, 404)
    for address in ODD_BUT_READABLE:
        sound(client.get(address), 200)
    sound(client.get("/", headers={"host": "evil.example"}), 400)


def test_addresses_of_the_desk(begun, desk_client, nothing_changes):
    case = f"/desk/cases/{begun(Matter, 'register_clue').case.pk}"
    lu = desk_client("lu")
    refused = (
        "/desk/cases/?q=%00", "/desk/cases/?stage=%00", "/desk/cases/?review=%00", "/desk/cases/not-an-id/", "/desk/nowhere",
        f"{case}/records/99999999999999999999999/", f"{case}/documents/%00/", f"{case}/documents/{'f' * 64}/",
        f"{case}/documents/..%2f..%2fetc/file/", f"{case}/documents/{'f' * 64}/pages/99999999999999999999/",
        f"{case}/act/no_such_act/", f"{case}/act/decide/approval/", f"{case}/act/decide/withdraw/",
    )  # fmt: skip
    with nothing_changes():
        for address in refused:
            sound(lu.get(address), 400, 404)
        for address in (
            "?page=99999999999999999999",
            "?page=-1",
            "?page=x",
            "?order=x&due=٣",
            "?stage=" + "x" * 5000,
        ):
            sound(lu.get(f"/desk/cases/{address}"), 200)


def test_case_of_others_answers_as_if_it_were_not_there(begun, desk_client, token_client, nothing_changes):
    case = begun(Matter, "register_clue").case.pk
    page, api = desk_client("outsider"), token_client("outsider")
    with nothing_changes():
        for tail in ("/", "/act/inspect_site/", "/review/", "/export/", "/records/1/", "/access/"):
            answers = [page.get(f"/desk/cases/{one}{tail}") for one in (case, NOBODYS)]
            assert [one.status_code for one in answers] == [404, 404]
            assert len({said(one).replace(str(case), NOBODYS) for one in answers}) == 1
        for tail in ("", "/options", "/export", f"/files/{'f' * 64}"):
            answers = [api.get(f"/api/v1/cases/{one}{tail}") for one in (case, NOBODYS)]
            assert [one.status_code for one in answers] == [404, 404]
            assert len({said(one) for one in answers}) == 1
        for way in ("acts", "approvals", "returns", "withdrawals"):
            body = {"act": "inspect_site"}
            answers = [
                api.post(f"/api/v1/cases/{one}/{way}", body, content_type=JSON) for one in (case, NOBODYS)
            ]
            assert [one.status_code for one in answers] == [404, 404]
            assert len({said(one) for one in answers}) == 1


FORMS = (
    {"f.name": "a\0b", "key": "a\0b", "at": "\0", "expected_seq": "\0", "officers": ["\0", "²", "9" * 30]},
    {"f.name": "a\u202eb"}, {"e.².title": "x", "m.٣.scene": "y"}, {f"e.{'9' * 300}.title": "x"}, {"f." + ".a" * 300: "x"},
    {"at": "9999-12-31T23:59", "f.extracted_at": "0001-01-01T00:00"}, {"at": "0001-01-01T00:00"}, {"at": "1995-01-01T00:00"},
    {"f.name.x": "1", "f.name": "2", "r.x": "1", "r.x.y": "2", "e.0": "x", "e.0.title.z": "q"}, {"expected_seq": "1"},
    {f"f.x{n}": "1" for n in range(900)}, {f"f.x{n}": "1" for n in range(3000)}, {f"f.{'x' * 5000}": "1"}, {"f.name": "字" * 20_000},
    {"e.0.proves": "x", "e.0.kind": "\u200b"}, {"m.0.start": "9999-12-31T23:59", "m.0.end": "x"},
)  # fmt: skip


def test_forms_of_the_desk(begun, desk_client, nothing_changes):
    case = f"/desk/cases/{begun(Matter, 'file_case').case.pk}"
    lu = desk_client("lu")
    with nothing_changes():
        for form in FORMS:
            sound(lu.post(f"{case}/act/collect_evidence/", form), 400, 422)
            sound(lu.post(f"{case}/act/collect_evidence/check/", form))
            sound(lu.post(f"{case}/act/collect_evidence/preview/", form))
        for form in ({"f.case_name": "a\0"}, {"procedure": "a\0"}, {"at": "1995-01-01T00:00"}):
            sound(lu.post("/desk/cases/new/?procedure=penalty.ordinary", form), 400, 422)
            sound(lu.post("/desk/cases/new/no.such/check/", form))
        sound(lu.post(f"{case}/act/decide/", {}), 422)
        for kind in (
            "application/x-www-form-urlencoded; charset=nonsense",
            "multipart/form-data",
            "text/plain; charset=zip",
        ):
            sound(lu.generic("POST", f"{case}/act/collect_evidence/", b"--x", content_type=kind), 400, 422)
        sound(
            Client(raise_request_exception=False).post("/desk/login/", {"username": "a\0", "password": "b\0"})
        )


def test_form_without_its_token(begun, bureau, nothing_changes):
    case = f"/desk/cases/{begun(Matter, 'file_case').case.pk}"
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(bureau.users["lu"], backend="django.contrib.auth.backends.ModelBackend")
    with nothing_changes():
        sound(client.post(f"{case}/act/collect_evidence/", {}), 403)
        sound(client.post(f"/api/v1{case[5:]}/acts", {"act": "collect_evidence"}, content_type=JSON), 403)


BODIES = (
    b"", b"{", b"[]", b"null", b"\xff\xfe", '{"act":"é"}'.encode("latin-1"), b'{"act":"x","fields":{"a":' + b"[" * 100_000,
    DEEP.encode(), b'{"act":"x","fields":{"a":' + b"9" * 5000 + b"}}", b'{"act":"collect_evidence","fields":{"name":NaN}}',
    b'{"act":"collect_evidence","fields":{"name":1e400}}', b'{"act":"collect_evidence","fields":{"name":"\\u0000"}}',
    b'{"act":"collect_evidence","fields":{"name":"\\udc00"}}', b'{"act":"collect_evidence","now":"2020-01-01"}',
    b'{"act":"collect_evidence","role":"agency_head"}', b'{"act":"collect_evidence","step":"approve"}',
    b'{"act":"collect_evidence","officers":{"a":1}}', b'{"act":"collect_evidence","officers":["\xc2\xb2"]}',
    b'{"act":"collect_evidence","evidence":[[[[]]]]}', b'{"act":"collect_evidence","evidence":[{"proves":5}]}',
    b'{"act":"collect_evidence","at":"9999-12-31T23:59:59-23:59"}', b'{"act":"a\\u0000"}', b'{"act":""}',
    b'{"act":"collect_evidence","expected_seq":1e30}', b'{"act":"collect_evidence","reasons":{"x":{"y":1}}}',
    json.dumps({"act": "collect_evidence", "fields": {f"x{n}": n for n in range(30_000)}}).encode(),
)  # fmt: skip


def test_bodies_of_the_api(begun, token_client, nothing_changes):
    case = f"/api/v1/cases/{begun(Matter, 'file_case').case.pk}"
    api = token_client("lu")
    with nothing_changes():
        for body in BODIES:
            for way in ("acts", "approvals", "returns", "withdrawals"):
                sound(api.generic("POST", f"{case}/{way}", body, content_type=JSON), 400, 409, 422)
        for kind in (
            "",
            "text/plain",
            "application/json; charset=nonsense",
            "multipart/form-data",
            "application/xml",
        ):
            sound(api.generic("POST", f"{case}/acts", b"<a/>", content_type=kind), 400, 422)
        for key in ("é" * 200, "k" * 121):
            sound(
                api.post(
                    f"{case}/acts",
                    {"act": "collect_evidence"},
                    content_type=JSON,
                    headers={"Idempotency-Key": key},
                ),
                400,
            )
        sound(api.post("/api/v1/cases", {"procedure": "a\0", "act": "register_clue"}, content_type=JSON), 400)
        sound(
            api.post("/api/v1/cases", {"procedure": "penalty.ordinary", "act": "decide"}, content_type=JSON),
            422,
        )


def test_addresses_of_the_api(begun, token_client, nothing_changes):
    case = f"/api/v1/cases/{begun(Matter, 'register_clue').case.pk}"
    api = token_client("lu")
    with nothing_changes():
        for address in (
            "/api/v1/cases?q=%00", "/api/v1/cases?page=0", f"/api/v1/cases?page={'9' * 30}", "/api/v1/cases?stage=%00",
            f"{case}/files/%00", f"{case}/files/{'f' * 64}", "/api/v1/nowhere", "/api/", f"{case}/files/../../../etc/passwd",
        ):  # fmt: skip
            sound(api.get(address), 400, 404)
        sound(api.delete(case), 405)
        sound(api.put(f"{case}/acts"), 405)
        sound(Client(headers={"authorization": "Bearer \u00e9" + "x" * 5000}).get("/api/v1/cases"), 401)


def test_files_of_the_api(begun, token_client, nothing_changes):
    address = f"/api/v1/cases/{begun(Matter, 'file_case').case.pk}/acts-with-files"
    api = token_client("lu")

    def send(payload: str, name: str = "a.pdf", body: bytes = b"%PDF-1.7\n"):
        return api.post(address, {"payload": payload, "files": [SimpleUploadedFile(name, body)]})

    act = json.dumps({"act": "collect_evidence"})
    with nothing_changes():
        for payload in (
            "[" * 100_000,
            DEEP,
            "[]",
            '"x"',
            "null",
            '{"act": 5}',
            '{"act": "collect_evidence", "state": 1}',
        ):
            sound(send(payload), 400)
        for name, body in (
            ("a.pdf", b""),
            ("a.jpg", b"%PDF-1.7\n"),
            ("a.docx", b"PK\x03\x04"),
        ):
            sound(send(act, name, body), 400)
        sound(api.post(address, {"payload": "{}"}), 400)
        half = b'--x\r\nContent-Disposition: form-data; name="payload"\r\n\r\n{"act":"collect_ev'
        for body in (b"--x\r\nnonsense", half, half + b"\r\n--x", b"\r\n" * 1000):
            sound(api.generic("POST", address, body, content_type="multipart/form-data; boundary=x"), 400)


def test_fault_of_the_server_tells_nothing(
    begun, desk_client, token_client, monkeypatch, nothing_changes, caplog
):
    """Should something break all the same: one sentence, no trace of the code, nothing half done."""
    from mingjing.cases import perform as door

    matter = begun(Matter, "register_clue")

    def broken(*_args, **_kwargs):
        raise RuntimeError("secret: 330102199001011234")

    with nothing_changes():
        address = f"/cases/{matter.case.pk}"
        body = {"act": "add_review_scope", "fields": {"ground": "x"}}
        form = {"f.ground": "社会关注"}
        monkeypatch.setattr(door.law, "examine", broken)
        for answer in (
            token_client("lu").post(f"/api/v1{address}/acts", body, content_type=JSON),
            desk_client("lu").post(f"/desk{address}/act/add_review_scope/", form),
        ):
            assert answer.status_code == 500
            speaks_chinese(said(answer))
            assert "secret" not in said(answer)
    told = dict(settings.LOGGING["formatters"]["json"])
    formatter = told.pop("()")(**told)
    logged = "".join(formatter.format(copy(record)) for record in caplog.records)
    assert "RuntimeError at" in logged, "where it broke is in the log"
    assert "330102199001011234" not in logged, "what was entered is not"


def test_nothing_has_changed_is_a_test_that_can_fail(begun, nothing_changes):
    matter = begun(Matter, "register_clue")
    before = everything()
    matter.act("inspect_site")
    assert everything() != before
