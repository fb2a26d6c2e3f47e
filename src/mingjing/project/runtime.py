"""Django and its database, ready for a command."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from mingjing.project import postgres


def setup() -> None:
    """Load Django with this project's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjing.project.settings")
    import django

    django.setup()


@contextlib.contextmanager
def ready(*, migrated: bool = True) -> Iterator[None]:
    """Inside this block the database answers, is migrated, and the models can be used.

    Raises postgres.ClusterError when the embedded server can't be started.
    """
    with postgres.running():
        setup()
        if migrated:
            migrate()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()


def migrate() -> bool:
    """Bring the tables up to date, as their owner. False when nothing was to be done."""
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    connection = connections["owner"]
    try:
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        return True
    finally:
        connection.close()
