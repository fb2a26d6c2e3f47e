"""Put a public statement into the log, and prove that it is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from mingjing.ledger.entry import Entry, canonical, case_tag, commit, new_key, new_rid
from mingjing.ledger.tree import leaf_hash
from mingjing.records.models import Outbox, Statement
from mingjing.records.proofs import NotYetLogged, RecordProof, prover_of


def state(
    kind: str, content: Mapping[str, Any], *, role: str, now: datetime, corrects: str | None = None
) -> Statement:
    """Write the statement and its log entry inside the caller's transaction (2 queries).

    `kind` is "doc", "publication" or "rule"; `corrects` is the rid of the statement that this one takes back or replaces.
    The case tag is fresh: a public entry must not lead to the entries of the case (ledger spec 6.4).
    Raises MalformedError if the content is not JSON; RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("records.state() must run inside transaction.atomic()")
    rid, key = new_rid(), new_key()
    text = canonical({"v": 1, "type": kind, "rid": rid, **content})
    line = Entry(
        kind, rid, int(now.timestamp()), commit(key, text), case_tag(new_key()), role, corrects
    ).encode()
    outbox = Outbox.objects.create(entry=line, leaf=leaf_hash(line), created_at=now)
    return Statement.objects.create(rid=rid, kind=kind, content=text, key=key, outbox=outbox)


def proof_of(statement: Statement) -> RecordProof:
    """Proof against the newest checkpoint; `statement.outbox` loaded: no query. Raises NotYetLogged."""
    row = statement.outbox
    made = prover_of(row, {}).prove(row) if row.idx is not None else None
    if made is None:
        raise NotYetLogged("这份声明正在写入存证日志，请稍后再试。")
    return made
