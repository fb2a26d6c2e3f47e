"""Tables of the records app. Most are append-only: the database refuses change, deletion and truncation."""

from mingjing.records.models.journal import AccessLog, RefusalLog
from mingjing.records.models.log import Checkpoint, Cosignature, Head, Outbox
from mingjing.records.models.record import Attachment, CaseKey, Record, RecordContent
from mingjing.records.models.shard import Shard
from mingjing.records.models.statement import Statement

__all__ = [
    "AccessLog",
    "Attachment",
    "CaseKey",
    "Checkpoint",
    "Cosignature",
    "Head",
    "Outbox",
    "Record",
    "RecordContent",
    "RefusalLog",
    "Shard",
    "Statement",
]
