"""Statements that every act and page runs: the ORM builds each once, afterwards it is only given its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

# Stand-ins: values that no row has, told apart by type, to be put where the real ones go later.
ANY_CASE = UUID(int=1)
ANY_ID = -1
ANY_DAY = date.max


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters, stand-ins among them; no SQL when the ORM saw that no row can be meant."""

    sql: str
    params: tuple[Any, ...]

    def rows(self, given: Mapping[Any, Any]) -> list[tuple[Any, ...]]:
        """The rows for these values by stand-in (1 query)."""
        if not self.sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [given.get(one, one) if _plain(one) else one for one in self.params])
            return cursor.fetchall()


def _plain(value: Any) -> bool:
    return isinstance(value, UUID | int | date)


def compiled(rows: models.QuerySet[Any]) -> Statement:
    """The statement of a set of rows; `select_for_update` needs a transaction already here."""
    try:
        sql, params = rows.query.get_compiler(connection.alias).as_sql()
    except EmptyResultSet:
        return Statement("", ())
    return Statement(sql, tuple(params))


def made(model: type[models.Model], values: tuple[Any, ...]) -> Any:
    """A row of the model from all its columns in order; None when there is none (an outer join found nothing)."""
    fields = model._meta.concrete_fields
    if values[0] is None:
        return None
    told = [
        field.from_db_value(value, None, connection)
        if value is not None and hasattr(field, "from_db_value")
        else value
        for field, value in zip(fields, values, strict=True)
    ]
    return model.from_db(connection.alias, [field.attname for field in fields], told)
