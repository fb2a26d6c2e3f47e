"""Tables emptied quickly, and a state that was made once put back for the next test that begins with it."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from mingjing.cases.libraries import amended_library
from mingjing.desk.shell import named_officer

KEPT_TABLES = ["django_migrations", "django_content_type", "auth_permission"]
# Rows are deleted and tables that have grown vacuumed: a tenth of what it takes to truncate, which makes new files.
GROWN_BYTES = 1024 * 1024
USED = """
SELECT relname, pg_table_size(oid) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0 AND relname <> ALL(%s)
"""


def empty(admin: psycopg.Connection) -> None:
    """Take all rows out of all tables but those of the migrations; past the triggers, so only for a superuser."""
    used = admin.execute(USED, [KEPT_TABLES]).fetchall()
    _run(admin, [_said("DELETE FROM {}", name) for name, _ in used])
    for name, size in used:
        if size > GROWN_BYTES:
            admin.execute(_said("VACUUM {}", name))


def _said(words: str, table: str) -> sql.Composable:
    return sql.SQL(words).format(sql.Identifier("public", table))


def _run(admin: psycopg.Connection, statements: list[sql.Composable]) -> None:
    """All or nothing, in one round trip."""
    admin.execute(sql.SQL(";").join([sql.SQL("SET session_replication_role = replica"), *statements]))


class Snapshots:
    """States by name: their rows in a schema each, their files in a folder each, and what was returned with them.

    `superuser` gives a connection to the database of the tests past all rules, which stays open.
    """

    def __init__(self, superuser: Callable[[], psycopg.Connection], root: Path) -> None:
        self._superuser, self._root = superuser, root
        self._taken: dict[Hashable, tuple[str, list[str], bytes]] = {}

    def __contains__(self, name: Hashable) -> bool:
        return name in self._taken

    def in_empty_tables(self, make: Callable[[], Any]) -> Callable[[], Any]:
        """`make`, before which all rows go: a refusal outlives a test whose own rows are rolled back."""

        def made() -> Any:
            empty(self._superuser())
            return make()

        return made

    def rows(self) -> list[tuple[Any, ...]]:
        """What tells whether a row was added, changed or taken away: of each table that was written to, how many and the newest."""
        admin = self._superuser()
        tables = [table for table, _ in admin.execute(USED, [KEPT_TABLES])]
        counts = [
            sql.SQL("SELECT {}, count(*), max(xmin::text::bigint) FROM {}").format(
                sql.Literal(table), sql.Identifier("public", table)
            )
            for table in tables
        ]
        found = admin.execute(sql.SQL(" UNION ALL ").join(counts)).fetchall() if counts else []
        return sorted(row for row in found if row[1])

    def take(self, name: Hashable, made: Any, folder: Path) -> None:
        """Keep what is committed now, and the files in `folder`."""
        schema = f"kept_{len(self._taken)}"
        admin = self._superuser()
        tables = [table for table, _ in admin.execute(USED, [KEPT_TABLES])]
        copies = [
            sql.SQL("CREATE UNLOGGED TABLE {} AS TABLE {}").format(
                sql.Identifier(schema, table), sql.Identifier("public", table)
            )
            for table in tables
        ]
        _run(admin, [sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)), *copies])
        if folder.exists():
            shutil.copytree(folder, self._root / schema)
        self._taken[name] = (schema, tables, pickle.dumps(made))

    def put_back(self, name: Hashable, folder: Path) -> Any:
        """Have these rows and files and no others; what was returned with them, as a copy."""
        schema, tables, made = self._taken[name]
        admin = self._superuser()
        empty(admin)
        _run(admin, [_filled(schema, table) for table in tables])
        shutil.rmtree(folder, ignore_errors=True)
        if (self._root / schema).exists():
            shutil.copytree(self._root / schema, folder)
        # What the process remembers by a key of a row: the same keys come back with other rows beside them.
        amended_library.cache_clear()
        named_officer.cache_clear()
        return pickle.loads(made)


def _filled(schema: str, table: str) -> sql.Composable:
    return sql.SQL("INSERT INTO {} TABLE {}").format(
        sql.Identifier("public", table), sql.Identifier(schema, table)
    )
