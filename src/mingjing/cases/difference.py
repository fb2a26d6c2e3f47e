"""Rows of a case written by difference. Plain SQL: building the same statements anew cost more than running them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, models


def make_equal(
    model: type[models.Model], case_id: UUID, columns: Sequence[str], want: Iterable[tuple[Any, ...]]
) -> None:
    """Make the model's rows of the case exactly `want`, tuples of `columns` (1 query when they are; 3 at most)."""
    table, names = model._meta.db_table, ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {names} FROM {table} WHERE case_id = %s", [case_id])  # noqa: S608 - own names
        have = {row[1:]: row[0] for row in cursor.fetchall()}
        wanted = dict.fromkeys(want)
        gone = [pk for row, pk in have.items() if row not in wanted]
        new = [row for row in wanted if row not in have]
        if gone:
            cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [gone])  # noqa: S608 - own names
        if new:
            places = ", ".join(["(" + ", ".join(["%s"] * (len(columns) + 1)) + ")"] * len(new))
            values = [value for row in new for value in (case_id, *row)]
            cursor.execute(f"INSERT INTO {table} (case_id, {names}) VALUES {places}", values)  # noqa: S608 - own names


def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a row that belongs to a case, without its own id and the case's."""
    names = (field.column for field in model._meta.concrete_fields)
    return tuple(name for name in names if name not in ("id", "case_id"))
