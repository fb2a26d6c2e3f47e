"""Over a real connection: a body of two gigabytes, one without an end, one that breaks off in the middle."""

from __future__ import annotations

import contextlib
import socket
from urllib.parse import urlsplit

import pytest
from everything import everything, speaks_chinese
from whole_case import Matter

from mingjing.api.models import ApiToken

pytestmark = pytest.mark.django_db(transaction=True)

LIMIT_SECONDS = 30


class Line:
    """A connection to the server, byte by byte."""

    def __init__(self, live_server, path: str, token: str, *headers: str) -> None:
        place = urlsplit(live_server.url)
        self.socket = socket.create_connection((place.hostname, place.port), LIMIT_SECONDS)
        lines = (f"POST {path} HTTP/1.1", f"Host: {place.netloc}", f"Authorization: Bearer {token}", *headers)
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n")

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def hang_up(self) -> str:
        """Say no more, and read what the server answers (it may already have hung up)."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)
        return self.answer()

    def answer(self) -> str:
        got = b""
        try:
            while part := self.socket.recv(65536):
                got += part
        except ConnectionError:
            pass
        finally:
            self.socket.close()
        return got.decode("utf-8", "replace")


@pytest.fixture
def dial(begun, bureau, live_server):
    case = begun(Matter, "register_clue").case.pk
    token = ApiToken.issue(bureau.users["lu"], "测试")[1]
    return lambda way, *headers: Line(live_server, f"/api/v1/cases/{case}/{way}", token, *headers)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
def test_two_gigabytes_are_refused_before_they_are_sent(dial, kind):
    before = everything()
    line = dial("acts", f"Content-Type: {kind}", f"Content-Length: {2 * 1024**3}", "Connection: close")
    line.send(b"{" * 1000)
    told = line.hang_up()
    assert " 413 " in told.splitlines()[0]
    speaks_chinese(told.partition("\r\n\r\n")[2])
    assert everything() == before


def test_body_without_a_stated_length_is_refused(dial):
    before = everything()
    line = dial("acts", "Content-Type: application/json", "Transfer-Encoding: chunked", "Connection: close")
    line.send(b"ff\r\n" + b"x" * 255 + b"\r\n")
    told = line.hang_up()
    assert " 411 " in told.splitlines()[0]
    speaks_chinese(told.partition("\r\n\r\n")[2])
    assert everything() == before


@pytest.mark.parametrize(
    ("way", "kind", "beginning"),
    [
        ("acts", "application/json", b'{"act": "inspect_site", "fields": {'),
        (
            "acts-with-files", "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-1.7 ' + b"x" * 100_000,
        ),
    ],
)  # fmt: skip
def test_connection_lost_in_the_middle(dial, way, kind, beginning):
    before = everything()
    line = dial(way, f"Content-Type: {kind}", "Content-Length: 400000", "Connection: close")
    line.send(beginning)
    told = line.hang_up()
    assert not told or " 400 " in told.splitlines()[0]
    if told:
        speaks_chinese(told.partition("\r\n\r\n")[2])
    assert everything() == before
