"""Erase what a record says, when an approved disposal is itself on record. The log and all other proofs stay valid."""

from __future__ import annotations

from mingjing.records.models import CaseKey, Record, RecordContent


def erase(record: Record, disposal: Record) -> None:
    """Destroy manifest and key of `record` on the strength of the record `disposal`. Raises ValueError.

    The originals in the vault are the caller's; a record that is erased already stays as it was.
    """
    if disposal.kind != "disposal":
        raise ValueError("销毁记录内容必须有经批准的销毁记录。")
    RecordContent.objects.filter(record=record, key__isnull=False).update(
        manifest=None, key=None, disposal=disposal
    )


def unlink(disposal: Record, case_id: object) -> None:
    """Destroy the key that links a case's entries in the log. Raises ValueError."""
    if disposal.kind != "disposal":
        raise ValueError("销毁案件密钥必须有经批准的销毁记录。")
    CaseKey.objects.filter(case_id=case_id, key__isnull=False).update(key=None, disposal=disposal)


def is_unlinked(case_id: object) -> bool:
    """Was the case destroyed: is its key gone, and with it what its records said (1 query)?"""
    return CaseKey.objects.filter(case_id=case_id, key=None).exists()
