"""What the log holds of a publication: a statement that anybody may read and check, with a key that is public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mingjing.ledger.entry import Entry, canonical, case_tag, commit, new_key, new_rid
from mingjing.ledger.tree import leaf_hash
from mingjing.records.models import Outbox


@dataclass(frozen=True)
class Stated:
    """A statement's canonical bytes, its public key (32 bytes), its id, and its row in the outbox."""

    statement: bytes
    key: bytes
    rid: str
    outbox: Outbox


def state(content: dict[str, Any], role: str, now: datetime, corrects: str | None = None) -> Stated:
    """Put a statement into the outbox, inside the caller's transaction.

    The case tag is fresh: a public entry must not lead to the entries of the case (ledger spec 6.4).
    Raises MalformedError if the content is not JSON.
    """
    rid, key = new_rid(), new_key()
    statement = canonical({"v": 1, "type": "publication", "rid": rid, **content})
    line = Entry(
        "publication", rid, int(now.timestamp()), commit(key, statement), case_tag(new_key()), role, corrects
    )
    data = line.encode()
    return Stated(
        statement, key, rid, Outbox.objects.create(entry=data, leaf=leaf_hash(data), created_at=now)
    )
