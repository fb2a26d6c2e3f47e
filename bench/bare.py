"""The rows that an act leaves, written again by nothing but INSERT: what the database alone needs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from psycopg import Connection, connect, sql

from bench.timing import each, median

STATEMENT_LIMIT_MS = 60_000


@dataclass(frozen=True)
class Bare:
    """How many rows, and the median milliseconds of a transaction that inserts them."""

    rows: int
    ms: float


@dataclass(frozen=True)
class Written:
    """Rows of one table as they stand; `fresh` are columns that must be new in every copy."""

    table: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    fresh: frozenset[str]

    def insert(self, connection: Connection, new: dict[str, Any]) -> list[int]:
        """Insert all rows with `new` values; ids where the table counts them."""
        names = [name for name in self.columns if name not in ("id", *self.fresh)] + sorted(self.fresh)
        places = {name: at for at, name in enumerate(self.columns)}
        given = [
            [new[name] if name in self.fresh else row[places[name]] for name in names] for row in self.rows
        ]
        returning = (
            sql.SQL(" RETURNING id") if "id" in self.columns and "id" not in self.fresh else sql.SQL("")
        )
        line = sql.SQL("({})").format(sql.SQL(", ").join(sql.Placeholder() * len(names)))
        statement = sql.SQL("INSERT INTO {} ({}) VALUES {}{}").format(
            sql.Identifier(self.table),
            sql.SQL(", ").join(map(sql.Identifier, names)),
            sql.SQL(", ").join([line] * len(given)),
            returning,
        )
        cursor = connection.execute(statement, [value for row in given for value in row])
        return [one for (one,) in cursor.fetchall()] if cursor.description else []


def role(alias: str = "default") -> Connection:
    """A connection of our own as the running role (or as `owner`)."""
    entry = settings.DATABASES[alias]
    return connect(
        host=entry["HOST"], dbname=entry["NAME"], user=entry["USER"], connect_timeout=10,
        options=f"-c statement_timeout={STATEMENT_LIMIT_MS}",
    )  # fmt: skip


def inserts(case_id: uuid.UUID, times: int) -> Bare:
    """Time the INSERTs of what the last act of the case left: log entry, record, content, case row, clocks, tasks."""
    with role() as connection:
        case = _read(connection, "cases_case", "id = %s", [case_id], "id", "number")
        clocks = _read(connection, "cases_caseclock", "case_id = %s", [case_id], "case_id")
        tasks = _read(connection, "cases_task", "case_id = %s AND done IS NULL", [case_id], "case_id")
        last = "case_id = %s ORDER BY seq DESC LIMIT 1"
        record = _read(
            connection, "records_record", last, [case_id], "case_id", "seq", "previous", "rid", "outbox_id"
        )
        number = record.rows[0][list(record.columns).index("id")]
        outbox_id = record.rows[0][list(record.columns).index("outbox_id")]
        outbox = _read(connection, "records_outbox", "id = %s", [outbox_id])
        content = _read(connection, "records_recordcontent", "record_id = %s", [number], "record_id")
        connection.rollback()

        def write() -> None:
            new: dict[str, Any] = {"id": uuid.uuid4(), "seq": 1, "previous": "", "rid": uuid.uuid4().hex}
            new |= {"case_id": new["id"], "number": new["rid"]}
            with connection.transaction():
                (new["outbox_id"],) = outbox.insert(connection, new)
                (new["record_id"],) = record.insert(connection, new)
                content.insert(connection, new)
                case.insert(connection, new)
                for rows in (clocks, tasks):
                    if rows.rows:
                        rows.insert(connection, new)

        count = sum(len(one.rows) for one in (outbox, record, content, case, clocks, tasks))
        return Bare(count, median(each(write, times)))


def _read(connection: Connection, table: str, where: str, params: list[Any], *fresh: str) -> Written:
    # JSON is read as text: it goes back as it came.
    found = connection.execute(f"SELECT * FROM {table} WHERE {where}", params)
    columns = [column.name for column in found.description or ()]
    texts = [column.name for column in found.description or () if column.type_code in (3802, 3614)]
    shown = ", ".join(f"{name}::text AS {name}" if name in texts else name for name in columns)
    rows = connection.execute(f"SELECT {shown} FROM {table} WHERE {where}", params).fetchall()
    return Written(table, columns, rows, frozenset(fresh))
