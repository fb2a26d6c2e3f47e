"""The log as files, byte for byte, as https://c2sp.org/tlog-tiles asks for. Public: it holds no personal data."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mingjing.ledger import timestamp
from mingjing.ledger.opening import OPENING
from mingjing.ledger.store import CHECKPOINT, LogStore
from mingjing.ledger.tiles import parse_path
from mingjing.ledger.twin import TwinStore
from mingjing.records import log, shards
from mingjing.records.shards import Place

FOREVER = "public, max-age=31536000, immutable"
SECONDS = "public, max-age=2"
TEXT = "text/plain; charset=utf-8"


def _answer(data: bytes | None, content_type: str, cache: str) -> HttpResponse:
    if data is None:
        raise Http404
    response = HttpResponse(data, content_type=content_type)
    response["Cache-Control"] = cache
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _place(folder: str) -> Place:
    found = shards.named(folder)
    if found is None:
        raise Http404
    return found


def _store(folder: str) -> LogStore:
    return _place(folder).store


@require_safe
def current(request: HttpRequest) -> HttpResponse:
    """The checkpoint of the log that is written now."""
    return _answer(log.store().read(CHECKPOINT), TEXT, SECONDS)


@require_safe
def all_keys(request: HttpRequest) -> HttpResponse:
    """Public keys of all logs, one a line, oldest first."""
    lines = [f"{log.vkey(place)}\n" for place in shards.known()]
    return _answer("".join(lines).encode(), TEXT, SECONDS)


@require_safe
def all_shards(request: HttpRequest) -> HttpResponse:
    """Where each log begins and lies; 404 while there is only one."""
    return _answer(_store("").read(shards.FILE), TEXT, SECONDS)


@require_safe
def checkpoint(request: HttpRequest, folder: str = "") -> HttpResponse:
    """A log's newest checkpoint; changes every few seconds while it is written."""
    return _answer(_store(folder).read(CHECKPOINT), TEXT, SECONDS)


@require_safe
def kept_checkpoint(request: HttpRequest, size: int, folder: str = "") -> HttpResponse:
    """A checkpoint as first published."""
    return _answer(_store(folder).read(f"checkpoints/{size}"), TEXT, FOREVER)


@require_safe
def time_stamp(request: HttpRequest, size: int, folder: str = "") -> HttpResponse:
    """The RFC 3161 token over a kept checkpoint, as the authority gave it."""
    return _answer(_store(folder).read(timestamp.token_path(size)), timestamp.REPLY, FOREVER)


@require_safe
def vkey(request: HttpRequest, folder: str = "") -> HttpResponse:
    """A log's public key in the form of signed notes."""
    return _answer(f"{log.vkey(_place(folder))}\n".encode(), TEXT, SECONDS)


@require_safe
def opening(request: HttpRequest, folder: str) -> HttpResponse:
    """What a later log's first entry commits to: the final checkpoint of the one before."""
    return _answer(_store(folder).read(OPENING), "application/json", FOREVER)


@require_safe
def tile(request: HttpRequest, path: str, folder: str = "") -> HttpResponse:
    """A tile or an entry bundle; 404 for a partial one that was replaced by the full one."""
    return _tile(_store(folder), path)


@require_safe
def twin_checkpoint(request: HttpRequest, folder: str = "") -> HttpResponse:
    """The newest checkpoint of the SM3 twin."""
    return _answer(TwinStore(_store(folder)).read(CHECKPOINT), TEXT, SECONDS)


@require_safe
def kept_twin_checkpoint(request: HttpRequest, size: int, folder: str = "") -> HttpResponse:
    """A checkpoint of the SM3 twin as first published."""
    return _answer(TwinStore(_store(folder)).read(f"checkpoints/{size}"), TEXT, FOREVER)


@require_safe
def twin_vkey(request: HttpRequest, folder: str = "") -> HttpResponse:
    """The SM3 twin's public key, of the private type 0xff."""
    return _answer(f"{log.twin_vkey(_place(folder))}\n".encode(), TEXT, SECONDS)


@require_safe
def twin_tile(request: HttpRequest, path: str, folder: str = "") -> HttpResponse:
    """A tile of the SM3 twin; the entry bundles are those of the main log."""
    return _tile(TwinStore(_store(folder)), path)


def _tile(store: LogStore, path: str) -> HttpResponse:
    found = parse_path(f"tile/{path}")
    if found is None or re.search(r"[^0-9a-z/.]", path):
        raise Http404
    return _answer(store.read(found.path), "application/octet-stream", FOREVER)
