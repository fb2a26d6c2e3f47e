"""Which PostgreSQL, as whom. `default` is the running role; `owner` owns the tables and migrates."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from mingjing.project.postgres import APP_ROLE, DATABASE, OWNER_ROLE, default_cluster, embedded


def databases() -> dict[str, dict[str, Any]]:
    """Django's DATABASES, from DATABASE_URL and MINGJING_OWNER_DATABASE_URL or the embedded server."""
    if embedded():
        sockets = str(default_cluster().sockets)
        return {
            "default": _entry(HOST=sockets, NAME=DATABASE, USER=APP_ROLE),
            "owner": _entry(HOST=sockets, NAME=DATABASE, USER=OWNER_ROLE),
        }
    app = os.environ["DATABASE_URL"]
    return {
        "default": from_url(app),
        "owner": from_url(os.environ.get("MINGJING_OWNER_DATABASE_URL") or app),
    }


def from_url(url: str) -> dict[str, Any]:
    """postgresql://user:password@host:port/name?option=value as an entry of DATABASES.

    Raises ValueError for any other database: the guarantees of the records are PostgreSQL's.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("DATABASE_URL must begin with postgresql:// ; Mingjing runs on PostgreSQL only.")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return _entry(
        HOST=host,
        PORT=str(parts.port or ""),
        NAME=unquote(parts.path.lstrip("/")),
        USER=unquote(parts.username or ""),
        PASSWORD=unquote(parts.password or ""),
        OPTIONS=options,
    )


def _entry(**given: Any) -> dict[str, Any]:
    options = {"connect_timeout": 10, **given.pop("OPTIONS", {})}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        **given,
    }
