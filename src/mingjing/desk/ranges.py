"""Parts of a file, as a player asks for them (RFC 9110, 14.2): one range a request."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

PIECE = 1 << 18
_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


def ranged(
    request: HttpRequest, stream: BinaryIO, size: int, mime: str
) -> HttpResponse | StreamingHttpResponse:
    """The whole stream (200), the part asked for (206), or 416. The stream is closed with the answer."""
    asked = _RANGE.match(request.headers.get("Range", "").strip())
    first, last = 0, size - 1
    if asked and (asked[1] or asked[2]):
        if asked[1]:
            first, last = int(asked[1]), min(int(asked[2]), size - 1) if asked[2] else size - 1
        else:
            first = max(0, size - int(asked[2]))
        if first > last:
            stream.close()
            answer = HttpResponse(status=416)
            answer["Content-Range"] = f"bytes */{size}"
            return answer
    partial = bool(asked and (asked[1] or asked[2]))
    reading = StreamingHttpResponse(
        _pieces(stream, first, last), status=206 if partial else 200, content_type=mime
    )
    reading._resource_closers.append(stream.close)
    reading["Accept-Ranges"] = "bytes"
    reading["Content-Length"] = str(last - first + 1)
    if partial:
        reading["Content-Range"] = f"bytes {first}-{last}/{size}"
    return reading


def _pieces(stream: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    stream.seek(first)
    left = last - first + 1
    while left and (piece := stream.read(min(PIECE, left))):
        left -= len(piece)
        yield piece
