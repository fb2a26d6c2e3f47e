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
from mingjing.ledger.fields import committed
from mingjing.ledger.tree import leaf_hash
from mingjing.records.models import Attachment, CaseKey, Outbox, Record, RecordContent


class StreamConflict(Exception):
    """Somebody else recorded an act in this case meanwhile, or the number is not the next one."""


@dataclass(frozen=True, slots=True)
class HeldBlob:
    """A file in the vault that the record holds: `kind` is "document", "evidence" or "media".

    Digests in hex. `version` = under which version the vault wrote it, where its store keeps versions.
    """

    sha256: str
    size: int
    media_type: str
    kind: str
    sm3: str = ""
    version: str = ""

    def as_item(self) -> dict[str, Any]:
        """As the manifest lists it."""
        item = {"sha256": self.sha256, "size": self.size, "mime": self.media_type, "kind": self.kind}
        return item | ({"sm3": self.sm3} if self.sm3 else {})


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
    kept = {
        "v": 2,
        "rid": rid,
        "case": str(case_id),
        "seq": seq,
        "prev": previous or None,
        # From it come the salts of the fields: without them the digest of a short one could be found by guessing.
        "salt": os.urandom(32).hex(),
        "record": dict(entry),
        "blobs": [blob.as_item() for blob in blobs],
    }
    manifest, proved = canonical(kept), committed(kept)
    commitment = commit(key, proved)
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
        leaf = leaf_hash(line)
        record = Record(
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
            digest=hashlib.sha256(proved).hexdigest(),
            c=commitment.sha256,
            g=commitment.sm3,
            corrects=corrects,
        )
        _insert(record, line, leaf, manifest, key)
        if blobs:
            Attachment.objects.bulk_create(
                Attachment(
                    record=record,
                    position=position,
                    kind=blob.kind,
                    sha256=blob.sha256,
                    size=blob.size,
                    media_type=blob.media_type,
                    sm3=blob.sm3,
                    version=blob.version,
                )
                for position, blob in enumerate(blobs, start=1)
            )
    return record


# One statement instead of three: an act is mostly round trips.
_INSERT = """
WITH entry AS (
    INSERT INTO records_outbox (entry, leaf, idx, created_at) VALUES (%s, %s, NULL, %s) RETURNING id
), record AS (
    INSERT INTO records_record
        (rid, case_id, seq, kind, act, step, role, at, recorded_at, previous, digest, c, g, corrects_id, outbox_id)
    SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, entry.id FROM entry RETURNING id, outbox_id
), content AS (
    INSERT INTO records_recordcontent (record_id, manifest, key, disposal_id)
    SELECT record.id, %s, %s, NULL FROM record
)
SELECT id, outbox_id FROM record
"""


def _insert(record: Record, line: bytes, leaf: bytes, manifest: bytes, key: bytes) -> None:
    """Write the log entry, the record and its content (1 query); the record is saved afterwards, with both."""
    now = record.recorded_at
    columns = (
        record.rid, record.case_id, record.seq, record.kind, record.act, record.step, record.role, record.at, now,
        record.previous, record.digest, record.c, record.g, record.corrects_id,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [line, leaf, now, *columns, manifest, key])
        record.pk, outbox_id = cursor.fetchone()
    record.outbox = Outbox(pk=outbox_id, entry=line, leaf=leaf, created_at=now)
    record.content = RecordContent(record=record, manifest=manifest, key=key)
    for row in (record, record.outbox, record.content):
        row._state.adding, row._state.db = False, connection.alias


_LAST = """
SELECT held.key, last.seq, last.digest FROM records_casekey held LEFT JOIN LATERAL (
    SELECT seq, digest FROM records_record WHERE case_id = held.case_id ORDER BY seq DESC LIMIT 1
) last ON true WHERE held.case_id = %s
"""


def _continue(case_id: UUID, seq: int) -> tuple[str, str]:
    """Digest of the record before (or "") and the case's tag in the log (1 query; 2 for the first record)."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [case_id])
        held, last, digest = cursor.fetchone() or (None, None, "")
    expected = last + 1 if last else 1
    if seq != expected:
        raise StreamConflict(f"本案已有新的记录（第{expected - 1}号），请刷新页面，核对后重新办理。")
    if last is None:
        key = new_key()
        CaseKey.objects.create(case_id=case_id, key=key)
        return "", case_tag(key)
    if held is None:
        raise StreamConflict("本案内容已经依法销毁，不能再办理新的事项。")
    return digest, case_tag(bytes(held))


def records_of(case_id: UUID) -> list[Record]:
    """All records of the case in order, with content (1 query)."""
    return list(Record.objects.filter(case_id=case_id).select_related("content", "outbox").order_by("seq"))
