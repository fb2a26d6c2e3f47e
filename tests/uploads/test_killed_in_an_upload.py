"""The server is killed in the middle of an upload, again and again: it goes on, and the digest is that of the file."""

from __future__ import annotations

import io
import itertools
import os
import socket
import time
from pathlib import Path

import pytest
from dying import Mortal

from mingjing.api.models import ApiToken
from mingjing.cases import fixity
from mingjing.cases.keeping import vault
from mingjing.uploads import part, receiving
from mingjing.uploads.models import Upload
from mingjing.uploads.receiving import CERTAIN_EVERY

from .conftest import MP4, PIECE, ROOT, metadata, sha256

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash]
MIB = 1 << 20
ARRIVE_LIMIT_SECONDS = 60


def asked(token, **more):
    return {"Authorization": f"Bearer {token}", "Tus-Resumable": "1.0.0", **more}


def test_killed_three_times_and_resumed(killable, bureau):
    content = MP4 + os.urandom(44 * MIB)
    token = ApiToken.issue(bureau.users["lu"], "测试")[1]
    line = killable.connect()
    headers = asked(token, **{"Upload-Length": str(len(content)), "Upload-Metadata": metadata("现场.mp4")})
    line.request("POST", ROOT, headers=headers)
    answer = line.getresponse()
    where = answer.getheader("Location")
    assert answer.status == 201
    seen = []
    for reach in (5 * MIB, 22 * MIB, 40 * MIB):
        _send_until(killable, token, where, _offset(killable, token, where), content, reach)
        killable.kill()
        killable.start()
        seen.append(_offset(killable, token, where))
    assert seen == [0, CERTAIN_EVERY, 2 * CERTAIN_EVERY], "no more is lost than was not yet certain"
    line = killable.connect()
    start = seen[-1]
    headers = asked(token, **{"Upload-Offset": str(start), "Content-Type": PIECE})
    line.request("PATCH", where, content[start:], headers)
    assert line.getresponse().status == 204
    upload = Upload.objects.get()
    assert (upload.sha256, upload.size) == (sha256(content), len(content))
    with vault().open(upload.sha256) as kept:
        assert sha256(kept.read()) == upload.sha256
    assert faults() == []


def test_killed_at_every_step_of_taking_in_a_file_it_goes_on(bureau, tmp_path):
    """Before and behind every statement and every system call that changes a file."""
    user, file = bureau.users["lu"], tmp_path / "现场.mp4"
    mortal = Mortal(None, str(Path(__file__).with_name("dying_piece.py")))
    try:
        for moment in itertools.count(1):
            content = MP4 + moment.to_bytes(4, "big") * (MIB // 2)
            file.write_bytes(content)
            upload = receiving.begin(user, file.name, len(content))
            told = {"user": user.pk, "upload": str(upload.pk), "file": str(file)}
            died = mortal.dies(moment, **told)
            left = receiving.how_far(user, upload.pk)
            if left.finished_at is None:
                path = part.path_of(upload.pk)
                assert path.read_bytes()[: left.offset] == content[: left.offset], (
                    "what is certain is on the disk"
                )
                rest = io.BytesIO(content[left.offset :])
                left = receiving.receive(user, upload.pk, left.offset, rest, len(content) - left.offset)
            assert (left.sha256, left.size) == (sha256(content), len(content))
            assert not part.path_of(upload.pk).exists()
            if not died:
                break
    finally:
        mortal.close()
    assert moment > 30
    assert faults() == []
    assert len(list(vault().checked())) == moment, "nothing lies there besides"


def test_a_lost_line_keeps_what_came(killable, bureau):
    content = MP4 + os.urandom(3 * MIB)
    token = ApiToken.issue(bureau.users["lu"], "测试")[1]
    line = killable.connect()
    headers = asked(token, **{"Upload-Length": str(len(content)), "Upload-Metadata": metadata("现场.mp4")})
    line.request("POST", ROOT, headers=headers)
    where = line.getresponse().getheader("Location")
    lost = _open_piece(killable, token, where, 0, len(content))
    lost.sendall(content[: 2 * MIB])
    lost.shutdown(socket.SHUT_RDWR)
    lost.close()
    _until(lambda: Upload.objects.get().offset == 2 * MIB)
    line = killable.connect()
    headers = asked(token, **{"Upload-Offset": str(2 * MIB), "Content-Type": PIECE})
    line.request("PATCH", where, content[2 * MIB :], headers)
    assert line.getresponse().status == 204
    assert Upload.objects.get().sha256 == sha256(content)
    assert faults() == []


def faults():
    """What a check of all originals says."""
    return [said for seen in fixity.walk(vault()) for said in seen.faults]


def _offset(server, token, where):
    line = server.connect()
    line.request("HEAD", where, headers=asked(token))
    answer = line.getresponse()
    assert answer.status == 200
    return int(answer.getheader("Upload-Offset"))


def _open_piece(server, token, where, offset, length):
    """A connection on which a piece of `length` bytes has been announced."""
    line = socket.create_connection(("127.0.0.1", server.port), 60)
    head = (
        f"PATCH {where} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\n"
        f"Upload-Offset: {offset}\r\nContent-Type: {PIECE}\r\nContent-Length: {length}\r\n\r\n"
    )
    line.sendall(head.encode())
    return line


def _send_until(server, token, where, offset, content, reach):
    """Send up to `reach` and wait until the server has written it; the rest never comes."""
    with _open_piece(server, token, where, offset, len(content) - offset) as line:
        line.sendall(content[offset:reach])
        path = part.path_of(Upload.objects.get().pk)
        _until(lambda: path.stat().st_size >= reach // MIB * MIB - MIB)
        _until(lambda: Upload.objects.get().offset == max(offset, reach // CERTAIN_EVERY * CERTAIN_EVERY))


def _until(true):
    end = time.monotonic() + ARRIVE_LIMIT_SECONDS
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)
