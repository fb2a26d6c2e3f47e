"""Roles and databases. Two roles: one owns the tables and migrates, the other runs the program.

The running role owns nothing, so no mistake in the program can drop a trigger or change a recorded row.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

OWNER_ROLE = "mingjing_owner"
APP_ROLE = "mingjing_app"
DATABASE = "mingjing"


def provision(admin: psycopg.Connection, database: str = DATABASE) -> None:
    """Make the roles and the database if they are missing (admin: a superuser in autocommit).

    Rights on its tables: `grant_defaults`.
    """
    for role in (OWNER_ROLE, APP_ROLE):
        if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        return
    admin.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
            sql.Identifier(database), sql.Identifier(OWNER_ROLE)
        )
    )


def grant_defaults(owner: psycopg.Connection) -> None:
    """What the running role may do with tables that the owner makes from now on.

    The migrations of the recorded tables take UPDATE and DELETE away again. TRUNCATE is never given.
    """
    app = sql.Identifier(APP_ROLE)
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
    ):
        owner.execute(sql.SQL(statement).format(app))
