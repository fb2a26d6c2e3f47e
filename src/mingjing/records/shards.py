"""The logs of this agency, one after the other: which one an entry is in, which one is written now.

The database decides (table Shard). Readers ask the file `shards` in the log folder, which is made from it, so that a
page needs no query; outsiders find every log there too. A line is `<first> <origin> <folder>`; folder "." is the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from mingjing.ledger.errors import ForkError, MalformedError
from mingjing.ledger.store import LogStore
from mingjing.ledger.vkey import valid_name
from mingjing.records.models import Shard

FILE = "shards"
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_TAKEN = {"sm3", "tile", "checkpoint", "checkpoints", "shards", "current"}


@dataclass(frozen=True, slots=True)
class Place:
    """One log: its origin, the outbox place of its entry 0, its folder below the log folder ("" for the first)."""

    origin: str
    first: int
    folder: str

    @property
    def store(self) -> LogStore:
        """Its files."""
        return LogStore(Path(settings.MINGJING_LOG_DIR) / self.folder)


class ShardClosed(Exception):
    """The log that was being written has been closed meanwhile; the next one takes the entries."""


def folder_of(origin: str) -> str:
    """Folder of a later log: the last part of its origin, such as `2027`. Raises MalformedError."""
    folder = origin.rpartition("/")[2]
    if not valid_name(origin) or not _FOLDER.match(folder) or folder in _TAKEN:
        raise MalformedError(f"日志名称“{origin}”不能用：最后一段应为小写字母、数字或者连字符，例如 2027。")
    return folder


def known() -> list[Place]:
    """All logs from the published file, oldest first; without the file there is one (no query)."""
    raw = LogStore(Path(settings.MINGJING_LOG_DIR)).read(FILE)
    if raw is None:
        return [_first()]
    found = []
    for line in raw.decode().splitlines():
        first, origin, folder = line.split(" ")
        found.append(Place(origin, int(first), "" if folder == "." else folder))
    return found


def current() -> Place:
    """The log that is written now."""
    return known()[-1]


def of(idx: int) -> Place:
    """The log that holds the entry with this outbox place."""
    return next(place for place in reversed(known()) if place.first <= idx)


def named(folder: str) -> Place | None:
    """The log in this folder, or None."""
    return next((place for place in known() if place.folder == folder), None)


def from_database() -> list[Place]:
    """All logs as the database has them (1 query)."""
    rows = Shard.objects.order_by("first").values_list("log", "first")
    return [_first(), *(Place(origin, first, folder_of(origin)) for origin, first in rows)]


def publish() -> list[Place]:
    """Write the file from the database (1 query). Raises ForkError when the file knows more: a restored database."""
    places, there = from_database(), known()
    if there != places[: len(there)]:
        raise ForkError(
            "公布的日志分段表比数据库多或者不同（可能由备份恢复），拒绝签名。"
            "确是由备份恢复的，请停止服务，运行 mingjing log rebuild。"
        )
    if len(places) > len(there):
        lines = [f"{place.first} {place.origin} {place.folder or '.'}\n" for place in places]
        LogStore(Path(settings.MINGJING_LOG_DIR)).replace(FILE, "".join(lines).encode())
    return places


def _first() -> Place:
    return Place(settings.MINGJING_LOG_ORIGIN, 0, "")
