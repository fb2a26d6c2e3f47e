"""A database for playing scenarios: made beside the real one, used by this process only, dropped at its end."""

from __future__ import annotations

import atexit
import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path


class NoScratchDatabase(Exception):
    """There is nowhere to play; the text is a Chinese sentence."""


@contextlib.contextmanager
def scratch_database(allowed: Sequence[str]) -> Iterator[None]:
    """Inside this block Django works on a database whose name begins with one of `allowed`.

    In a test run that is the test database. Else one is made in the embedded server on the first call, and dropped
    when the process ends. Raises `NoScratchDatabase` with an external database server.
    """
    from django.apps import apps

    if not apps.ready:
        _make(allowed[0])
    from django.db import connections

    name = str(connections["default"].settings_dict["NAME"])
    if not name.startswith(tuple(allowed)):
        raise NoScratchDatabase("情景会写入虚构的案件，不能在正式数据库中运行。")
    yield


def _make(prefix: str) -> None:
    from mingjing.project import postgres, runtime
    from mingjing.project.postgres.provision import OWNER_ROLE, grant_defaults, provision

    if not postgres.embedded():
        raise NoScratchDatabase(
            "DATABASE_URL 指定了外部数据库；情景只在内置数据库的临时库中运行，请去掉该设置后再试。"
        )
    ending = contextlib.ExitStack()
    atexit.register(ending.close)
    cluster = ending.enter_context(postgres.running())
    name = f"{prefix}_{os.getpid()}"
    with cluster.connect() as admin:
        provision(admin, name)
    ending.callback(_drop, cluster, name)
    with cluster.connect(name, OWNER_ROLE) as owner:
        grant_defaults(owner)
    os.environ["MINGJING_VAULT"] = ending.enter_context(
        tempfile.TemporaryDirectory(prefix="mingjing-scenario-")
    )
    runtime.setup()
    from django.conf import settings
    from django.db import connections

    settings.MINGJING_VAULT = Path(os.environ["MINGJING_VAULT"])
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    runtime.migrate()
    ending.callback(connections.close_all)


def _drop(cluster: object, name: str) -> None:
    from psycopg import sql

    with cluster.connect() as admin:  # type: ignore[attr-defined]
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
