"""A caller that sends a file by tus 1.0 from the disk, and can break off and go on."""

from __future__ import annotations

import base64
import contextlib
import http.client
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = "/api/v1/uploads"
PIECE = "application/offset+octet-stream"
LIMIT_SECONDS = 600


class Lost(Exception):
    """The line broke before all was sent or answered."""


@dataclass(frozen=True)
class Caller:
    """One account's token on a server's port."""

    port: int
    token: str

    def begin(self, name: str, size: int) -> str:
        """Where the upload lives."""
        encoded = base64.b64encode(name.encode()).decode()
        answer = self._ask(
            "POST", ROOT, {"Upload-Length": str(size), "Upload-Metadata": f"filename {encoded}"}, 201
        )
        return str(answer.getheader("Location"))

    def offset(self, where: str) -> int:
        """How many bytes are certain."""
        return int(self._ask("HEAD", where, {}, 200).getheader("Upload-Offset") or 0)

    def give_up(self, where: str) -> None:
        self._ask("DELETE", where, {}, 204)

    def send(self, where: str, path: Path, offset: int) -> None:
        """Send the rest of the file in one piece. Raises Lost."""
        size = path.stat().st_size
        with (
            socket.create_connection(("127.0.0.1", self.port), LIMIT_SECONDS) as line,
            path.open("rb") as file,
        ):
            line.sendall(self._head(where, offset, size - offset))
            try:
                if offset < size and line.sendfile(file, offset, size - offset) < size - offset:
                    raise Lost("the file ended early")
                answer = http.client.HTTPResponse(line, method="PATCH")
                answer.begin()
            except (OSError, http.client.HTTPException) as fault:
                raise Lost(str(fault)) from fault
            if answer.status != 204:
                raise RuntimeError(f"{answer.status}: {answer.read()[:300]!r}")

    def send_while(self, where: str, path: Path, offset: int, until: int, kill: Callable[[], None]) -> int:
        """Send, and from the byte `until` on go on sending while `kill` ends the server, the line open all the time.

        The last byte is kept back, so that the upload can't be complete. Returns how far the line took bytes.
        """
        size = path.stat().st_size
        with (
            socket.create_connection(("127.0.0.1", self.port), LIMIT_SECONDS) as line,
            path.open("rb") as file,
            ThreadPoolExecutor(1) as pool,
        ):
            line.sendall(self._head(where, offset, size - offset))
            file.seek(offset)
            if offset < until:
                line.sendfile(file, offset, until - offset)
            dying = pool.submit(kill)
            with contextlib.suppress(OSError):
                line.sendfile(file, file.tell(), size - 1 - file.tell())
                line.recv(1)
            dying.result(LIMIT_SECONDS)
            return file.tell()

    def _head(self, where: str, offset: int, length: int) -> bytes:
        return (
            f"PATCH {where} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\n"
            f"Tus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\nContent-Type: {PIECE}\r\n"
            f"Content-Length: {length}\r\n\r\n"
        ).encode()

    def _ask(self, method: str, where: str, headers: dict[str, str], wanted: int) -> http.client.HTTPResponse:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_SECONDS)
        told = {"Authorization": f"Bearer {self.token}", "Tus-Resumable": "1.0.0", **headers}
        line.request(method, where, headers=told)
        answer = line.getresponse()
        if answer.status != wanted:
            raise RuntimeError(f"{method} {where}: {answer.status} {answer.read()[:300]!r}")
        answer.read()
        line.close()
        return answer
