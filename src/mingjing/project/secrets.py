"""Secrets come from the environment, or are made once and kept in `var/secrets` with mode 600."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from mingjing.project import places


def secret(name: str, variable: str, make: Callable[[], str] | None = None) -> str:
    """Text of the secret: `variable` from the environment, else `var/secrets/<name>`, made on first use.

    Two processes that start together get the same value: the file appears complete or not at all.
    """
    given = os.environ.get(variable)
    if given:
        return given.strip()
    path = places.SECRETS / name
    if not path.exists():
        _keep(path, make() if make else secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def _keep(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)  # mkstemp gives mode 600
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        os.unlink(temporary)
