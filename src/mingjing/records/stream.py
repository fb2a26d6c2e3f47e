"""Append to a case's stream. The only place that writes records."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from mingjing.ledger.entry import Entry, canonical, case_tag, commit, new_key, new_rid
from mingjing.ledger.tree import leaf_hash
from mingjing.records.models import Attachment, CaseKey, Outbox, Record, RecordContent


class StreamConflict(Exception):
    """Somebody else recorded an act in this case meanwhile, or the number is not the next one."""


@dataclass(frozen=True, slots=True)
class HeldBlob:
    """A file in the vault that the record holds: `kind` is "document", "evidence" or "media"."""

    sha256: str
    size: int
    media_type: str
    kind: str


def append(
    case_id: UUID,
    seq: int,
    entry: Mapping[str, Any],
    *,
    now: datetime,
    blobs: Sequence[HeldBlob] = (),
    kind: str = "act",
    corrects: Record | None = None,
) -> Record:
    """Add the record `seq` (1, 2, 3 ...) to the case, inside the caller's transaction.

    `entry` is the act as the law room replays it, JSON only; its `act`, `step`, `at` (RFC 3339) and `actor.role`
    become columns. `now` is the aware instant of recording. `kind` is a type of ledger.entry.TYPES.
    Raises StreamConflict if `seq` is not the next; MalformedError if the entry is not JSON; RuntimeError
    outside a transaction, because a record and its log entry must be written together or not at all.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("records.append() must run inside transaction.atomic()")
    previous, tag = _continue(case_id, seq)
    rid, key = new_rid(), new_key()
    manifest = canonical(
        {
            "v": 1,
            "rid": rid,
            "case": str(case_id),
            "seq": seq,
            "prev": previous or None,
            # Without it the digest of a short record could be found by guessing.
            "salt": os.urandom(16).hex(),
            "record": dict(entry),
            "blobs": [
                {"sha256": blob.sha256, "size": blob.size, "mime": blob.media_type, "kind": blob.kind}
                for blob in blobs
            ],
        }
    )
    commitment = commit(key, manifest)
    role = entry["actor"]["role"]
    line = Entry(
        type=kind,
        rid=rid,
        at=int(now.timestamp()),
        commitment=commitment,
        case_tag=tag,
        by=role,
        prev=corrects.rid if corrects else None,
    ).encode()
    # One transaction: record and entry are both there or neither is.
    with transaction.atomic(savepoint=False):
        outbox = Outbox.objects.create(entry=line, leaf=leaf_hash(line), created_at=now)
        record = Record.objects.create(
            rid=rid,
            case_id=case_id,
            seq=seq,
            kind=kind,
            act=entry["act"],
            step=entry["step"],
            role=role,
            at=datetime.fromisoformat(entry["at"]),
            recorded_at=now,
            previous=previous,
            digest=hashlib.sha256(manifest).hexdigest(),
            c=commitment.sha256,
            g=commitment.sm3,
            corrects=corrects,
            outbox=outbox,
        )
        record.content = RecordContent.objects.create(record=record, manifest=manifest, key=key)
        if blobs:
            Attachment.objects.bulk_create(
                Attachment(
                    record=record,
                    position=position,
                    kind=blob.kind,
                    sha256=blob.sha256,
                    size=blob.size,
                    media_type=blob.media_type,
                )
                for position, blob in enumerate(blobs, start=1)
            )
    return record


def _continue(case_id: UUID, seq: int) -> tuple[str, str]:
    """Digest of the record before (or "") and the case's tag in the log."""
    last = Record.objects.filter(case_id=case_id).order_by("-seq").values_list("seq", "digest").first()
    expected = last[0] + 1 if last else 1
    if seq != expected:
        raise StreamConflict(f"本案已有新的记录（第{expected - 1}号），请刷新页面，核对后重新办理。")
    if last is None:
        key = new_key()
        CaseKey.objects.create(case_id=case_id, key=key)
        return "", case_tag(key)
    held = CaseKey.objects.values_list("key", flat=True).get(case_id=case_id)
    if held is None:
        raise StreamConflict("本案内容已经依法销毁，不能再办理新的事项。")
    return last[1], case_tag(bytes(held))


def records_of(case_id: UUID) -> list[Record]:
    """All records of the case in order, with content (1 query)."""
    return list(Record.objects.filter(case_id=case_id).select_related("content", "outbox").order_by("seq"))
