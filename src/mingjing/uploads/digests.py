"""Digests that run along with an upload, kept between its pieces; after a restart they are read again from the disk."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from uuid import UUID

from mingjing.vault import Digesting

MOST = 64
PIECE = 1 << 20
_kept: OrderedDict[UUID, Digesting] = OrderedDict()
_turn = threading.Lock()


def take_up(upload_id: UUID, path: Path, offset: int) -> Digesting:
    """The digests of the first `offset` bytes: as they were left, else of the file read again."""
    with _turn:
        left = _kept.pop(upload_id, None)
    if left is not None and left.size == offset:
        return left
    again = Digesting()
    with path.open("rb") as file:
        while again.size < offset and (piece := file.read(min(PIECE, offset - again.size))):
            again.update(piece)
    return again


def lay_down(upload_id: UUID, digesting: Digesting) -> None:
    """Keep them for the next piece; those laid down longest ago are let go."""
    with _turn:
        _kept[upload_id] = digesting
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def forget(upload_id: UUID) -> None:
    with _turn:
        _kept.pop(upload_id, None)
