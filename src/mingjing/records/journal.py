"""Write down refusals and reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone
from psycopg.types.json import Jsonb

from mingjing.records.models import AccessLog, RefusalLog

LATELY = timedelta(hours=1)
_REFUSAL = "INSERT INTO records_refusallog (case_id, user_id, act, step, findings, at) VALUES (%s, %s, %s, %s, %s, %s)"


def log_refusal(
    case_id: UUID | None,
    user_id: int | None,
    act: str,
    step: str,
    findings: Iterable[Mapping[str, str]],
    *,
    now: datetime | None = None,
) -> None:
    """Note that an act was refused; `findings` hold ids and citations only, never what was entered.

    Survives the caller's rollback: inside a transaction it is written over a connection of its own.
    """
    row = (case_id, user_id, act, step, list(findings), now or timezone.now())
    if not connection.in_atomic_block:
        RefusalLog.objects.create(
            case_id=row[0], user_id=row[1], act=row[2], step=row[3], findings=row[4], at=row[5]
        )
        return
    aside = connection.copy()
    try:
        with aside.cursor() as cursor:
            cursor.execute(_REFUSAL, [*row[:4], Jsonb(row[4]), row[5]])
    finally:
        aside.close()


def log_read(user_id: int, case_id: UUID | None, what: str, *, now: datetime | None = None) -> None:
    """Note that a person read something of a case, such as "案卷" or "导出案卷" (1 query)."""
    AccessLog.objects.create(user_id=user_id, case_id=case_id, what=what, at=now or timezone.now())


def read_lately(user_id: int, case_id: UUID, *, now: datetime | None = None) -> bool:
    """Has the person's reading of the case been noted within `LATELY` (1 query)?"""
    since = (now or timezone.now()) - LATELY
    return AccessLog.objects.filter(user_id=user_id, at__gte=since, case_id=case_id).exists()


def log_reads(user_id: int, case_ids: Iterable[UUID], what: str, *, now: datetime | None = None) -> None:
    """Note that a person was shown several cases at once, as a search does; its words are not kept (1 query)."""
    at = now or timezone.now()
    AccessLog.objects.bulk_create(
        [AccessLog(user_id=user_id, case_id=case_id, what=what, at=at) for case_id in case_ids]
    )
