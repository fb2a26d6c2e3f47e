"""A stock of records as years leave it: a real case's stream, again and again under new ids, keys and salts.

Every row is what `records.stream.append` would have written (chained, committed to, with its log entry), so that the audit
must find nothing; only the crypto is done here in bulk and the rows go in by COPY, with every trigger and index at work.
"""

from __future__ import annotations

import hashlib
import hmac
import multiprocessing
import os
import uuid
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from psycopg import Connection, sql

from bench import bare
from mingjing.ledger.entry import Entry, canonical, case_tag, commit, new_key, new_rid
from mingjing.ledger.fields import committed, leaves
from mingjing.ledger.tree import leaf_hash
from mingjing.records.models import Record
from mingjing.records.stream import records_of

AT_ONCE = 200  # cases written in one transaction
LIMIT_MS = 600_000


@dataclass(frozen=True)
class Model:
    """One record of the model case: its columns, and those parts of its JSON that are the same in every copy."""

    record: Record
    text: bytes
    blobs: bytes
    fields: tuple[tuple[bytes, bytes], ...]
    attachments: tuple[tuple[Any, ...], ...]

    @classmethod
    def of(cls, record: Record) -> Model:
        told = record.manifest
        fields = tuple((canonical(list(path)), canonical(value)) for path, value in leaves(told["record"]))
        rows = record.attachments.order_by("position").values_list(
            "position", "kind", "sha256", "size", "media_type", "sm3", "version"
        )
        return cls(record, canonical(told["record"]), canonical(told["blobs"]), fields, tuple(rows))

    def manifests(self, case: uuid.UUID, rid: str, previous: str, secret: bytes) -> tuple[bytes, bytes]:
        """The record as it is kept, and the bytes that the log commits to."""
        digests = sorted(
            hashlib.sha256(
                b'["%b",%b,%b]' % (hmac.digest(secret, path, "sha256")[:16].hex().encode(), path, value)
            ).hexdigest()
            for path, value in self.fields
        )
        prev, seq = f'"{previous}"' if previous else "null", self.record.seq
        kept = (
            f'{{"blobs":{self.blobs.decode()},"case":"{case}","prev":{prev},"record":{self.text.decode()},'
            f'"rid":"{rid}","salt":"{secret.hex()}","seq":{seq},"v":2}}'
        )
        listed = '","'.join(digests)
        proved = (
            f'{{"blobs":{self.blobs.decode()},"case":"{case}","digests":["{listed}"],"prev":{prev},"rid":"{rid}",'
            f'"seq":{seq},"v":2}}'
        )
        return kept.encode(), proved.encode()


@dataclass
class Rows:
    """What goes into the tables."""

    casekeys: list[tuple[Any, ...]] = field(default_factory=list)
    outbox: list[tuple[Any, ...]] = field(default_factory=list)
    records: list[tuple[Any, ...]] = field(default_factory=list)
    contents: list[tuple[Any, ...]] = field(default_factory=list)
    attachments: list[tuple[Any, ...]] = field(default_factory=list)


def multiply(case_id: uuid.UUID, records: int) -> int:
    """Copy the case until there are so many records more; returns how many there are now."""
    models = [Model.of(record) for record in records_of(case_id)]
    _prove(models)
    cases = -(-records // len(models))
    steps = [min(AT_ONCE, cases - start) for start in range(0, cases, AT_ONCE)]
    with bare.role("owner") as owner:
        first = _reserve(owner, sum(steps) * len(models))
    jobs = []
    for count in steps:
        jobs.append((case_id, models, count, first))
        first = tuple(number + count * len(models) for number in first)  # type: ignore[assignment]
    connections.close_all()
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("fork")) as pool:
        list(pool.map(_write, jobs))
    with bare.role("owner") as owner:
        owner.autocommit = True
        owner.execute(f"SET statement_timeout = {LIMIT_MS}")
        for table in ("case", "record", "recordcontent", "outbox", "attachment", "casekey"):
            owner.execute(f"VACUUM (ANALYZE) {'cases' if table == 'case' else 'records'}_{table}")
    return Record.objects.count()


def _prove(models: Sequence[Model]) -> None:
    """The short way of writing must give the very bytes of the program's own."""
    for model in models:
        told = model.record.manifest
        made = model.manifests(
            uuid.UUID(told["case"]), told["rid"], told["prev"] or "", bytes.fromhex(told["salt"])
        )
        if made != (model.record.manifest_bytes, committed(told)):
            raise AssertionError(f"record {told['seq']} isn't written as the program writes it")


def _reserve(owner: Connection, count: int) -> tuple[int, int]:
    """The first of `count` ids of records, and of log entries."""
    found = []
    for table in ("records_record", "records_outbox"):
        row = owner.execute(
            "SELECT setval(s, nextval(s) + %s) - %s FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS s) q",
            [count, count, table],
        ).fetchone()
        found.append(int(row[0]))  # type: ignore[index]
    return found[0], found[1]


def _write(job: tuple[uuid.UUID, list[Model], int, tuple[int, int]]) -> None:
    case_id, models, count, (record_id, outbox_id) = job
    made, rows = [(uuid.uuid4(), f"批{uuid.uuid4().hex[:12]}") for _ in range(count)], Rows()
    for new, _ in made:
        _copy_case(new, models, record_id, outbox_id, rows)
        record_id, outbox_id = record_id + len(models), outbox_id + len(models)
    with bare.role("owner") as owner:
        owner.execute(f"SET statement_timeout = {LIMIT_MS}")
        _copy_cases(owner, case_id, made)
        _put(owner, "records_casekey", "case_id key", rows.casekeys)
        _put(owner, "records_outbox", "id entry leaf created_at", rows.outbox)
        columns = "id rid case_id seq kind act step role at recorded_at previous digest c g outbox_id"
        _put(owner, "records_record", columns, rows.records)
        _put(owner, "records_recordcontent", "record_id manifest key", rows.contents)
        columns = "record_id position kind sha256 size media_type sm3 version"
        _put(owner, "records_attachment", columns, rows.attachments)


def _copy_case(new: uuid.UUID, models: Sequence[Model], record_id: int, outbox_id: int, rows: Rows) -> None:
    key = new_key()
    tag, previous = case_tag(key), ""
    rows.casekeys.append((new, key))
    for place, model in enumerate(models):
        one, rid, own = model.record, new_rid(), new_key()
        kept, proved = model.manifests(new, rid, previous, os.urandom(32))
        made, at = commit(own, proved), int(one.recorded_at.timestamp())
        line = Entry(one.kind, rid, at, made, tag, one.role, None).encode()
        digest = hashlib.sha256(proved).hexdigest()
        number, entry = record_id + place, outbox_id + place
        rows.outbox.append((entry, line, leaf_hash(line), one.recorded_at))
        rows.records.append((
            number, rid, new, one.seq, one.kind, one.act, one.step, one.role, one.at, one.recorded_at, previous,
            digest, made.sha256, made.sm3, entry,
        ))  # fmt: skip
        rows.contents.append((number, kept, own))
        rows.attachments += [(number, *attachment) for attachment in model.attachments]
        previous = digest


def _copy_cases(owner: Connection, case_id: uuid.UUID, made: Sequence[tuple[uuid.UUID, str]]) -> None:
    found = owner.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'cases_case'::regclass AND attnum > 0 AND NOT attisdropped"
    ).fetchall()
    names = [name for (name,) in found]
    own = {"id": "n.id", "number": "n.number"}
    owner.execute(
        sql.SQL("INSERT INTO cases_case ({}) SELECT {} FROM cases_case t, unnest(%s::uuid[], %s::text[]) AS n(id, number)"
                " WHERE t.id = %s").format(
            sql.SQL(", ").join(map(sql.Identifier, names)),
            sql.SQL(", ").join(sql.SQL(own.get(name) or f"t.{name}") for name in names),
        ),
        [[new for new, _ in made], [number for _, number in made], case_id],
    )  # fmt: skip


def _put(owner: Connection, table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
    names = ", ".join(columns.split())
    with owner.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
