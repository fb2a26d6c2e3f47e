"""The witness over HTTP: `POST /add-checkpoint`, `GET /<hex sha256 of the origin>/checkpoint`."""

from __future__ import annotations

import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from mingjing.ledger.note import MAX_NOTE
from mingjing.witness.book import Answer, Book
from mingjing.witness.keys import WitnessKeys

SOCKET_LIMIT_SECONDS = 15
AT_ONCE = 16
_MONITOR = re.compile(r"/([0-9a-f]{64})/checkpoint\Z")


class WitnessServer(ThreadingHTTPServer):
    """Serves until `shutdown()`; `book` and `keys` are what the answers come from."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], book: Book, keys: WitnessKeys) -> None:
        self.book, self.keys = book, keys
        self.free = threading.BoundedSemaphore(AT_ONCE)
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: WitnessServer
    timeout = SOCKET_LIMIT_SECONDS
    server_version, sys_version = "mingjing-witness", ""

    def do_POST(self) -> None:
        if self.path != "/add-checkpoint":
            self._answer(Answer(404, b""))
            return
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdecimal() or int(length) > MAX_NOTE:
            self._answer(Answer(400, "请求应写明长度，且不超过一百万字节。\n".encode()))
            return
        if not self.server.free.acquire(blocking=False):
            self._answer(Answer(503, "请求太多，请稍后再试。\n".encode()))
            return
        try:
            body = self._body(int(length))
            if body is not None:
                self._answer(self.server.book.add_checkpoint(body, self.server.keys, int(time.time())))
        finally:
            self.server.free.release()

    def do_GET(self) -> None:
        match = _MONITOR.match(self.path)
        note = self.server.book.latest(match[1]) if match else None
        self._answer(Answer(200, note) if note else Answer(404, b""))

    def _body(self, length: int) -> bytes | None:
        """The whole body within the limit, else None: a slow sender holds a place for a moment only."""
        body, end = b"", time.monotonic() + SOCKET_LIMIT_SECONDS
        while len(body) < length and time.monotonic() < end:
            piece = self.rfile.read1(length - len(body))
            if not piece:
                break
            body += piece
        self.close_connection = True
        return body if len(body) == length else None

    def _answer(self, answer: Answer) -> None:
        self.close_connection = (
            True  # one request a connection: the rest of a refused body is never read as one
        )
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """No access log: the book says what was cosigned."""
