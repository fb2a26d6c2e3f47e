"""Document numbers without gaps: one series per agency, word and year (GB/T 9704 §7.2.5, documents.yaml).

A number is taken inside the transaction of the act, under a row lock: an act that fails gives its number back,
and two acts at once wait for each other instead of taking the same one.
"""

from __future__ import annotations

from django.db import connection

from mingjing.cases.models import NumberSeries

_TAKE = """
insert into {table} (agency_id, word, year, last) values (%s, %s, %s, 1)
on conflict (agency_id, word, year) do update set last = {table}.last + 1
returning last
"""


def take_number(agency_id: object, word: str, year: int) -> int:
    """Return the next number of the series; call inside a transaction. One statement, which also locks the row."""
    if not connection.in_atomic_block:
        raise RuntimeError("a number is only taken inside the transaction of its act")
    with connection.cursor() as cursor:
        cursor.execute(_TAKE.format(table=NumberSeries._meta.db_table), [agency_id, word, year])
        return int(cursor.fetchone()[0])
