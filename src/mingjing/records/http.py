"""One small request to a service outside, with a limit on everything: time as a whole, size, no redirects."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

SECONDS = 10
MOST_BYTES = 1 << 20
_PIECE = 1 << 16


class Unreachable(Exception):
    """The service did not answer rightly within the limits; `str(error)` is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, media type without parameters in lower case, body."""

    status: int
    content_type: str
    body: bytes


def ask(
    url: str, body: bytes | None = None, content_type: str = "text/plain", *, seconds: float = SECONDS
) -> Reply:
    """POST `body`, or GET when it is None. Raises Unreachable."""
    end, parts = time.monotonic() + seconds, urlsplit(url)
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    if parts.scheme not in kinds or not parts.hostname:
        raise Unreachable(f"地址“{url}”不是 http 或者 https 地址。")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = (
        {"Content-Type": content_type, "Connection": "close"} if body is not None else {"Connection": "close"}
    )
    try:
        connection = kinds[parts.scheme](parts.hostname, parts.port, timeout=seconds)
        try:
            connection.request("GET" if body is None else "POST", path, body, headers)
            answer = connection.getresponse()
            data = _within(answer, end)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"“{parts.netloc}”没有应答（{type(error).__name__}）。") from error
    return Reply(answer.status, answer.getheader("Content-Type", "").partition(";")[0].strip().lower(), data)


def _within(answer: http.client.HTTPResponse, end: float) -> bytes:
    data = b""
    while piece := answer.read1(_PIECE):
        data += piece
        if len(data) > MOST_BYTES or time.monotonic() > end:
            raise http.client.HTTPException("too long")
    return data
