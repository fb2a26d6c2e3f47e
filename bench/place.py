"""A folder of our own with a PostgreSQL of its own, and the end of both whatever happens."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# What would lead the program to somebody's real data.
_LEADS_ELSEWHERE = (
    "DATABASE_URL",
    "MINGJING_OWNER_DATABASE_URL",
    "MINGJING_VAULT",
    "MINGJING_LOG_DIR",
    "MINGJING_LOG_KEY",
    "MINGJING_LOG_ORIGIN",
    "MINGJING_SM2_KEY",
    "MINGJING_POLICY",
    "MINGJING_SECRET_KEY",
    "MINGJING_LAYERS",
    "MINGJING_PACKS",
    "MINGJING_NOTICES",
    "MINGJING_HTTPS",
    "MINGJING_HOSTS",
)


def _stop(signum: int, frame: Any) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def own_place() -> Iterator[Path]:
    """Django set up on an empty, migrated database below a temporary folder.

    The database runs with the program's own settings (fsync on). Must be entered before any settings are read.
    Ctrl-C and SIGTERM end the block like any exception; what was made is removed.
    """
    for name in _LEADS_ELSEWHERE:
        os.environ.pop(name, None)
    home = Path(tempfile.mkdtemp(prefix="mingjing-bench-"))
    home.chmod(0o755)  # as root the server runs as another user
    before = signal.signal(signal.SIGTERM, _stop)
    os.environ["MINGJING_VAR"] = str(home / "var")
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    try:
        from mingjing.project import postgres, runtime

        cluster = postgres.default_cluster()
        try:
            with runtime.ready():
                yield home
        finally:
            cluster.destroy()
    finally:
        shutil.rmtree(home, ignore_errors=True)
        signal.signal(signal.SIGTERM, before)
