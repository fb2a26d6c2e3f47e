"""This agency's log: its folder, its key, its public key."""

from __future__ import annotations

import functools
from pathlib import Path

from django.conf import settings

from mingjing.ledger.errors import MalformedError
from mingjing.ledger.signing import Signer
from mingjing.ledger.store import LogStore


@functools.cache
def signer() -> Signer:
    """The log's Ed25519 key, from the settings. Raises MalformedError if it belongs to another origin."""
    found = Signer.parse(settings.MINGJING_LOG_KEY)
    if found.name != settings.MINGJING_LOG_ORIGIN:
        raise MalformedError(
            f"日志密钥属于“{found.name}”，与所设的日志名称“{settings.MINGJING_LOG_ORIGIN}”不符，请核对设置。"
        )
    return found


def store() -> LogStore:
    """The folder that is served at /log/."""
    return LogStore(Path(settings.MINGJING_LOG_DIR))
