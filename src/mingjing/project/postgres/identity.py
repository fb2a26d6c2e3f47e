"""Which user the server runs as. PostgreSQL refuses to run as root, so root hands it to another user."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class ServerUser:
    """The user that owns the cluster; `switches` when we are root and must change to it."""

    uid: int
    gid: int
    switches: bool

    def spawn(self) -> dict[str, Any]:
        """Arguments for subprocess that make the child run as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switches else {}

    def take(self, path: Path) -> None:
        """Make a folder this user's own, closed to everybody else."""
        path.chmod(0o700)
        if self.switches:
            os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """Whether this user may walk down to `path` (a home folder of root's is usually closed)."""
        if not self.switches:
            return True
        for folder in path.parents:
            if not folder.exists():
                continue
            seen = folder.stat()
            bit = 0o100 if seen.st_uid == self.uid else 0o010 if seen.st_gid == self.gid else 0o001
            if not seen.st_mode & bit:
                return False
        return True


def server_user(data: Path) -> ServerUser:
    """The owner of an existing cluster, else `postgres`, else `nobody`; ourselves when we aren't root."""
    if os.geteuid() != 0:
        return ServerUser(os.geteuid(), os.getegid(), switches=False)
    if data.exists() and data.stat().st_uid != 0:
        return ServerUser(data.stat().st_uid, data.stat().st_gid, switches=True)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(entry.pw_uid, entry.pw_gid, switches=True)
    return ServerUser(65534, 65534, switches=True)
