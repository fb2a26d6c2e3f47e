"""This agency's log: its folder, its keys, its writer."""

from __future__ import annotations

import functools
from pathlib import Path

from django.conf import settings

from mingjing.ledger.errors import MalformedError
from mingjing.ledger.policy import Policy
from mingjing.ledger.signing import Signer
from mingjing.ledger.sm2 import Sm2Signer
from mingjing.ledger.store import LogStore
from mingjing.ledger.twin import twin_origin
from mingjing.ledger.vkey import Vkey
from mingjing.records.sequencer import Sequencer


@functools.cache
def signer() -> Signer:
    """The log's Ed25519 key, from the settings. Raises MalformedError if it belongs to another origin."""
    found = Signer.parse(settings.MINGJING_LOG_KEY)
    if found.name != settings.MINGJING_LOG_ORIGIN:
        raise MalformedError(
            f"日志密钥属于“{found.name}”，与所设的日志名称“{settings.MINGJING_LOG_ORIGIN}”不符，请核对设置。"
        )
    return found


@functools.cache
def sm2() -> Sm2Signer:
    """The national key, from the settings; it signs the SM3 twin, and the main checkpoint beside the log's own key."""
    return Sm2Signer.parse(settings.MINGJING_SM2_KEY)


def twin_vkey() -> Vkey:
    """Public key of the SM3 twin."""
    return sm2().called(twin_origin(signer().name)).vkey


def policy() -> Policy | None:
    """The trust policy that names this log's witnesses and their addresses; None when none is set.

    Raises MalformedError.
    """
    path = Path(settings.MINGJING_POLICY)
    return Policy.parse(path.read_bytes()) if path.is_file() else None


def sequencer() -> Sequencer:
    """The writer of this agency's log and of its twin."""
    return Sequencer(store(), signer(), sm2=sm2())


def store() -> LogStore:
    """The folder that is served at /log/."""
    return LogStore(Path(settings.MINGJING_LOG_DIR))
