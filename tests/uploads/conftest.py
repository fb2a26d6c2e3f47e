"""A caller that speaks tus, and a server of its own process that can be killed."""

from __future__ import annotations

import base64
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from beginnings import begun, bureau, matter
from case_bureau import Bureau

from mingjing.api.models import ApiToken

__all__ = ["begun", "bureau", "matter"]

ROOT = "/api/v1/uploads"
PIECE = "application/offset+octet-stream"
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00"
START_LIMIT_SECONDS = 60


def metadata(name: str) -> str:
    return "filename " + base64.b64encode(name.encode()).decode()


class Tus:
    """One account's uploads over Django's test client."""

    def __init__(self, user: Any) -> None:
        self.token = ApiToken.issue(user, "测试")[1]
        self.client = Client(headers={"authorization": f"Bearer {self.token}", "tus-resumable": "1.0.0"})

    def begin(self, name: str, size: int) -> Any:
        return self.client.post(ROOT, headers={"upload-length": str(size), "upload-metadata": metadata(name)})

    def begun(self, name: str, size: int) -> str:
        answer = self.begin(name, size)
        assert answer.status_code == 201, answer.content.decode()
        return answer["Location"]

    def send(self, where: str, offset: int, piece: bytes, **more: str) -> Any:
        return self.client.patch(
            where, piece, content_type=PIECE, headers={"upload-offset": str(offset), **more}
        )

    def offset(self, where: str) -> int:
        answer = self.client.head(where)
        assert answer.status_code == 200
        return int(answer["Upload-Offset"])

    def whole(self, name: str, content: bytes) -> str:
        """Send a whole file; its id."""
        where = self.begun(name, len(content))
        answer = self.send(where, 0, content)
        assert answer.status_code == 204, answer.content.decode()
        return where.rsplit("/", 1)[1]


@pytest.fixture
def tus(bureau: Bureau) -> Callable[[str], Tus]:
    return lambda alias: Tus(bureau.users[alias])


class Killable:
    """A web server of its own process group, on a free port, with this test's database, vault and uploads."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        database = settings.DATABASES["default"]
        self.environment = {
            **os.environ,
            "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}",
            "MINGJING_VAULT": str(settings.MINGJING_VAULT),
            "MINGJING_UPLOADS": str(settings.MINGJING_UPLOADS),
            "MINGJING_VAR": str(settings.MINGJING_VAR),
            "MINGJING_LOG_KEY": settings.MINGJING_LOG_KEY,
        }
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("serving.py")), str(self.port)],
            env=self.environment,
            start_new_session=True,
        )
        end = time.monotonic() + START_LIMIT_SECONDS
        while not self._answers():
            assert self.process.poll() is None, "the server ended"
            assert time.monotonic() < end, "the server doesn't answer"
            time.sleep(0.05)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)
        end = time.monotonic() + START_LIMIT_SECONDS
        while self._answers():  # its workers die a moment later
            assert time.monotonic() < end, "the server doesn't die"
            time.sleep(0.02)

    def _answers(self) -> bool:
        with socket.socket() as line:
            line.settimeout(1)
            return line.connect_ex(("127.0.0.1", self.port)) == 0

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)


@pytest.fixture
def killable(bureau: Bureau) -> Iterator[Killable]:
    server = Killable()
    yield server
    if server.process.poll() is None:
        server.kill()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
