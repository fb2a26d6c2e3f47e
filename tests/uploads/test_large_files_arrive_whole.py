"""An upload is resumed, refused, counted and swept; a stranger's isn't there."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import resource
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from mingjing.cases import fixity
from mingjing.cases.keeping import vault
from mingjing.uploads import part, sweeping
from mingjing.uploads.models import Upload
from mingjing.vault import digests_of

from .conftest import MP4, PIECE, ROOT, metadata, sha256

pytestmark = pytest.mark.django_db(transaction=True)
VIDEO = MP4 + bytes(range(256)) * 2000


def test_a_recording_arrives_in_pieces_and_lies_in_the_vault_with_both_digests(tus):
    lu = tus("lu")
    where = lu.begun("现场检查.mp4", len(VIDEO))
    assert lu.offset(where) == 0
    for start in range(0, len(VIDEO), 100_000):
        answer = lu.send(where, start, VIDEO[start : start + 100_000])
        assert answer.status_code == 204
    assert int(answer["Upload-Offset"]) == len(VIDEO)
    upload = Upload.objects.get()
    with vault().open(upload.sha256) as kept:
        assert digests_of(kept) == (upload.sha256, upload.sm3, len(VIDEO))
    assert upload.sha256 == sha256(VIDEO)
    assert upload.mime == "video/mp4"
    assert list(part.folder().iterdir()) == []
    assert lu.offset(where) == len(VIDEO)


def test_what_the_server_can_do_is_told(tus):
    answer = tus("lu").client.options(ROOT)
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {"creation", "checksum", "termination", "expiration"}
    assert int(answer["Tus-Max-Size"]) == settings.MINGJING_UPLOAD_LIMIT


def test_another_persons_upload_is_not_there(tus):
    where = tus("lu").begun("现场.mp4", len(VIDEO))
    shen = tus("shen")
    assert shen.client.head(where).status_code == 404
    answer = shen.send(where, 0, VIDEO)
    assert answer.status_code == 404
    assert "没有这个上传" in answer.json()["title"]
    assert shen.client.delete(where).status_code == 404
    assert tus("lu").offset(where) == 0


def test_nobody_uploads_without_signing_in(client):
    assert client.post(ROOT, headers={"tus-resumable": "1.0.0", "upload-length": "5"}).status_code == 401


def test_a_session_needs_the_csrf_token(bureau):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(bureau.users["lu"], backend="django.contrib.auth.backends.ModelBackend")
    headers = {"tus-resumable": "1.0.0", "upload-length": "5", "upload-metadata": metadata("a.mp4")}
    assert browser.post(ROOT, headers=headers).status_code == 403
    token = browser.get("/desk/").context["csrf_token"]
    assert browser.post(ROOT, headers={**headers, "x-csrftoken": str(token)}).status_code == 201


def test_a_piece_at_the_wrong_place_is_refused(tus):
    lu = tus("lu")
    where = lu.begun("现场.mp4", len(VIDEO))
    lu.send(where, 0, VIDEO[:1000])
    for offset in (0, 999, 1001, len(VIDEO)):
        answer = lu.send(where, offset, VIDEO[offset : offset + 10] or b"x")
        assert answer.status_code == 409
        assert "1000" in answer.json()["title"]
    assert lu.send(where, 1000, VIDEO[1000:]).status_code == 204
    assert Upload.objects.get().sha256 == sha256(VIDEO)


def test_a_damaged_piece_is_not_taken(tus):
    lu = tus("lu")
    where = lu.begun("现场.mp4", len(VIDEO))
    first = VIDEO[:5000]
    right = "sha256 " + base64.b64encode(hashlib.sha256(first).digest()).decode()
    answer = lu.send(where, 0, first[:-1] + b"?", **{"upload-checksum": right})
    assert answer.status_code == 460
    assert "校验值不符" in answer.json()["title"]
    assert lu.offset(where) == 0
    assert lu.send(where, 0, first, **{"upload-checksum": right}).status_code == 204
    sha1 = "sha1 " + base64.b64encode(hashlib.sha1(VIDEO[5000:]).digest()).decode()
    assert lu.send(where, 5000, VIDEO[5000:], **{"upload-checksum": sha1}).status_code == 204
    assert Upload.objects.get().sha256 == sha256(VIDEO)
    assert lu.send(lu.begun("b.mp4", 9), 0, b"1", **{"upload-checksum": "crc32 AAAA"}).status_code == 400


def test_more_than_was_announced_is_refused(tus):
    lu = tus("lu")
    where = lu.begun("现场.mp4", 100)
    assert lu.send(where, 0, VIDEO[:101]).status_code == 413
    assert lu.offset(where) == 0


def test_digests_are_read_again_after_a_restart(tus):
    from mingjing.uploads import digests

    lu = tus("lu")
    where = lu.begun("现场.mp4", len(VIDEO))
    lu.send(where, 0, VIDEO[:300_000])
    digests._kept.clear()  # as in a new process
    lu.send(where, 300_000, VIDEO[300_000:])
    assert Upload.objects.get().sha256 == sha256(VIDEO)


def test_bytes_that_were_never_acknowledged_are_forgotten(tus):
    lu = tus("lu")
    where = lu.begun("现场.mp4", len(VIDEO))
    lu.send(where, 0, VIDEO[:1000])
    with part.path_of(Upload.objects.get().pk).open("ab") as torn:
        torn.write(b"\x00" * 5000)
    assert lu.send(where, 1000, VIDEO[1000:]).status_code == 204
    assert Upload.objects.get().sha256 == sha256(VIDEO)


def test_a_crash_between_vault_and_row_is_mended_and_never_writes_into_the_original(tus):
    lu = tus("lu")
    where = lu.begun("现场.mp4", len(VIDEO))
    lu.send(where, 0, VIDEO[:1000])
    path = part.path_of(Upload.objects.get().pk)
    with path.open("ab") as rest:
        rest.write(VIDEO[1000:])
    from mingjing.vault import Blob

    with path.open("rb") as whole:
        vault().take(path, Blob(*digests_of(whole)))
    answer = lu.send(where, 1000, b"x" * 50)
    assert answer.status_code == 409
    upload = Upload.objects.get()
    assert (upload.offset, upload.sha256) == (len(VIDEO), sha256(VIDEO))
    assert [one.damage for one in vault().checked()] == [None]


def test_two_lines_never_write_at_once(tus):
    lu = tus("lu")
    where = lu.begun("现场.mp4", len(VIDEO))
    with part.path_of(Upload.objects.get().pk).open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert lu.send(where, 0, VIDEO).status_code == 423
    assert lu.send(where, 0, VIDEO).status_code == 204


def test_a_full_disk_stops_the_upload_and_it_goes_on_when_there_is_room(tus):
    lu = tus("lu")
    where = lu.begun("现场.mp4", len(VIDEO))
    lu.send(where, 0, VIDEO[:100_000])
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        answer = lu.send(where, 100_000, VIDEO[100_000:])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert answer.status_code == 507
    assert "空间不足" in answer.json()["title"]
    assert lu.offset(where) == 100_000
    assert [said for seen in fixity.walk(vault()) for said in seen.faults] == []
    assert lu.send(where, 100_000, VIDEO[100_000:]).status_code == 204
    assert Upload.objects.get().sha256 == sha256(VIDEO)
    assert [said for seen in fixity.walk(vault()) for said in seen.faults] == []


def test_an_upload_larger_than_the_disk_isnt_begun(tus, settings):
    settings.MINGJING_UPLOAD_LIMIT = settings.MINGJING_UPLOAD_QUOTA = 10**15
    assert tus("lu").begin("现场.mp4", 9 * 10**14).status_code == 507
    assert not Upload.objects.exists()


def test_each_person_has_a_quota_and_gets_it_back(tus, settings):
    settings.MINGJING_UPLOAD_QUOTA = 1000
    lu = tus("lu")
    where = lu.begun("一.mp4", 600)
    answer = lu.begin("二.mp4", 500)
    assert answer.status_code == 413
    assert "请先办理或者删除" in answer.json()["title"]
    assert tus("shen").begin("二.mp4", 500).status_code == 201, "another's quota is another's"
    assert lu.client.delete(where).status_code == 204
    assert lu.begin("二.mp4", 500).status_code == 201


@pytest.mark.parametrize(
    ("name", "size", "status"),
    [("工具.exe", 10, 415), ("a/b.mp4", 10, 400), ("空.mp4", 0, 400), ("大.mp4", 10**12, 413)],
)
def test_what_can_never_be_taken_isnt_begun(tus, name, size, status):
    answer = tus("lu").begin(name, size)
    assert answer.status_code == status
    assert answer.json()["title"].endswith("。")
    assert not Upload.objects.exists()


def test_the_content_tells_the_type_and_not_the_name(tus):
    lu = tus("lu")
    where = lu.begun("现场.mp4", 400)
    answer = lu.send(where, 0, b"%PDF-1.7" + b" " * 392)
    assert answer.status_code == 415
    assert "PDF" in answer.json()["title"]
    assert lu.client.head(where).status_code == 404
    assert list(part.folder().iterdir()) == []


def test_an_upload_that_was_left_expires_and_is_swept(tus):
    lu = tus("lu")
    where = lu.begun("现场.mp4", len(VIDEO))
    lu.send(where, 0, VIDEO[:1000])
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert lu.client.head(where).status_code == 404
    assert sweeping.sweep() == 1
    assert not Upload.objects.exists()
    assert list(part.folder().iterdir()) == []


def test_another_version_of_the_protocol_is_refused(tus):
    lu = tus("lu")
    answer = lu.client.head(lu.begun("现场.mp4", 10), headers={"tus-resumable": "0.2.2"})
    assert answer.status_code == 412
    assert answer["Tus-Version"] == "1.0.0"


def test_methods_can_be_sent_as_post(tus):
    lu = tus("lu")
    where = lu.begun("现场.mp4", len(VIDEO))
    answer = lu.client.post(
        where, VIDEO, content_type=PIECE, headers={"upload-offset": "0", "x-http-method-override": "PATCH"}
    )
    assert answer.status_code == 204
    assert lu.client.post(where, headers={"x-http-method-override": "DELETE"}).status_code == 204
    assert not Upload.objects.exists()
