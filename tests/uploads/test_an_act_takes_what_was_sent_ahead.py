"""A finished upload is an attachment by its id: not sent again, used once, its owner's alone."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from mingjing.cases.models import Case
from mingjing.records.models import Attachment
from mingjing.uploads.models import Upload

from .conftest import MP4, sha256

pytestmark = pytest.mark.django_db(transaction=True)
VIDEO = MP4 + bytes(50_000)


def body(matter, act, *uploads):
    return {
        "act": act,
        "uploads": list(uploads),
        "officers": matter.officers(act),
        "at": matter.step(act)["at"],
        "reasons": {"late_recording": "终端故障，修复后补录。"},
        **matter.payload(act),
    }


def post(caller, path, body):
    answer = caller.client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_an_act_takes_a_recording_by_its_id(matter, tus):
    matter.go("register_clue")
    lu = tus("lu")
    sent = lu.whole("厂门录像.mp4", VIDEO)
    listed = lu.client.get("/api/v1/uploads").json()
    assert [(one["id"], one["name"], one["sha256"]) for one in listed] == [
        (sent, "厂门录像.mp4", sha256(VIDEO))
    ]
    name = matter.steps[1]["act"]
    status, done = post(lu, f"/cases/{matter.case.pk}/acts", body(matter, name, sent))
    assert status == 200, done
    held = Attachment.objects.get(kind="media")
    assert (held.sha256, held.size, held.media_type) == (sha256(VIDEO), len(VIDEO), "video/mp4")
    media = Case.objects.get().state["media"]
    assert media[-1]["sha256"] == sha256(VIDEO)
    assert media[-1]["sm3"] == Upload.objects.get().sm3
    assert lu.client.get("/api/v1/uploads").json() == [], "used once, offered no more"


def test_another_persons_file_cant_be_attached(matter, tus):
    matter.go("register_clue")
    theirs = tus("shen").whole("厂门录像.mp4", VIDEO)
    name = matter.steps[1]["act"]
    status, problem = post(tus("lu"), f"/cases/{matter.case.pk}/acts", body(matter, name, theirs))
    assert status == 400
    assert "不存在" in problem["findings"][0]["sentence"]
    assert not Attachment.objects.filter(kind="media").exists()


def test_an_unfinished_file_cant_be_attached(matter, tus):
    matter.go("register_clue")
    lu = tus("lu")
    where = lu.begun("厂门录像.mp4", len(VIDEO))
    lu.send(where, 0, VIDEO[:100])
    name = matter.steps[1]["act"]
    status, _ = post(lu, f"/cases/{matter.case.pk}/acts", body(matter, name, where.rsplit("/", 1)[1]))
    assert status == 400


def test_the_desk_form_names_the_file_and_keeps_it_when_refused(matter, tus, bureau):
    matter.go("register_clue")
    sent = tus("lu").whole("厂门录像.mp4", VIDEO)
    browser = Client()
    browser.force_login(bureau.users["lu"], backend="django.contrib.auth.backends.ModelBackend")
    address = f"/desk/cases/{matter.case.pk}/act/record_av/"
    assert "厂门录像.mp4" in browser.get(address).content.decode()
    answer = browser.post(address, {"uploads": sent, "key": "k1"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert f'value="{sent}" checked' in shown, "the file is still chosen"
