"""A process that dies at a chosen moment while it takes in a file, as by kill -9.

Run as a program it answers each line (JSON: user, upload, file, moment) with `died` or `done`: a child takes in the whole
file and is killed at that moment, before or behind a statement or a system call that changes a file.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from dying import Fuse, dies

CALLS = ("write", "fsync", "ftruncate", "fchmod", "link", "unlink", "mkdir", "replace")


def burning(fuse: Fuse, call: Callable[..., Any]) -> Callable[..., Any]:
    def around(*args: Any, **told: Any) -> Any:
        fuse.burn()
        found = call(*args, **told)
        fuse.burn()
        return found

    return around


def take_in(asked: dict[str, Any]) -> None:
    from django.db import connection

    from mingjing.agencies.models import User
    from mingjing.uploads import receiving

    user = User.objects.get(pk=asked["user"])
    path = Path(asked["file"])
    fuse = Fuse(asked["moment"])
    receiving.CERTAIN_EVERY = receiving.PIECE  # each piece becomes certain by itself
    for name in CALLS:
        setattr(os, name, burning(fuse, getattr(os, name)))
    with path.open("rb") as stream, connection.execute_wrapper(fuse.around):
        receiving.receive(user, UUID(asked["upload"]), 0, stream, path.stat().st_size)
    fuse.burn()


def main() -> None:
    from mingjing.project.runtime import setup

    setup()
    for line in sys.stdin:
        print("died" if dies(partial(take_in, json.loads(line)), "taking in") else "done", flush=True)


if __name__ == "__main__":
    main()
